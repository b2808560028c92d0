"""Reads what the portal's catalogue asks for a product: its base price, from which a deal's row begins."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import structlog

from services.b24_connector.memory.price import FORMER, ProductPriceStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.portal.lists import PRICES, rows_at
from services.b24_connector.vocabulary.prices import PriceValue, base_of, read_type, read_value
from services.b24_connector.vocabulary.values import identity, is_yes
from shared.process.lookups import Cache, WholeLookup

_KEPT_S = 60
"""A price that was changed a minute ago is the one that sellers have in their deals by now."""
_TYPE_KEPT_S = 600
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FormerPrice:
    """A base price that the bus has replaced.

    Args:
        with_vat: it held the VAT; None: as the product's prices do now.
    """

    amount: Decimal
    with_vat: bool | None


class ListPrices:
    """Reads base prices of the catalogue for many products at once.

    Args:
        portal: where to ask.
        store: remembers those that the bus has replaced.
    """

    def __init__(self, portal: Portal, store: ProductPriceStore) -> None:
        self._portal = portal
        self._store = store
        self._base: WholeLookup[str] = WholeLookup(self._read_base, ttl_s=_TYPE_KEPT_S)
        self._prices: Cache[PriceValue] = Cache(self._read, ttl_s=_KEPT_S)

    async def of(self, products: Iterable[str], currency: str) -> Mapping[str, Decimal]:
        """Return products' base prices in the catalogue; one without a price in this currency is left out."""
        try:
            found = await self._prices.get(products)
        except PortalRefusal as refusal:
            log.warning("the catalogue's prices are not shown", why=refusal.fault.words)
            return {}
        return {product: one.amount for product, one in found.items() if one.currency == currency}

    async def former(self, products: Collection[str], currency: str) -> Mapping[str, Sequence[FormerPrice]]:
        """Return the base prices that products had before the bus wrote others, the newest first."""
        found: dict[str, Sequence[FormerPrice]] = {}
        if not products:
            return found
        async for entity in self._store.listing({FORMER: {"$in": sorted(products)}}):
            known = entity.fields.get("former")
            if known and known["product"] in products:
                prices = [_read_former(one) for one in reversed(known["prices"])]
                found[known["product"]] = [one for one, code in prices if code == currency]
        return found

    async def _read(self, products: list[str]) -> Mapping[str, PriceValue]:
        base = await self._base.get()
        found = await asyncio.gather(*(self._portal.gather(PRICES, product) for product in products))
        rows = [row for some in found for row in some if base and identity(row.get("catalogGroupId")) == base]
        return {identity(row.get("productId")): read_value(row) for row in rows}

    async def _read_base(self) -> str:
        rows = await self._portal.pages("catalog.priceType.list", {"order": {"id": "ASC"}}, rows=rows_at("priceTypes"))
        base = base_of([read_type(row) for row in rows])
        return base.id if base else ""


def _read_former(price: str) -> tuple[FormerPrice, str]:
    """Return a base price that the bus has replaced, as it was remembered, and its currency."""
    amount, currency, *marks = price.split(" ")
    return FormerPrice(Decimal(amount), is_yes(marks[0]) if marks else None), currency
