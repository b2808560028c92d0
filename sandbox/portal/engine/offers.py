"""Offers, the catalogue's variations: the catalogue they lie in, which comes with the first, and their parents."""

from typing import Final

from .state import Portal, Record

PRODUCTS, OFFERS = 23, 24
PARENT_PROPERTY, OFFER_ARTICLE, OFFER_BARCODE = 97, 102, 104
SIMPLE, WITH_OFFERS, OFFER, ORPHAN, WITHOUT_OFFERS = 1, 3, 4, 5, 6
OF_VARIATIONS_ALONE: Final = frozenset({"measure", "vatId", "vatIncluded"})
"""What a parent does not keep: it lives on its variations."""
_PROPERTIES = (
    (PARENT_PROPERTY, "Элемент каталога", "CML2_LINK"),
    (OFFER_ARTICLE, "Артикул", "CML2_ARTICLE"),
    (OFFER_BARCODE, "Штрихкод", "BARCODE"),
)


def open_offers(portal: Portal) -> None:
    """Give the portal a catalogue of variations, its offers, as its first product with some does."""
    if portal.table("catalog").get(OFFERS) is not None:
        return
    block: Record = {"iblockId": OFFERS, "name": "Товарный каталог CRM (предложения)"}
    block |= {"productIblockId": PRODUCTS, "skuPropertyId": PARENT_PROPERTY}
    portal.table("catalog").put(OFFERS, block | {"iblockTypeId": 0, "lid": "s1", "subscription": "N", "vatId": 1})
    for number, name, mark in _PROPERTIES:
        row = {"iblockId": OFFERS, "name": name, "code": mark, "propertyType": "S", "sort": 500, "xmlId": mark}
        portal.table("property").put(number, {"active": "Y", "timestampX": portal.now()} | row)


def hung(portal: Portal, kind: int, values: Record) -> Record:
    """Return which sent values a product keeps: a variation hangs on its parent, a parent has no unit and no VAT."""
    if kind in {WITH_OFFERS, WITHOUT_OFFERS}:
        return {name: value for name, value in values.items() if name not in OF_VARIATIONS_ALONE}
    if kind not in {OFFER, ORPHAN} or not values.get("parentId"):
        return values
    parent = portal.table("product").get(int(values["parentId"]))
    if parent is not None:
        parent["type"] = WITH_OFFERS
    return values | {"parentId": {"value": str(values["parentId"]), "valueId": "1"}}
