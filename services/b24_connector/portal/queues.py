"""Queues of calls to the portal by lane: when a batch is full enough, as handlers at work may ask for more."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from services.b24_connector.portal.aside import BATCH_S, DIRECTORY
from services.b24_connector.portal.slots import HandlerCalls, Slot, current_visit

QUIET_S = 0.005
PATIENCE_S = 3.0
BUSY_WRITES = 40
BUSY_WINDOW_S = 20.0
BUSY_INTERVAL_S = 15.0
ORDERS = "orders"
PRIORITY = {ORDERS: 0, DIRECTORY: 1}
FULL = 50
"""Commands that the portal takes in one batch."""
ORDERS_BATCH_S = 45.0
"""Three quarters of what the cloud gives a request: a method that was slow may be slower yet."""


@dataclass
class CallQueue:
    """Calls of one lane and one kind (read or write) that will share batches.

    Args:
        lane: `orders` or `directory`.
        write: reads and writes never share a batch: a read batch may be repeated, a write batch may not.
        cost: seconds that a call of a method keeps the portal at work.
        size: commands in the next batch; halved on a time-out.
    """

    lane: str
    write: bool
    cost: Callable[[str], float]
    size: int = FULL
    slots: deque[Slot] = field(default_factory=deque)
    first_at: float = 0.0
    last_at: float = 0.0
    sent_at: float = float("-inf")

    @property
    def commands(self) -> int:
        """Number of commands to the portal that wait in the queue."""
        return sum(slot.size for slot in self.slots)

    def take(self) -> list[Slot]:
        """Take slots from the queue for one batch to the portal; one at least."""
        taken: list[Slot] = []
        room, seconds = self.size, self._longest
        while self.slots and (not taken or (self.slots[0].size <= room and self._seconds(self.slots[0]) <= seconds)):
            slot = self.slots.popleft()
            if slot.wanted:
                taken.append(slot)
                room -= slot.size
                seconds -= self._seconds(slot)
        self.first_at = self.last_at
        return taken

    @property
    def is_full(self) -> bool:
        """Whether nothing more fits into the queue's next batch to the portal."""
        return self.commands >= self.size or sum(map(self._seconds, self.slots)) >= self._longest

    @property
    def _longest(self) -> float:
        return BATCH_S if self.lane == DIRECTORY else ORDERS_BATCH_S

    def _seconds(self, slot: Slot) -> float:
        return sum(map(self.cost, slot.methods))

    def shrink(self) -> None:
        """Halve the queue's batches to the portal: one timed out, or its answer was too long."""
        self.size = max(5, self.size // 2)

    def grow(self) -> None:
        """Let the queue's batches grow slowly back to full ones, after one succeeded."""
        self.size = min(FULL, self.size + 5)


class CallQueues:
    """All queues of one batcher, and how many handlers of each lane are still about to ask for more.

    Args:
        spare: under load, rather few requests than quick ones.
        aside: seconds until the lane `directory` may send.
        late: tells whether that lane goes before orders.
        cost: seconds that a call of a method keeps the portal at work.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        *,
        spare: bool,
        aside: Callable[[], float] = lambda: 0.0,
        late: Callable[[], bool] = lambda: False,
        cost: Callable[[str], float] = lambda _: 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spare = spare
        self._aside = aside
        self._late = late
        self._cost = cost
        self._clock = clock
        self._queues: dict[tuple[str, bool], CallQueue] = {}
        self._running: dict[str, int] = {}
        self._written: deque[float] = deque(maxlen=BUSY_WRITES)
        self.changed = asyncio.Event()  # set whenever a batch may have become due

    @contextmanager
    def visit(self, lane: str) -> Iterator[None]:
        """Count a handler as one that may still ask the portal for something.

        While such handlers are at work, a batch that is not full waits for them, up to three seconds.
        """
        visit = HandlerCalls(lane)
        self._running[lane] = self._running.get(lane, 0) + 1
        token = current_visit.set(visit)
        try:
            yield
        finally:
            current_visit.reset(token)
            visit.closed = True
            if visit.queued == 0:
                self._running[lane] -= 1
                self.changed.set()

    def add(self, slot: Slot, *, lane: str, write: bool, front: bool = False) -> None:
        """Put a slot of portal calls into the queue of its lane and kind."""
        queue = self._queues.setdefault((lane, write), CallQueue(lane, write, self._cost))
        now = self._clock()
        if not queue.slots:
            queue.first_at = now
        queue.last_at = now
        if write and lane == ORDERS:
            self._written.append(now)
        if front:
            queue.slots.appendleft(slot)
        else:
            queue.slots.append(slot)
        for visit in slot.visits:
            self._park(visit)
        self.changed.set()

    def _park(self, visit: HandlerCalls) -> None:
        if visit.queued == 0 and not visit.closed:
            self._running[visit.lane] -= 1
        visit.queued += 1

    def join(self, slot: Slot) -> None:
        """Note that the handler at work waits for this slot of portal calls."""
        visit = current_visit.get()
        if visit is None or visit.closed:
            return
        self._park(visit)
        slot.visits.append(visit)
        self.changed.set()

    def take(self, queue: CallQueue) -> list[Slot]:
        """Take slots for one batch to the portal from a queue; their handlers count as at work again."""
        taken = queue.take()
        queue.sent_at = self._clock()
        for slot in taken:
            for visit in slot.visits:
                visit.queued -= 1
                if visit.queued == 0 and not visit.closed:
                    self._running[visit.lane] += 1
        return taken

    def due_in(self, queue: CallQueue) -> float:
        """Return the seconds until a queue's batch should be sent to the portal, and may."""
        wanted_in = self._wanted_in(queue)
        return max(wanted_in, self._aside()) if queue.lane == DIRECTORY else wanted_in

    def _wanted_in(self, queue: CallQueue) -> float:
        """Return the seconds until a queue's batch should be sent to the portal, whether it may or not.

        With two writes a second for twenty seconds, the portal's budget is worth more than a few seconds: a batch
        then waits until it is full, or until the one before has been away for a while. Reads alone never make it wait:
        they come in crowds of their own.
        """
        if queue.is_full:
            return 0.0
        now = self._clock()
        quiet = queue.last_at + QUIET_S - now
        if self._is_busy(now):
            return max(0.0, quiet, queue.sent_at + BUSY_INTERVAL_S - now)
        if self._running.get(queue.lane, 0) <= 0:
            return max(0.0, quiet)
        return max(0.0, quiet, queue.first_at + PATIENCE_S - now)

    def _is_busy(self, now: float) -> bool:
        many = len(self._written) == BUSY_WRITES and now - self._written[0] < BUSY_WINDOW_S
        return many and self._spare

    def next_due(self) -> tuple[float, CallQueue] | None:
        """Return the queue whose batch is sent next and the seconds until then; None when no call waits."""
        waiting = [(self.due_in(queue), queue) for queue in self._queues.values() if queue.slots]
        if not waiting:
            return None
        return min(waiting, key=lambda one: (one[0], self._rank(one[1]), one[1].first_at))

    def _rank(self, queue: CallQueue) -> int:
        return -1 if queue.lane == DIRECTORY and self._late() else PRIORITY.get(queue.lane, 9)
