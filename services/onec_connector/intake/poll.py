"""Polls 1C for changed orders, in poll rings: documents by date and version, payment and shipment by figures.

1C has no "changed since": a document's version moves with every save, and the row of states with every payment and
shipment, but neither can be asked for by time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, moment
from services.onec_connector.base.wire import Row
from services.onec_connector.intake.ring_states import RingStates
from services.onec_connector.memory.order import OrderStore
from services.onec_connector.memory.seen import HOT, Look, SeenOrders, looked_at
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.clock import read_moment
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.bus.publish import Publish
from shared.messages.ring.facts import OrderTouched
from shared.messages.things import Ref
from shared.rules.stages import RECALCULATION

_DOCUMENT = (standard.REF, standard.VERSION, names.DATE)
_ORDER = f"{names.DATE},{standard.REF}"
"""Many orders may be of one second, as an import makes them, and pages that part them must leave none out."""
_CHUNK = 200


class Poller:
    """Publishes a hint for every order that changed.

    Args:
        base: one of its sessions is kept for polling.
        seen: what was seen last.
        store: knows the orders the bus deals with.
        publish: returns after the broker's confirm.
        place: of the base.
        cutoff: orders dated before it that the bus does not know are left alone.
    """

    def __init__(
        self,
        base: Base,
        seen: SeenOrders,
        store: OrderStore,
        publish: Publish,
        *,
        place: BaseLocation,
        cutoff: datetime,
    ) -> None:
        self._base = base
        self._seen = seen
        self._states = RingStates(base, seen)
        self._store = store
        self._publish = publish
        self._place = place
        self._cutoff = cutoff

    async def hot(self) -> None:
        """Poll new orders of 1C, orders that changed lately, and figures that 1C has not recalculated yet."""
        listed = await self.documents(HOT)
        ring = await self._seen.hot()
        await self.states(ring)
        await self.versions(ring, listed)
        await self._provisional()

    async def open(self) -> None:
        """Poll every order of 1C of which something is still expected."""
        ring = await self._seen.open()
        await self.states(ring)
        await self.versions(ring)

    async def whole(self, window: timedelta) -> None:
        """Poll all orders of 1C in a wide window, and finished orders."""
        await self.documents(window)
        await self.states(await self._seen.final())

    async def documents(self, window: timedelta) -> set[str]:
        """Compare the versions of all orders of 1C dated within a window, and later; return which there are."""
        since = (datetime.now(UTC) - window).astimezone(self._place.zone).replace(tzinfo=None)
        query = Query(f"{names.DATE} ge {moment(since)}", _DOCUMENT, order_by=_ORDER)
        listed: set[str] = set()
        chunk: list[Row] = []
        async for row in self._base.pages(names.SET, query):
            chunk.append(row)
            listed.add(str(row[standard.REF]))
            if len(chunk) == _CHUNK:
                await self._compare(chunk)
                chunk = []
        await self._compare(chunk)
        return listed

    async def versions(self, ring: Sequence[Look], listed: Collection[str] | None = None) -> None:
        """Compare the versions of orders of 1C dated before the window that is polled anyway, and touch the missing.

        Args:
            ring: what is polled.
            listed: the orders of that window, as just read; one of the ring that is not among them may be deleted.
        """
        since = (datetime.now(UTC) - HOT).astimezone(self._place.zone).strftime("%Y-%m-%dT%H:%M:%S")
        asked = [look for look in ring if look.dated < since or (listed is not None and look.order not in listed)]
        if not asked:
            return
        conditions = [f"{standard.REF} eq {guid(look.order)}" for look in asked]
        rows = await self._base.any_of(names.SET, conditions, _DOCUMENT, polling=True)
        await self._compare(rows)
        there = {str(row[standard.REF]) for row in rows}
        missing = {look.order: {"version": ""} for look in asked if look.version and look.order not in there}
        await self._touch(missing)
        await self._seen.note(missing, moved=False)

    async def states(self, ring: Sequence[Look]) -> None:
        """Compare the figures of payment and shipment of 1C's orders."""
        figures = await self._figures(ring)
        moved = {look.order: figures[look.order] for look in ring if figures[look.order]["figures"] != look.figures}
        # Of an order whose figures were never looked at nobody knows whether they moved since it was touched.
        await self._touch(moved)
        unknown = {look.order for look in ring if look.figures is None}
        await self._seen.note({order: one for order, one in moved.items() if order not in unknown})
        # What an earlier release has taken for final may be expected by now, although nothing of it has moved.
        stale = {look.order for look in ring if look.final != figures[look.order]["final"]} - moved.keys()
        unmoved = {order: figures[order] for order in (moved.keys() & unknown) | stale}
        await self._seen.note(unmoved, moved=False)

    async def _figures(self, ring: Iterable[Look]) -> dict[str, dict[str, Any]]:
        """Return the figures to be stored of polled 1C orders, also of those without a row in the register."""
        return {order: looked_at(row) for order, row in (await self._states.of(ring)).items()}

    async def _compare(self, rows: Iterable[Row]) -> None:
        """Publish hints for the orders of 1C whose version is not the one seen last."""
        versions = {str(row[standard.REF]): row for row in rows}
        known = await self._seen.get(versions)
        differing = {
            order: row
            for order, row in versions.items()
            if order not in known or known[order].version != row[standard.VERSION]
        }
        fresh = [order for order in differing if order not in known]
        ours = await self._store.find_many(fresh)
        changes: dict[str, dict[str, Any]] = {}
        for order, row in differing.items():
            # A draft of last year may be dated anew and posted; one that was told once stays told.
            ignored = self._is_old(row) and (known[order].ignored if order in known else order not in ours)
            changes[order] = {"version": row[standard.VERSION], "dated": row[names.DATE], "ignored": ignored}
        # Figures are looked at before the touch: the touch reads what they were, the next look sees what came after.
        begun = [one for one in differing if one not in known or known[one].ignored]
        looks = [Look(one, dated=str(differing[one][names.DATE])) for one in begun if not changes[one]["ignored"]]
        for order, figures in (await self._figures(looks)).items():
            changes[order] |= figures
        for order in fresh:
            changes[order].setdefault("final", False)
        await self._touch({order: one for order, one in changes.items() if not one["ignored"]})
        await self._seen.note(changes)

    def _is_old(self, row: Row) -> bool:
        dated = read_moment(row[names.DATE], self._place.zone)
        return dated is None or dated < self._cutoff

    async def _provisional(self) -> None:
        """Publish once more the order figures that 1C has not recalculated within five minutes: they are final."""
        async for entity in self._store.listing({"fields.provisional_since": {"$exists": True}}):
            since = entity.fields.get("provisional_since")
            if entity.ref is None or since is None or entity.fields.get("provisional_told") == since:
                continue
            if datetime.now(UTC) - since >= RECALCULATION:
                await self._publish(OrderTouched(ref=_ref(entity.ref), force=True))
                await self._store.set_fields(entity.key, {"provisional_told": since})

    async def _touch(self, orders: Mapping[str, object]) -> None:
        if orders:
            await self._publish(*(OrderTouched(ref=_ref(order)) for order in orders))


def _ref(order: str) -> Ref:
    return Ref(system="onec", kind="order", id=order)
