"""Reads and writes a product's prices in the portal: read at once, written one by one, only what differs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal, PortalAnswer
from services.b24_connector.portal.lists import PRICES, plain_rows
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import EMPTY_PARENT, PARENT, Row, keys_of
from services.b24_connector.vocabulary.prices import PriceValue, read_value
from services.b24_connector.vocabulary.values import identity, is_yes
from services.b24_connector.writer.products.repositories import ProductRepository
from shared.messages.ring.commands import PriceUpsert
from shared.process.lookups import Cache

Call = tuple[str, Mapping[str, Any]]
WITH_VAT = "vatIncluded"
_KEPT_S = 600
_MOST = 5
_PARENTS = {str(PARENT), str(EMPTY_PARENT)}


class PriceRepository:
    """Reads and writes the portal's prices.

    Args:
        portal: where.
        catalogue: where products are looked up.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._products = ProductRepository(portal, catalogue)
        self._currencies = Cache(self._read_currencies, ttl_s=_KEPT_S)

    async def product(self, command: PriceUpsert) -> Row | None:
        """Return the product of an item with prices, by the pair or its outer key; None: there is none yet."""
        ref, code = command.prices.ref, command.source.id
        rows = await self._listed("id", ref.id, code) if ref else []
        for key in keys_of(code):
            rows = rows or await self._listed("xmlId", key, code)
        return rows[0] if rows else None

    async def _listed(self, by: str, value: str, code: str) -> list[Row]:
        found = await self._catalogue.products(by, value, (WITH_VAT,), variations="#" in code)
        return list(found)

    async def present(self, product: str) -> dict[str, Row]:
        """Return the prices a product has, by the id of their type."""
        rows = await self._portal.gather(PRICES, product, lane=LANE)
        return {identity(row.get("catalogGroupId")): row for row in rows}

    async def knows_currency(self, code: str) -> bool:
        """Tell whether the portal has a currency; a new one is found at once."""
        return await self._currencies.one(code) is not None

    async def hold_vat(self, product: Row) -> None:
        """Have a product hold its prices with VAT; the portal leaves the prices as they stand.

        Raises:
            PortalRefusal: it will not.
        """
        await self._products.change(product, {WITH_VAT: "Y"})

    async def write(self, calls: Sequence[Call]) -> list[PortalAnswer | Exception]:
        """Make the calls that write prices, few at once; a failed one does not stop the others."""
        answers: list[PortalAnswer | Exception] = []
        for start in range(0, len(calls), _MOST):
            answers += await self._portal.chain(calls[start : start + _MOST], lane=LANE)
        return answers

    async def _read_currencies(self, _: list[str]) -> Mapping[str, str]:
        rows = await self._portal.pages("crm.currency.list", {}, rows=plain_rows, lane=LANE)
        return {str(row.get("CURRENCY")): str(row.get("CURRENCY")) for row in rows}


def is_priced(product: Row) -> bool:
    """Tell whether the portal keeps prices of a product; those of a parent stand in its variations."""
    return str(product.get("type")) not in _PARENTS


def holds_vat(product: Row) -> bool:
    """Tell whether a product's prices hold the VAT."""
    return is_yes(product.get(WITH_VAT) or "Y")


def is_to_hold_vat(product: Row, present: Collection[str], ours: Collection[str]) -> bool:
    """Tell whether a product that keeps its prices without VAT is to keep them with it, as none of them is a person's.

    Products that an earlier release has made are so, and 99.99 with VAT does not come back from 83.33.

    Args:
        product: as it is.
        present: price types in which it has a price.
        ours: those in which 1C has named one.
    """
    return not holds_vat(product) and set(present) <= set(ours)


def call_for(product: str, type_: str, present: Row | None, wanted: PriceValue | None) -> Call | None:
    """Return the portal call that makes a product's price as wanted; None: it is so.

    Args:
        product: its id.
        type_: id of the price type.
        present: the price as it is; None: there is none.
        wanted: None: there is to be none.
    """
    if wanted is None:
        return ("catalog.price.delete", {"id": str(present["id"])}) if present else None
    if present is not None and read_value(present) == wanted:
        return None
    fields = {"price": f"{wanted.amount:f}", "currency": wanted.currency}
    if present is not None:
        return "catalog.price.update", {"id": str(present["id"]), "fields": fields}
    return "catalog.price.add", {"fields": {"productId": product, "catalogGroupId": type_, **fields}}
