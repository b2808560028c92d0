"""What the portal's own catalogue asks for a product: its base price, from which a deal's row begins."""

import asyncio
from collections.abc import Iterable, Mapping
from decimal import Decimal

import structlog

from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.portal.lists import PRICES, rows_at
from services.b24_connector.vocabulary.prices import PriceValue, base_of, read_type, read_value
from services.b24_connector.vocabulary.values import identity
from shared.process.lookups import Lookup, WholeLookup

_KEPT_S = 60
"""A price that was changed a minute ago is the one that sellers have in their deals by now."""
_TYPE_KEPT_S = 600
log = structlog.get_logger()


class ListPrices:
    """Base prices, asked for many products at once.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._base: WholeLookup[str] = WholeLookup(self._read_base, ttl_s=_TYPE_KEPT_S)
        self._prices: Lookup[PriceValue] = Lookup(self._read, ttl_s=_KEPT_S)

    async def of(self, products: Iterable[str], currency: str) -> Mapping[str, Decimal]:
        """Return base prices as the catalogue has them; a product without one in this currency is left out."""
        try:
            found = await self._prices.get(products)
        except PortalRefusal as refusal:
            log.warning("the catalogue's prices are not shown", why=refusal.fault.words)
            return {}
        return {product: one.amount for product, one in found.items() if one.currency == currency}

    async def _read(self, products: list[str]) -> Mapping[str, PriceValue]:
        base = await self._base.get()
        found = await asyncio.gather(*(self._portal.gather(PRICES, product) for product in products))
        rows = [row for some in found for row in some if base and identity(row.get("catalogGroupId")) == base]
        return {identity(row.get("productId")): read_value(row) for row in rows}

    async def _read_base(self) -> str:
        rows = await self._portal.pages("catalog.priceType.list", {"order": {"id": "ASC"}}, rows=rows_at("priceTypes"))
        base = base_of([read_type(row) for row in rows])
        return base.id if base else ""
