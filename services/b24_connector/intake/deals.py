"""The sweep of deals: finds by time, rows and ids what no event told; touches what waits or was refused again."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.b24_connector.intake.changed import Changes, changed_items
from services.b24_connector.intake.newcomers import DealNewcomers
from services.b24_connector.intake.nightly import Compared, NightlyIds
from services.b24_connector.intake.repeating import sweep_again
from services.b24_connector.intake.unreadable import UnreadableRounds
from services.b24_connector.memory.deal import REFUSED, Deal, DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.vocabulary.values import moment
from shared.bus.publish import Publish
from shared.messages.ring.facts import DealTouched, OrderTouched
from shared.messages.things import Ref
from shared.rules import Rules
from shared.store import Cursors

Row = Mapping[str, Any]
SAME_SECOND = timedelta(seconds=2)
FORCED_EVERY_S = 3600.0
ROWS_AT_ONCE = 25
WAITING_AT_ONCE = 100
"""Deals with a refused order that one sweep touches: each is read whole, rows and all."""
READABLE = {"ref": {"$type": "string"}, "fields.unreadable": {"$exists": False}}
"""The others are tried hourly."""


class DealSweeper:
    """Touches deals that may have changed without an event.

    Args:
        portal: where to look.
        store: what was seen already.
        cursors: up to when the portal was swept, by its own clock or ours, whichever is behind.
        publish: the bus; returns after the broker's confirm.
        rules: our pipelines; the cut-off is where the first sweep begins.
        every_s: seconds between two sweeps.
    """

    def __init__(
        self,
        portal: Portal,
        store: DealStore,
        cursors: Cursors,
        publish: Publish,
        rules: Rules,
        *,
        every_s: float,
    ) -> None:
        self._portal = portal
        self._store = store
        self._changes = Changes(portal, cursors, "deals", rules.cutoff)
        self._publish = publish
        self._rules = rules
        self._every_s = every_s
        self._wake = asyncio.Event()
        self._touched: dict[str, str] = {}
        self._row_key = ""
        self._waiting_key = ""
        self._is_forced, self._forced_at = False, time.monotonic()
        self.newcomers = DealNewcomers(portal, store, cursors, publish, rules)
        compared = Compared(DEAL, "ids", _touch)
        self.ids = NightlyIds(portal, store, cursors, publish, compared, also=self.newcomers.look)
        self._unreadable = UnreadableRounds(store, publish, DealTouched, "deal")

    def wake(self) -> None:
        """Sweep deals as soon as the broker is back, as an event of the portal was lost."""
        self._wake.set()

    async def run(self) -> None:
        """Sweep deals until cancelled; a failed sweep is logged and repeated."""
        await sweep_again(self._whole_sweep, "deals", self._every_s, self._wake)

    async def _whole_sweep(self) -> None:
        await self.sweep()
        if not await self._portal.missing_rights():  # else looks at idle deals would wait for the right too
            await self.touch_waiting()
            await self._compare_rows()
            await self._unreadable.run()
        await self.ids.run(self._rules.timezone)

    async def sweep(self) -> int:
        """Touch the deals changed since the last sweep and return their number.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        look = await self._changes.look(changed_items(DEAL, {"@categoryId": list(self._rules.pipelines)}))
        count = 0
        async for page in look.pages[0]:
            known = await self._store.find_many(str(row["id"]) for row in page)
            fresh = self._unseen(page, known)
            await self._publish(*(_touch(str(row["id"])) for row in fresh))
            self._mark([row for row in fresh if not _is_ours(row, known)], look.began)
            count += len(fresh)
        await self._changes.done(look)
        return count

    def _unseen(self, page: Sequence[Row], known: Mapping[str, Deal]) -> list[Row]:
        """Leave out deals that a reader or an earlier sweep has seen in just this state."""
        fresh = []
        for row in page:
            deal, updated = str(row["id"]), str(row.get("updatedTime") or "")
            entity = known.get(deal)
            if self._touched.get(deal) != updated and not (entity and entity.fields.get("seen") == updated):
                fresh.append(row)
        return fresh

    def _mark(self, touched: Sequence[Row], began: datetime) -> None:
        """Remember the deals whose hints the broker took; one may change again within the sweep's second."""
        for row in touched:
            changed = moment(row.get("updatedTime"))
            if changed is not None and began - changed >= SAME_SECOND:
                self._touched[str(row["id"])] = str(row["updatedTime"])
        while len(self._touched) > 50_000:  # noqa: PLR2004 - a bound on memory, nothing more
            del self._touched[next(iter(self._touched))]

    async def touch_waiting(self) -> None:
        """Touch some deals with a refused order if the cause is gone; each also hourly, without a visible cause."""
        if not self._waiting_key:
            await self._begin_round()
        where = {"_id": {"$gt": self._waiting_key}, **READABLE, "fields.waiting": True}
        some = [entity async for entity in self._store.listing(where, limit=WAITING_AT_ONCE)]
        await self._publish(*(_touch(entity.ref, force=self._is_forced) for entity in some if entity.ref))
        self._waiting_key = some[-1].key if len(some) == WAITING_AT_ONCE else ""
        self._is_forced = self._is_forced and bool(self._waiting_key)

    async def _begin_round(self) -> None:
        """Decide whether the waiting deals, and refused orders with them, are tried again without a visible cause."""
        began = time.monotonic()
        if began - self._forced_at >= FORCED_EVERY_S:
            self._is_forced = True
            await self.touch_refused()
            self._forced_at = began

    async def touch_refused(self) -> None:
        """Touch orders that the portal refused, so that they are carried over anew."""
        where = {"$or": [{f"fields.{name}": {"$exists": True}} for name in REFUSED]}
        async for entity in self._store.listing(where):
            order = entity.fields.get("refused_upsert") or entity.fields.get("refused_move")
            if order:
                await self._publish(OrderTouched(ref=Ref(system="onec", kind="order", id=order), force=True))

    async def _compare_rows(self) -> None:
        """Compare the rows of some open deals each time: they may change without event and time of change."""
        open_ones = {"fields.closed": {"$ne": True}, "fields.gone": {"$ne": True}}
        where = {"_id": {"$gt": self._row_key}, **READABLE, **open_ones}
        some = [entity async for entity in self._store.listing(where, limit=ROWS_AT_ONCE)]
        await self._publish(*(_touch(entity.ref) for entity in some if entity.ref))
        self._row_key = some[-1].key if len(some) == ROWS_AT_ONCE else ""


def _is_ours(row: Row, known: Mapping[str, Deal]) -> bool:
    """Tell whether the reader may take a deal's hint for an echo of our write; the next sweep then touches it again."""
    entity = known.get(str(row["id"]))
    last = entity.fields.get("last_write") if entity else None
    return last is not None and last["time"] == row.get("updatedTime")


def _touch(deal: str, gone: bool = False, *, force: bool = False) -> DealTouched:  # noqa: FBT001, FBT002 - for `Compared`
    return DealTouched(ref=Ref(system="b24", kind="deal", id=deal), gone=gone, force=force)
