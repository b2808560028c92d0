"""The sweep of invoices: touches their deals, which do not change by an invoice that is issued from them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.b24_connector.intake.changed import ChangedPages, Changes, changed_items
from services.b24_connector.intake.repeating import sweep_again
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import PortalRefusal, PortalRightsError
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.vocabulary.names import INVOICE
from services.b24_connector.vocabulary.values import identity
from shared.bus.publish import Publish
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.store import Cursors

Row = Mapping[str, Any]
INVOICES = changed_items(INVOICE, {}, ("parentId2",))
_KEPT = 50_000


class InvoiceSweeper:
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
        self._store = store
        self._publish = publish
        self._changes = Changes(invoices.portal, cursors, "invoices", first)
        self._every_s = every_s
        self._touched: dict[str, str] = {}

    async def run(self) -> None:
        """Sweep invoices until cancelled; a failed sweep is logged and repeated, and no deal waits for it."""
        await sweep_again(self.sweep, "invoices", self._every_s)

    async def sweep(self) -> int:
        """Touch the deals of changed invoices and return their number; if the portal shows none, pause a while.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        if self._invoices.are_hidden:
            return 0
        try:
            shown, look = await asyncio.gather(self._invoices.are_shown(now=True), self._changes.look(INVOICES))
            return await self._touch_deals(look) if shown else 0
        except (PortalRefusal, PortalRightsError) as error:
            self._invoices.note_hidden(error)
            return 0

    async def _touch_deals(self, look: ChangedPages) -> int:
        count = 0
        async for page in look.pages[0]:
            fresh = [row for row in page if self._touched.get(str(row["id"])) != row.get("updatedTime")]
            known = await self._store.find_many(identity(row.get("parentId2")) for row in fresh)
            touches = (DealTouched(ref=Ref(system="b24", kind="deal", id=deal)) for deal in known)
            await self._publish(*touches)
            self._touched |= {str(row["id"]): str(row.get("updatedTime")) for row in fresh}
            count += len(known)
        while len(self._touched) > _KEPT:
            del self._touched[next(iter(self._touched))]
        await self._changes.done(look)
        return count
