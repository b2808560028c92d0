"""Reads the portal's smart invoices that were issued from deals, and whether it shows any."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from services.b24_connector.memory.deal import Deal, DealStore
from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.portal.lists import INVOICE, INVOICES

_LEFT_ALONE_S = 600
log = structlog.get_logger()


class DealInvoices:
    """Reads invoices for many deals at once; a portal that shows none is left alone for a while.

    Until it shows them again a deal has the invoices that its reader saw last, also after a restart: their number stays
    in the order, and prices that they hold stay held.

    Args:
        portal: where to ask.
        store: what is remembered of deals.
    """

    def __init__(self, portal: Portal, store: DealStore) -> None:
        self.portal = portal
        self._store = store
        self._refused_at = self._shown_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def of(self, deal: str) -> Sequence[Mapping[str, Any]]:
        """Return a deal's invoices as the portal shows them, oldest first, or those seen last while it shows none."""
        if found := await self._asked_for(deal):
            return found
        return await self._or_seen(await self._store.find(deal))

    async def of_known(self, deal: str, known: Deal | None) -> Sequence[Mapping[str, Any]]:
        """Return the same of a deal whose memory is read already; None: it has none."""
        return await self._asked_for(deal) or await self._or_seen(known)

    async def _asked_for(self, deal: str) -> Sequence[Mapping[str, Any]]:
        if self.are_hidden:
            return ()
        try:
            return await self.portal.gather(INVOICES, deal)
        except (PortalRefusal, PortalRightsError) as error:
            self.note_hidden(error)
            return ()

    async def _or_seen(self, known: Deal | None) -> Sequence[Mapping[str, Any]]:
        """Return the invoices that the reader saw last in a deal, unless the portal shows invoices, and it has none."""
        seen: Sequence[Mapping[str, Any]] = (known.fields.get("invoices") or ()) if known else ()
        return () if await self.are_shown(now=bool(seen)) else seen

    async def are_shown(self, *, now: bool = False) -> bool:
        """Tell whether the webhook's user may see invoices: else their list is empty, without a word.

        Asked, every ten minutes, is what the portal refuses then. Source:
        https://apidocs.bitrix24.ru/api-reference/crm/universal/crm-item-fields.html

        Args:
            now: ask anew, as invoices that were there are not any more, or a cursor is about to move on.
        """
        if (running := self._asking) is not None:
            await asyncio.shield(running)
        if not self.are_hidden and (now or time.monotonic() - self._shown_at >= _LEFT_ALONE_S):
            await self._asked()
        return not self.are_hidden

    async def _asked(self) -> None:
        """Ask the portal whether it shows invoices, for all who want to know now: while it is away, all wait once."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask(), name="whether invoices are shown")
            self._asking.add_done_callback(self._has_asked)
        await asyncio.shield(self._asking)

    def _has_asked(self, asking: asyncio.Task[None]) -> None:
        self._asking = None
        if not asking.cancelled():
            asking.exception()  # whoever still waits for it has it; nobody may be there any more

    async def _ask(self) -> None:
        try:
            await self.portal.call("crm.item.fields", {"entityTypeId": INVOICE})
            self._shown_at = time.monotonic()
        except (PortalRefusal, PortalRightsError) as error:
            self.note_hidden(error)

    @property
    def are_hidden(self) -> bool:
        """Whether the portal showed no invoices a while ago."""
        return time.monotonic() - self._refused_at < _LEFT_ALONE_S

    def note_hidden(self, error: PortalRefusal | PortalRightsError) -> None:
        """Note that the portal does not show invoices: nobody asks for a while."""
        if not self.are_hidden:
            log.warning("invoices of deals are not shown", why=error.fault.words)
        self._refused_at = time.monotonic()
