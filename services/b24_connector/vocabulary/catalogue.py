"""Products and sections ⇄ the portal's fields: keys, VAT, typed products, what people edit, what is equal. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from services.b24_connector.vocabulary.values import guid, identity, is_yes, number
from shared.canon.texts import same_words
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.things import Ref, Thing

Row = Mapping[str, Any]
Fields = Mapping[str, Any]
CodeName = Literal["article", "barcode"]
"""A code of a product: the field of `Product`, and of `ProductRefs` for its property."""
SIMPLE, PARENT, VARIATION, SERVICE = 1, 3, 4, 7
ORPHAN, EMPTY_PARENT = 5, 6
ALIKE: Mapping[int, frozenset[int]] = {
    SIMPLE: frozenset({SIMPLE}),
    PARENT: frozenset({PARENT, EMPTY_PARENT}),
    VARIATION: frozenset({VARIATION, ORPHAN}),
    SERVICE: frozenset({SERVICE}),
}
"""The types a product of each type may have: a parent may have no variation yet, a variation no parent any more."""
UNGROUPED = ""
"""In place of a group: what makes a record known as 1C's, and what it hangs on."""
LONGEST_NAME = 255
_CUT_FROM = 90
"""Characters, counted in UTF-16, of a name that 1C had no room for: it keeps 100 of them, the last a «…»."""
ROOT = ""
"""Parent of what stands in no section."""
_IDS = frozenset({"iblockSectionId", "measure", "vatId"})


@dataclass(frozen=True, slots=True)
class PortalVat:
    """A VAT rate of the portal.

    Args:
        id: in the portal.
        percent: None is «Без НДС», which is not 0 %.
        offered: it may be chosen.
    """

    id: str
    percent: Decimal | None
    offered: bool


@dataclass(frozen=True, slots=True)
class ProductRefs:
    """The ids and names of one portal that a product's fields refer to.

    Args:
        unit, vat: ids; empty: the portal keeps none of such a product.
        section: id; empty: the root.
        parent: id of the product that a variation belongs to; empty: it stays where it hangs.
        article, barcode: properties, `property101`; empty: the code is kept in none.
    """

    unit: str = ""
    vat: str = ""
    section: str = ""
    parent: str = ""
    article: str = ""
    barcode: str = ""


def read_vat(row: Row) -> PortalVat:
    """Read a VAT rate of the portal."""
    percent = None if is_yes(row.get("excludeVat")) or row.get("rate") is None else number(row["rate"])
    return PortalVat(identity(row.get("id")), percent, is_yes(row.get("active", "Y")))


def fitting_vat(rates: Iterable[PortalVat], percent: Decimal | None, present: str) -> str:
    """Return the id of the portal's VAT rate of a percent, preferring the product's own; empty: there is none."""
    alike = [rate for rate in rates if rate.percent == percent]
    kept = (rate.id for rate in alike if rate.id == present)
    return next(kept, next((rate.id for rate in alike if rate.offered), ""))


def type_of(product: Product) -> int:
    """Return the type that a product of the portal must have."""
    if product.parent is not None:
        return VARIATION
    if product.has_variations:
        return PARENT
    return SERVICE if product.kind == "service" else SIMPLE


def grows(row: Row, item: str, wanted: int = PARENT) -> bool:
    """Tell whether a simple product becomes the parent of an item that has got characteristics.

    The portal makes one of it with its first variation; so do we of a product with the item's own key alone.

    Args:
        row: the product.
        item: key of the item.
        wanted: type that the product has to have.
    """
    return wanted == PARENT and int(row["type"]) == SIMPLE and str(row.get("xmlId")) in keys_of(item)


def product_fields(
    product: Product, place: ProductRefs, row: Row, filled: Collection[CodeName] = ()
) -> dict[str, Fields]:
    """Return the portal's fields for each group of a product.

    Args:
        product: as wanted.
        place: its surroundings.
        row: the product as it is; empty: it will be created.
        filled: codes that 1C has had: an empty one of these takes the portal's away, any other says nothing of it.
    """
    codes = {getattr(place, what): code for what, code in codes_of(product).items() if code or what in filled}
    key = {} if is_onec_key(row.get("xmlId")) else {"xmlId": product.external_code}
    # The portal takes a new product's prices for ones without VAT, and 99.99 with it does not come back from 83.33.
    with_vat = {} if row or product.has_variations else {"vatIncluded": "Y"}
    return {
        UNGROUPED: {**key, **with_vat, **({"parentId": place.parent} if place.parent else {})},
        ProductGroup.NAME: _named(_name_here(product.name, str(row.get("name") or ""))),
        # The portal keeps no unit of a service, and neither unit nor rate of a parent.
        ProductGroup.UNIT: {"measure": place.unit} if place.unit and product.kind == "goods" else {},
        ProductGroup.VAT: {"vatId": place.vat} if place.vat else {},
        ProductGroup.SECTION: {} if product.parent else {"iblockSectionId": place.section},
        ProductGroup.CODES: {name: with_value(row.get(name), code) for name, code in codes.items() if name},
        ProductGroup.ACTIVITY: {"active": "Y" if product.active else "N"},
    }


def codes_of(product: Product) -> dict[CodeName, str]:
    """Return a product's codes; the portal keeps each in a property of its own."""
    return {"article": product.article, "barcode": product.barcode}


def held_codes(row: Row, place: ProductRefs) -> dict[CodeName, str]:
    """Return the codes that a product of the portal has, each from its property."""
    named: Mapping[CodeName, str] = {"article": place.article, "barcode": place.barcode}
    return {what: next(iter(values_of(row.get(name))), "") for what, name in named.items() if name}


