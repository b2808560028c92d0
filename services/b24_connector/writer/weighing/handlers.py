"""Handles `cards.weigh` → `records.weighed`: what items and prices of 1C would change in the portal."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol, cast

from services.b24_connector.memory.price import ProductPriceStore
from services.b24_connector.memory.product import RecordStore
from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.whole_lists import WholeLists
from services.b24_connector.writer.products.trial import awaited
from services.b24_connector.writer.weighing.prices import PriceScales
from services.b24_connector.writer.weighing.products import ProductScales
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.directory_census import CardsWeigh, RecordsWeighed, WeighedRecord
from shared.process.weighed_pages import answer_to_page
from shared.store import Claims

Row = Mapping[str, Any]


class ListLooks(Protocol):
    """The portal's list methods, for reads alone."""

    async def gather(self, kind: Gathered, parent: str, *, lane: str = "orders") -> Any:
        """Return one parent's rows of a portal list, for weighing."""

    async def pages(self, method: str, params: Mapping[str, Any], *, rows: Any, lane: str = "orders") -> Any:
        """Return all pages of a portal list, for weighing."""


class FewLists:
    """Reads only the records asked for; records being created count as there, as in `WholeLists`.

    Args:
        portal: where.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.pages = portal.pages

    async def gather(self, kind: Gathered, parent: str, *, lane: str = "orders") -> Any:
        """Return one parent's rows of a portal list, read for the few records that are weighed."""
        rows = await self._portal.gather(kind, parent, lane=lane)
        made = None if rows else awaited(kind, parent)
        return rows if made is None else [made]


class CatalogueScales:
    """Handles `cards.weigh`: at the first look the portal's lists are read whole; then only what is asked again.

    Args:
        portal: where to ask, aside.
        products, prices: what is remembered of them.
        claims: of price types; none is taken.
        codes: properties that the rules name for the codes of products.
    """

    def __init__(
        self,
        portal: Portal,
        products: RecordStore,
        prices: ProductPriceStore,
        claims: Claims,
        codes: Sequence[str] = (),
    ) -> None:
        self._portal = portal
        self._codes = codes
        self._stores = products, prices, claims
        self._asked = ("", 0)
        self._products, self._prices = self._made(FewLists(portal))

    def handlers(self) -> Handlers:
        """Return the handler of `cards.weigh`."""
        return (on(CardsWeigh, self.weigh),)

    async def weigh(self, _envelope: Envelope, message: CardsWeigh) -> HandlerResult:
        """Say what the commands of a `cards.weigh` would change in the portal's products and prices."""
        if self._asked != (message.run, message.look):
            whole = message.look == 1
            self._products, self._prices = self._made(
                WholeLists(self._portal, awaited) if whole else FewLists(self._portal)
            )
            self._asked = (message.run, message.look)
        with self._portal.visit():
            weighed: list[Awaitable[list[WeighedRecord]]] = [
                self._products.weigh(one, compared=message.look != 1) for one in message.products
            ]
            weighed += [self._prices.weigh(one) for one in message.prices]
            found = await asyncio.gather(*weighed)
        return HandlerResult([RecordsWeighed(**answer_to_page(message, chain.from_iterable(found), "onec"))])

    def _made(self, looks: ListLooks) -> tuple[ProductScales, PriceScales]:
        products, prices, claims = self._stores
        portal, origin = cast("Portal", looks), self._portal.origin
        return ProductScales(portal, products, origin, self._codes), PriceScales(portal, prices, claims, origin)
