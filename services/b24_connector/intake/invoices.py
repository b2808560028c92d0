"""The sweep of invoices: a deal does not change by the invoice that is issued from it."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from services.b24_connector.intake.changed import changed_since, portal_time, since_of
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import PortalRefusal, PortalRightsError
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.vocabulary.names import INVOICE
from services.b24_connector.vocabulary.values import identity, moment
from shared.bus.errors import Permanent, Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.store import Cursors

Row = Mapping[str, Any]
_CURSOR = "invoices"
_KEPT = 50_000
log = structlog.get_logger()


class InvoiceSweep:
    """Touches the deals whose invoices were issued or changed, from a cursor of its own.

    Args:
        invoices: of the portal, if that shows any.
        store: the deals we know.
        cursors: up to when was looked.
        publish: the bus; returns after the broker's confirm.
        first: where the first sweep begins.
        every_s: seconds between two sweeps.
    """

    def __init__(
        self,
        invoices: DealInvoices,
        store: DealStore,
        cursors: Cursors,
        publish: Publish,
        *,
        first: datetime,
        every_s: float,
    ) -> None:
        self._invoices = invoices
        self._portal = invoices.portal
        self._store = store
        self._cursors = cursors
        self._publish = publish
        self._first = first
        self._every_s = every_s
        self._touched: dict[str, str] = {}

    async def run(self) -> None:
        """Sweep invoices until cancelled; a failed sweep is logged and repeated, and no deal waits for it."""
        while True:
            try:
                await self.sweep()
            except (Retryable, Permanent) as error:
                log.warning("sweep of invoices failed; trying again", error=str(error))
            await asyncio.sleep(self._every_s)

    async def sweep(self) -> int:
        """Touch the deals of changed invoices and return their number; if the portal shows none, pause a while.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        if not await self._invoices.are_shown(now=True):
            return 0
        try:
            return await self._sweep()
        except (PortalRefusal, PortalRightsError) as error:
            self._invoices.note_hidden(error)
            return 0

    async def _sweep(self) -> int:
        began, now = await portal_time(self._portal), datetime.now(UTC)
        since = since_of(moment(await self._cursors.get(_CURSOR)), now, self._first, began)
        count = 0
        async for page in changed_since(self._portal, INVOICE, since, {}, ("parentId2",)):
            fresh = [row for row in page if self._touched.get(str(row["id"])) != row.get("updatedTime")]
            known = await self._store.find_many(identity(row.get("parentId2")) for row in fresh)
            touches = (DealTouched(ref=Ref(system="b24", kind="deal", id=deal)) for deal in known)
            await self._publish(*touches)
            self._touched |= {str(row["id"]): str(row.get("updatedTime")) for row in fresh}
            count += len(known)
        while len(self._touched) > _KEPT:
            del self._touched[next(iter(self._touched))]
        # Not beyond our own clock either: from a cursor in the future nothing would be found until then.
        await self._cursors.set(_CURSOR, min(began, now).astimezone(UTC).isoformat())
        return count
