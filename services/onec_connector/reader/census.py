"""`order.census` → `order.counted`: 1C's orders as they stand now, a page at a time, for comparing both sides."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, moment
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.order import Order, OrderStore
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.bulk import PageStates, see_many
from services.onec_connector.reader.snapshots import OrderSnapshots, Seen
from services.onec_connector.vocabulary.header import invoice_shown
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import group_digests, heard, spoken
from shared.entities import stamps_of, untold
from shared.messages.envelope import Envelope
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.census import PAGE, CensusEnded, OrderCensus, OrderCounted
from shared.messages.things import Manager, Ref
from shared.process.answers import UnreadableRecord

AT_ONCE = 200
"""Orders of one message at most: two calls, and what they refer to."""
ROWS_AT_ONCE = 5000
"""Rows that they may be expected to have together: some fifteen megabytes, where an answer may have 32."""
_LOOK = OrderCensus(run="look", look=1, since=datetime(2000, 1, 1, tzinfo=UTC))
"""Of no reconciliation."""


class OrderCensusReader:
    """Handles `order.census` in the polling session; the other sessions are left to single orders.

    Args:
        aside: reads pages and states.
        snapshots: tells what was read.
        store: which orders are being written.
    """

    def __init__(self, aside: BaseAside, snapshots: OrderSnapshots, store: OrderStore) -> None:
        self._aside = aside
        self._states = PageStates(aside)
        self._size = PAGE
        self._snapshots = snapshots
        self._store = store
        self._pass, self._pass_of = snapshots.of_a_pass(aside), ("", 0)

    def handlers(self) -> Handlers:
        """Return the handler of `order.census` at 1C's side."""
        return (on(OrderCensus, self.census),)

    async def census(self, _envelope: Envelope, message: OrderCensus) -> HandlerResult:
        """Read and publish one page of 1C orders, and ask for the next page."""
        if message.only:
            return HandlerResult(await self._only(message))
        page = await self._page(message)
        if not page:  # a short page proves nothing in 1C, only an empty one does
            return HandlerResult([await self._ended(message)])
        self._size = size_after(page)
        states = await self._states.of(page)
        seen = {order: Seen(row, states.get(order)) for row in page if (order := str(row[standard.REF]))}
        counted = await self._counted(message, seen)
        return HandlerResult([*counted, _next(message, page)])

    async def as_it_is(self, order: str) -> OrderCounted:
        """Read one 1C order as it stands now, for whoever wants to see it."""
        (found,) = await self._only(_LOOK.with_(only=(order,)))
        return found

    async def _only(self, message: OrderCensus) -> list[OrderCounted]:
        found = await see_many(self._aside, message.only)
        return await self._counted(message, {one: found.get(one) for one in message.only})

    async def _ended(self, message: OrderCensus) -> CensusEnded:
        users = (await self._snapshots.dictionaries.users()).values()
        staff = tuple(Manager(name=one.name, email=", ".join(one.emails)) for one in users if one.active)
        return CensusEnded(run=message.run, look=message.look, side="onec", count=message.counted, staff=staff)

    async def _page(self, message: OrderCensus) -> Sequence[Row]:
        since = message.since.astimezone(self._snapshots.place.zone).replace(tzinfo=None)
        query = Query(
            f"{names.DATE} ge {moment(since)}",
            order_by=f"{names.DATE},{standard.REF}",
            top=self._size,
            skip=int(message.after or 0),
            bare=True,
        )
        return await self._aside.listing(names.SET, query)

    async def _counted(self, message: OrderCensus, found: Mapping[str, Seen | None]) -> list[OrderCounted]:
        known = await self._store.find_many(found)
        snapshots = self._of_this_look(message)
        await snapshots.warm([seen.document for seen in found.values() if seen is not None])
        return [await self._count(message, snapshots, seen, known.get(order), order) for order, seen in found.items()]

    def _of_this_look(self, message: OrderCensus) -> OrderSnapshots:
        """Return the reader of 1C's orders for one look, which reads clients and items once, afresh for the next."""
        if message.run == _LOOK.run:
            return self._snapshots.of_a_pass(self._aside)
        if self._pass_of != (message.run, message.look):
            self._pass, self._pass_of = self._snapshots.of_a_pass(self._aside), (message.run, message.look)
        return self._pass

    async def _count(
        self, message: OrderCensus, snapshots: OrderSnapshots, seen: Seen | None, known: Order | None, order: str
    ) -> OrderCounted:
        counted = OrderCounted(
            run=message.run,
            look=message.look,
            ref=Ref(system="onec", kind="order", id=order),
            busy=known is not None and known.writing is not None,
        )
        if seen is None:
            return counted
        try:
            found = await snapshots.tell(seen, whole=True)
        except UnreadableRecord as error:
            return counted.with_(unread=str(error))
        if message.look != 1 and known is not None:
            await self._note_compared(known, found)
        told = found.with_(groups=stamps_of(known.groups if known else {}, OrderGroup))
        return counted.with_(order=told, shown=_shown(seen, known) if known else {})

    async def _note_compared(self, known: Order, order: SalesOrder) -> None:
        """Remember what people edited in a 1C order that differs, and nobody was told of, as its reader takes it."""
        told = spoken(order, known.fields.get("filled") or ())
        digests = group_digests(told, heard(self._snapshots.published(known.key), told, known.groups))
        await self._store.note_compared(known.key, untold(known.groups, digests))


def _shown(seen: Seen, known: Order) -> dict[str, str]:
    """Return what an order made from a deal says of that, of what nobody edits in 1C: its invoice."""
    if not known.key.startswith("deal:"):
        return {}
    return invoice_shown(seen.document, known.fields.get("commenting") or "", known.fields.get("comment") or "")


def size_after(page: Sequence[Row]) -> int:
    """Return how many 1C orders to read after a page of them: as many as ought to have no more rows than fit (pure)."""
    rows = sum(len(one.get(names.LINES) or ()) for one in page)
    return max(PAGE, min(AT_ONCE, ROWS_AT_ONCE * len(page) // max(rows, 1)))


def _next(message: OrderCensus, page: Sequence[Row]) -> OrderCensus:
    after, count = str(int(message.after or 0) + len(page)), message.counted + len(page)
    return OrderCensus(run=message.run, look=message.look, since=message.since, after=after, counted=count)
