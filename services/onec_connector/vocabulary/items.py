"""Items, item groups, characteristics of 1C ⇄ products, sections, variations; barcode and VAT rate. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from services.onec_connector.objects import item as names
from services.onec_connector.objects import legal_entity, standard
from services.onec_connector.vocabulary.clock import read_date
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.vocabulary.vat import VatRate
from shared.messages.product import Product, ProductGroup, Section
from shared.messages.things import Ref, Thing

_Row = Mapping[str, Any]

LeftAlone = Literal["characteristics", "kit"]
"""Why an item becomes no product: no characteristic of it has a price, a barcode or a sale, or 1C sells its parts."""


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A folder of 1C's items; `parent` is empty for one in the root."""

    guid: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ItemScope:
    """The item groups (folders) of a base, and which of them the rules let through.

    Args:
        groups: all folders.
        roots: the folders that are named, with all that is in them; None: everything is let through.
        unknown: words of the rules that no folder has for its name or reference.
    """

    groups: Mapping[str, KnownGroup] = field(default_factory=dict)
    roots: frozenset[str] | None = None
    unknown: tuple[str, ...] = ()

    def covers(self, group: str) -> bool:
        """Tell whether the rules let through what stands in an item group of 1C; an empty reference is the root."""
        return self.roots is None or any(one.guid in self.roots for one in self.way_up(group))

    def way_up(self, group: str) -> Iterator[KnownGroup]:
        """Yield an item group of 1C and its ancestors, innermost first; one that contains itself ends the way."""
        seen: set[str] = set()
        while (known := self.groups.get(group)) is not None and group not in seen:
            yield known
            seen.add(group)
            group = known.parent

    def within(self) -> list[KnownGroup]:
        """Return the item groups of 1C that are let through, parents before children."""
        found = [one for one in self.groups.values() if self.covers(one.guid)]
        return sorted(found, key=lambda one: (len(list(self.way_up(one.guid))), one.name, one.guid))


def scope_of(groups: Mapping[str, KnownGroup], words: Sequence[str]) -> ItemScope:
    """Find the item groups of 1C that the rules name, by reference or by name; several may have one name.

    Args:
        groups: all folders.
        words: of the rules; none: everything is let through.
    """
    if not words:
        return ItemScope(groups)
    found = {word: [one.guid for one in groups.values() if _is_called(one, word)] for word in words}
    roots = frozenset(guid for guids in found.values() for guid in guids)
    return ItemScope(groups, roots, tuple(word for word, guids in found.items() if not guids))


@dataclass(frozen=True, slots=True)
class KnownCharacteristic:
    """A characteristic with one item's barcode in it; it may serve all items of a kind."""

    guid: str
    name: str
    marked: bool = False
    barcode: str = ""


def has_characteristics(row: _Row) -> bool:
    """Tell whether an item of 1C is sold in characteristics alone."""
    return row[names.CHARACTERISTICS_USED] not in names.NO_CHARACTERISTICS


def is_service(row: _Row) -> bool:
    """Tell whether an item of 1C, or all items of a kind, are services."""
    return row[names.KIND] in names.SERVICES


def left_alone(row: _Row, *, sold: bool = False) -> LeftAlone | None:
    """Return why an item of 1C becomes no product; None if it becomes one.

    Args:
        row: of the catalog.
        sold: the item has a price, a barcode or a sale in one of its characteristics.
    """
    if row[names.KIND] == names.KIT:
        return "kit"
    return "characteristics" if has_characteristics(row) and not sold else None


def read_product(
    row: _Row, scope: ItemScope, *, unit: str, rate: VatRate | None, barcode: str
) -> tuple[Product, frozenset[ProductGroup]]:
    """Read an item of 1C as a product, and name the field groups that 1C fills.

    Args:
        row: of the catalog.
        scope: what the rules let through; an item outside is told as one that is offered no more.
        unit: OKEI code; empty where the unit has none: the product keeps its own.
        rate: in force; None where 1C names none: the product keeps its own.
        barcode: of the base unit, empty for none.
    """
    parent = group_of(row)
    product = Product(
        ref=Ref(system="onec", kind="item", id=row[standard.REF]),
        external_code=row[standard.REF],
        kind="service" if is_service(row) else "goods",
        name=str(row[standard.DESCRIPTION]).strip(),
        vat_rate=rate.percent if rate else None,
        section=section_thing(parent, scope),
        article=str(row[names.ARTICLE] or "").strip(),
        barcode=barcode,
        active=not row[standard.MARKED] and row[names.KIND] != names.KIT and scope.covers(parent),
        **({"unit": unit} if unit else {}),
    )
    silent = {ProductGroup.UNIT: not unit, ProductGroup.VAT: rate is None}
    return product, frozenset(group for group in ProductGroup if not silent.get(group, False))