def section_fields(section: Section, parent: str, row: Row) -> dict[str, Fields]:
    """Return the portal's fields for each group of a section.

    Args:
        section: as wanted.
        parent: id of the section it stands in; empty: the root.
        row: the section as it is; empty: it will be created, and its symbolic code must be unique.
    """
    code = section.external_code
    key = {} if is_onec_key(row.get("xmlId")) else {"xmlId": code}
    return {
        UNGROUPED: {**key, **({} if row else {"code": code})},
        SectionGroup.NAME: _named(short_name(section.name)),
        SectionGroup.PARENT: {"iblockSectionId": parent},
    }


def is_typed(row: Row) -> bool:
    """Tell whether people typed a product of the portal that is sold as it is; one with a key of 1C came from there."""
    return _is_sold_alone(row) and not is_onec_key(row.get("xmlId"))


def item_key(row: Row) -> str:
    """Return the item of which a product that is sold as it is has the key, be it its own or that of its original."""
    return guid(str(row.get("xmlId") or "").partition("#")[0]) if _is_sold_alone(row) else ""


def _is_sold_alone(row: Row) -> bool:
    return int(row["type"]) in {SIMPLE, SERVICE} and is_yes(row.get("active"))


def read_typed(row: Row, *, unit: str, rate: Decimal | None, article: str, barcode: str) -> Product:
    """Read a product of the portal that people have typed.

    Args:
        row: the product.
        unit: OKEI code.
        rate: percent; None is "no VAT".
        article: the property that holds it; empty for none.
        barcode: the same.
    """
    section = identity(row.get("iblockSectionId"))
    return Product(
        ref=Ref(system="b24", kind="product", id=str(row["id"])),
        kind="service" if int(row["type"]) == SERVICE else "goods",
        name=str(row.get("name") or "").strip(),
        unit=unit or "796",
        vat_rate=rate,
        section=Thing(ref=Ref(system="b24", kind="section", id=section)) if section else None,
        article=next(iter(values_of(row.get(article))), ""),
        barcode=next(iter(values_of(row.get(barcode))), ""),
    )


def read_held(row: Row, *, unit: str) -> tuple[Product, frozenset[ProductGroup]]:
    """Translate a product that stands for an item, with the field groups for people to edit that it says anything of.

    Args:
        row: the product.
        unit: OKEI code; empty: the portal keeps none.
    """
    kind = int(row["type"])
    product = Product(
        ref=Ref(system="b24", kind="product", id=str(row["id"])),
        external_code=str(row.get("xmlId") or "").partition("#")[0],
        kind="service" if kind == SERVICE else "goods",
        has_variations=kind in ALIKE[PARENT],
        name=str(row.get("name") or "").strip(),
        **({"unit": unit} if unit else {}),
    )
    if kind in ALIKE[VARIATION]:
        return product, frozenset()
    has_unit = kind == SIMPLE and unit
    return product, frozenset({ProductGroup.NAME, *([ProductGroup.UNIT] if has_unit else [])})


def short_name(name: str) -> str:
    """Return a product's name, shortened so that the portal keeps it whole."""
    name = name.strip()
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _named(name: str) -> Fields:
    """Return the field of a product's or section's name; where 1C has lost it the portal's stays: none is nameless."""
    return {"name": name} if name else {}


def _name_here(name: str, here: str) -> str:
    """Return a product's name as the portal is to have it: what 1C had no room for, or blanks, stay as typed."""
    is_long = len(name.encode("utf-16-le", errors="surrogatepass")) >= 2 * _CUT_FROM
    is_cut = is_long and name.endswith("…") and here.strip().startswith(name.removesuffix("…"))
    return here.strip() if is_cut or same_words(name, here) else short_name(name)


def with_value(present: Any, value: str) -> Any:
    """Return what to send for a product's property: a bare value would not be written, other values stay.

    Args:
        present: what the property holds, a map or a list of maps; None: nothing is known.
        value: as wanted; empty takes the value away, but nothing out of a list.
    """
    if not isinstance(present, list):
        return {"value": value}
    kept = [one for one in present if isinstance(one, Mapping)]
    return kept if not value or value in values_of(kept) else [*kept, {"value": value}]


def values_of(held: Any) -> tuple[str, ...]:
    """Return the values of a product's property, in whichever of its forms."""
    listed = held if isinstance(held, list) else [held]
    bare = (one.get("value") if isinstance(one, Mapping) else one for one in listed)
    return tuple(str(one).strip() for one in bare if one not in (None, ""))


def differing(row: Row, fields: Fields, *, told: bool = False) -> dict[str, Any]:
    """Return the fields in which a product or section is not as wanted.

    Args:
        row: the record.
        fields: as wanted.
        told: only of what `row` speaks of; the portal's answer to a write may leave fields out.
    """
    return {
        name: value
        for name, value in fields.items()
        if (name in row or not told) and _plain(name, row.get(name)) != _plain(name, value)
    }


def _plain(name: str, value: Any) -> Any:
    if name.startswith("property") or name == "parentId":
        return values_of(value)
    if name in _IDS:
        return identity(value)
    return is_yes(value) if name == "active" else str(value or "").strip()


def keys_of(external_code: str) -> tuple[str, ...]:
    """Return the outer keys (`xmlId`) a product may have: today's, and of an item that of an earlier exchange."""
    return (external_code,) if "#" in external_code else (external_code, f"{external_code}#{external_code}")


def is_onec_key(xml_id: Any) -> bool:
    """Tell whether an outer key (`xmlId`) was given by an exchange with 1C; the portal's own is the record's id."""
    return bool(guid(str(xml_id or "").partition("#")[0]))
