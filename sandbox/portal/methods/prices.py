"""Prices of products and price types: the methods catalog.price.* and catalog.priceType.*."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.portal.engine.failures import PortalError, required
from sandbox.portal.engine.state import Portal, Record

from .calls import Call, whole
from .catalog import NAMED, CatalogList
from .portal_info import CURRENCIES

_LATIN = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class _Prices(CatalogList):
    def insert(self, portal: Portal, user_id: int, sent: Record) -> Record:
        """Store a price of a product of the simulated portal; of a product and a price type there is one."""
        for name in ("productId", "catalogGroupId", "price", "currency"):
            if sent.get(name) in (None, ""):
                raise required(name)
        product, group = whole(sent["productId"], "productId"), whole(sent["catalogGroupId"], "catalogGroupId")
        if portal.table("product").get(product) is None or portal.table("price_type").get(group) is None:
            raise PortalError(400, "", "Validate price error. Catalog product or price group is not found")
        if any((row["productId"], row["catalogGroupId"]) == (product, group) for row in portal.table("price")):
            text = "Validate price error. Prices without ranges. It is possible to create one price."
            raise PortalError(400, "", text)
        return super().insert(portal, user_id, sent)

    def _read(self, sent: Record) -> Record:
        known = {code for code, _, _ in CURRENCIES}
        if sent.get("currency") not in {None, *known}:
            raise PortalError(400, "", "Validate price error. Currency is not found")
        return super()._read(sent)


@dataclass(frozen=True)
class _Types(CatalogList):
    def insert(self, portal: Portal, user_id: int, sent: Record) -> Record:
        """Store a price type; a new base type takes the flag from the old one."""
        if not _LATIN.fullmatch(str(sent.get("name") or "")):
            raise PortalError(400, "", "Validate price type error. The name takes Latin letters only")
        table, most = portal.table("price_type"), portal.switches.most_price_types
        if most and len(list(table)) >= most:
            raise PortalError(400, "", "Достигнуто максимальное количество типов цен на вашем тарифе")
        if sent.get("base") == "Y":
            for row in table:
                row["base"] = "N"
        return super().insert(portal, user_id, {"base": "N", "active": "Y", "sort": 100} | sent)

    def delete(self, call: Call) -> bool:
        """Delete a price type of the simulated portal with its prices.

        Raises:
            PortalError: there is none, or it is the base one.
        """
        if self.find(call)["base"] == "Y":
            raise PortalError(400, "", "The base price type cannot be deleted")
        for row in [row for row in call.portal.table("price") if row["catalogGroupId"] == call.number("id")]:
            del call.portal.table("price").rows[row["id"]]
        return super().delete(call)


@dataclass(frozen=True)
class _TypeNames(CatalogList):
    def insert(self, portal: Portal, user_id: int, sent: Record) -> Record:
        """Store the name of a price type of the simulated portal in a language, one each."""
        group = whole(sent.get("catalogGroupId"), "catalogGroupId")
        if any((row["catalogGroupId"], row["lang"]) == (group, sent.get("lang")) for row in portal.table(self.table)):
            raise PortalError(400, "", "Validate price type error. The language has a name already")
        return super().insert(portal, user_id, sent)


PRICES = _Prices(
    "price",
    "prices",
    "price",
    {
        **dict.fromkeys(("id", "productId", "catalogGroupId", "quantityFrom", "quantityTo", "extraId"), "integer"),
        "price": "double",
        "currency": "string",
        "timestampX": "datetime",
    },
    "PRICE",
    named_always=("price", "currency"),
)
PRICE_TYPES = _Types("price_type", "priceTypes", "priceType", NAMED | {"base": "string"}, named_always=("name",))
TYPE_NAMES = _TypeNames(
    "price_type_lang",
    "priceTypeLangs",
    "priceTypeLang",
    {"id": "integer", "catalogGroupId": "integer", "lang": "string", "name": "string"},
)


def modify_prices(call: Call) -> Record:
    """Answer catalog.price.modify: replaces all prices of a product under new ids.

    Raises:
        PortalError: a price names its id, although the documentation shows just that.
    """
    product = call.fields().get("product") or {}
    number = whole(product.get("id"), "id")
    table = call.portal.table("price")
    listed = product.get("prices") or []
    listed = list(listed.values()) if isinstance(listed, dict) else listed
    if any("id" in row for row in listed):
        raise PortalError(400, "", "Validate price error. Catalog price group is wrong")
    for old in [row for row in table if row["productId"] == number]:
        del table.rows[old["id"]]
    made = [set_price(call.portal, call.caller.user_id, number, row) for row in listed]
    return {"prices": [dict(row) for row in made]}


def set_price(portal: Portal, user_id: int, product: int, sent: Record) -> Record:
    """Set one price of a product of the simulated portal, by price type."""
    group = whole(sent.get("catalogGroupId"), "catalogGroupId")
    present = next(
        (row for row in portal.table("price") if (row["productId"], row["catalogGroupId"]) == (product, group)),
        None,
    )
    if present is None:
        return PRICES.insert(portal, user_id, {"currency": "RUB"} | sent | {"productId": product})
    PRICES.change(portal, user_id, present, sent)
    return present


METHODS: dict[str, Callable[[Call], Any]] = {
    **PRICES.methods("catalog.price"),
    **PRICE_TYPES.methods("catalog.pricetype"),
    **TYPE_NAMES.methods("catalog.pricetypelang"),
    "catalog.price.modify": modify_prices,
}
