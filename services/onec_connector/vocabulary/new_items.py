"""Products typed in the portal as new items of 1C: their keys, card and name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from services.onec_connector.objects import item as fields
from services.onec_connector.objects import item_kind as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.codes import code_key
from services.onec_connector.vocabulary.identity import b24_ref, is_copied, item_guid
from services.onec_connector.vocabulary.reference import KnownItem, is_empty
from services.onec_connector.vocabulary.texts import in_line, name_in_line, same_line
from shared.messages.product import Product
from shared.messages.things import Line, Ref, Thing


@dataclass(frozen=True, slots=True)
class NewItem:
    """A product of the portal that is to become an item of 1C.

    Args:
        source: its id in the portal.
        unit: OKEI code.
        vat_rate: percent; None is "no VAT".
        group: reference of the folder it stands in; empty: the root.
        not_these: items that a person has said it is not.
        copied: it bears the outer key of one of those.
    """

    source: Ref
    name: str
    article: str = ""
    barcode: str = ""
    kind: Literal["goods", "service"] = "goods"
    unit: str = "796"
    vat_rate: Decimal | None = None
    group: str = ""
    not_these: tuple[str, ...] = ()
    copied: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that no two items of 1C may share (article, barcode, name), each in one spelling."""
        codes = {"article": code_key(self.article), "barcode": code_key(self.barcode)}
        said = {**codes, "name": " ".join(self.name.casefold().split())}
        return tuple(f"{what}:{value}" for what, value in said.items() if value)


def item_of_line(line: Line) -> NewItem | None:
    """Return a line's product as a new item if people typed it in the portal; one with a code of 1C came from there."""
    source = b24_ref(line.item) if line.item else None
    if line.item is None or source is None or line.kind not in {"goods", "service"} or not line.item.name.strip():
        return None
    if item_guid(line.item) or "#" in line.item.external_code:
        return None
    return NewItem(
        source=source,
        name=line.item.name.strip(),
        article=line.item.article.strip(),
        barcode=line.item.barcode.strip(),
        kind="service" if line.kind == "service" else "goods",
        unit=line.unit,
        vat_rate=line.vat_rate,
        group=_folder(line.item.section),
        not_these=line.item.not_these,
        copied=is_copied(line.item),
    )


def item_of_product(source: Ref, product: Product, not_these: tuple[str, ...] = ()) -> NewItem:
    """Return a product typed in the portal as a new item of 1C; its section may stand for an item group."""
    return NewItem(
        source=source,
        name=product.name.strip(),
        article=product.article.strip(),
        barcode=product.barcode.strip(),
        kind=product.kind,
        unit=product.unit,
        vat_rate=product.vat_rate,
        group=_folder(product.section),
        not_these=not_these,
        copied=product.external_code in not_these,
    )


def _folder(section: Thing | None) -> str:
    """Return the item group of 1C that a product's section stands for; nothing where it has no pair."""
    return section.ref.id if section and section.ref and section.ref.system == "onec" else ""


def new_card(item: NewItem, kind: Mapping[str, Any], *, unit: str, rate: str) -> dict[str, Any]:
    """Return the card of a new item of 1C, made from a product and the kind that it takes after.

    Args:
        item: as typed.
        kind: that it takes after.
        unit: reference; empty: the kind's.
        rate: reference; empty: the kind's.
    """
    card = {name: kind[name] for name in names.COPIED}
    if unit and unit != kind[fields.UNIT]:
        reported = {} if is_empty(kind[names.REPORT_UNIT]) else {names.REPORT_UNIT: unit, names.REPORT_RATIO: 1}
        card |= {fields.UNIT: unit, **reported}
    return card | {
        standard.DESCRIPTION: name_in_line(item.name, names.NAME_LENGTH),
        names.FULL_NAME: name_in_line(item.name, names.FULL_NAME_LENGTH),
        fields.ARTICLE: in_line(item.article, names.ARTICLE_LENGTH),
        names.KIND_OF_ITEM: kind[standard.REF],
        names.QUALITY: names.NEW,
        **({fields.RATE_OF_CARD: rate} if rate else {}),
        **({standard.PARENT: item.group} if item.group else {}),
    }


def renamed(name: str, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what renames a 1C item after its product: what is printed follows only where it was the name.

    Args:
        name: as typed in the portal.
        card: as it stands.
    """
    full, short = (str(card.get(one) or "").strip() for one in (names.FULL_NAME, standard.DESCRIPTION))
    follows = {names.FULL_NAME: name_in_line(name, names.FULL_NAME_LENGTH)} if full in {"", short} else {}
    return {standard.DESCRIPTION: name_in_line(name, names.NAME_LENGTH), **follows}


def says_name(name: str, there: str) -> bool:
    """Tell whether a 1C item is called as its product already, as far as 1C has room for the name."""
    return same_line(name, there, names.NAME_LENGTH)


def is_it(item: NewItem, known: KnownItem) -> bool:
    """Tell whether a 1C item with a new product's name is the same: nothing else that both have may differ."""
    same_article = not item.article or not known.article or code_key(item.article) == code_key(known.article)
    return same_article and item.kind == known.kind and (item.kind == "service" or item.unit == known.unit)