def as_parent(
    product: Product, groups: frozenset[ProductGroup], *, sold: bool
) -> tuple[Product, frozenset[ProductGroup]]:
    """Return an item of 1C sold in characteristics as a parent product; unit and rate go with each variation.

    Of one that is sold in none there is nothing to say but that it is offered no more, whatever it was before.
    """
    if not sold:
        return product.with_(active=False), frozenset({ProductGroup.ACTIVITY})
    return product.with_(has_variations=True), groups - {ProductGroup.UNIT, ProductGroup.VAT}


def as_variation(
    item: Product, groups: frozenset[ProductGroup], characteristic: KnownCharacteristic
) -> tuple[Product, frozenset[ProductGroup]]:
    """Return an item of 1C in one of its characteristics as a variation.

    Args:
        item: as `read_product` tells it.
        groups: that 1C says anything of.
        characteristic: with its barcode.
    """
    told = item.with_(
        ref=Ref(system="onec", kind="item", id=f"{item.external_code}#{characteristic.guid}"),
        external_code=f"{item.external_code}#{characteristic.guid}",
        parent=Thing(ref=item.ref, name=item.name),
        name=f"{item.name} ({characteristic.name})",
        section=None,
        barcode=characteristic.barcode,
        active=item.active and not characteristic.marked,
    )
    return told, groups - {ProductGroup.SECTION}


def gone_product(code: str) -> Product:
    """Return a deleted item of 1C as a product that is not offered any more.

    Args:
        code: the item's reference, with the characteristic's behind `#`.
    """
    item, _, characteristic = code.partition("#")
    parent = Thing(ref=Ref(system="onec", kind="item", id=item)) if characteristic else None
    return Product(ref=Ref(system="onec", kind="item", id=code), external_code=code, parent=parent, active=False)


def read_section(group: KnownGroup, scope: ItemScope) -> Section:
    """Read an item group of 1C as a section, in the root if its parent is itself or not let through."""
    in_itself = any(one.guid == group.guid for one in scope.way_up(group.parent))
    return Section(
        ref=Ref(system="onec", kind="group", id=group.guid),
        external_code=group.guid,
        name=group.name,
        parent=None if in_itself else section_thing(group.parent, scope),
    )


def read_group(row: _Row) -> KnownGroup:
    """Read an item group (folder) of 1C's item catalog."""
    return KnownGroup(row[standard.REF], str(row[standard.DESCRIPTION]).strip(), group_of(row))


def group_of(row: _Row) -> str:
    """Return the item group that an item or an item group of 1C stands in; empty for the root."""
    return "" if is_empty(row[standard.PARENT]) else str(row[standard.PARENT])


def section_thing(group: str, scope: ItemScope) -> Thing | None:
    """Return, as a thing of a product, the section for a 1C item's group; None: none, or not let through."""
    known = scope.groups.get(group)
    if known is None or not scope.covers(group):
        return None
    return Thing(ref=Ref(system="onec", kind="group", id=group), name=known.name)


def barcode_of(rows: Iterable[_Row], characteristic: str = "") -> str:
    """Return the barcode of a 1C item or characteristic in its base unit: of several, always the same one."""
    found = (
        str(row[names.BARCODE]).strip()
        for row in rows
        if _characteristic_of(row) == characteristic and is_empty(row[names.BARCODE_PACK])
    )
    return min((code for code in found if code), default="")


def rate_of(rows: Iterable[_Row], on: date, countries: Mapping[str, str]) -> str:
    """Return the reference of a 1C item's VAT rate on a day: Russia's, else one without country; empty for none.

    Args:
        rows: of one item.
        on: the day.
        countries: codes by reference; of a base that does not publish them any country will do.
    """
    due = [row for row in rows if (read_date(row[names.RATE_SINCE]) or date.min) <= on]
    russian = [row for row in due if countries.get(row[names.RATE_COUNTRY]) == legal_entity.RUSSIA]
    plain = [row for row in due if is_empty(row[names.RATE_COUNTRY])]
    chosen = russian or plain or ([] if countries else due)
    newest = max(chosen, key=lambda row: str(row[names.RATE_SINCE]), default=None)
    return "" if newest is None or is_empty(newest[names.RATE]) else str(newest[names.RATE])


def _characteristic_of(row: _Row) -> str:
    return "" if is_empty(row[names.BARCODE_CHARACTERISTIC]) else str(row[names.BARCODE_CHARACTERISTIC])


def _is_called(group: KnownGroup, word: str) -> bool:
    return _folded(group.name) == _folded(word) or group.guid == word.strip().lower()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
