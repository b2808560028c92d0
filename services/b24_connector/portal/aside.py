"""Keeps the lane `directory` out of the orders' way at the portal: when it may send, what it leaves for orders."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import HELD_S, Operating
from shared.bus.errors import Retryable

DIRECTORY: Final = "directory"
LEFT_FOR_ORDERS = 25
AT_ONCE = 4
BATCH_S: Final = 5.0
"""Longer no batch keeps the portal at work."""
FULL_S = 60.0
SHARE_S: Final = 5.0
"""A tenth of what the bucket drains: so often the directory has a request, however busy orders keep the portal."""
LATE_S: Final = 15.0
"""After so long without a request the directory goes before orders, with one batch."""
PATIENCE_S: Final = 20.0


@dataclass
class _Reserved:
    """Room reserved for a call of the lane `directory` at the portal that may follow."""

    method: str
    kept: bool = True


_place: ContextVar[_Reserved | None] = ContextVar("place", default=None)


class Aside:
    """Says when the lane `directory` may send to the portal, and what it must leave for orders.

    Args:
        budget: of requests; 25 of them, two thirds of a smaller bucket, stay for orders.
        operating: how long each method has been at work.
        patience_s: how long a command holds its place for a method that rests; then others may have it.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        budget: Budget,
        operating: Operating,
        *,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._budget = budget
        self._operating = operating
        self._patience_s = patience_s
        self._clock = clock
        self._away = 0
        self._left_at = clock()
        self._inside: Counter[str] = Counter()

    def wait_s(self) -> float:
        """Return the seconds until a batch of the lane `directory` may be sent; an answer may shorten that.

        Where sweeps take nearly all that drains, 25 requests are not left for minutes; the share is due all the same.
        """
        if self._away >= AT_ONCE:
            return FULL_S
        if self.is_late():
            return 0.0
        share_in_s = max(self._left_at + SHARE_S - self._clock(), self._budget.wait_s())
        return min(self._budget.spare_in_s(LEFT_FOR_ORDERS), share_in_s)

    def is_late(self) -> bool:
        """Tell whether the next batch of the directory goes before those of orders: its share is long due."""
        return self._away < AT_ONCE and self._clock() - self._left_at >= LATE_S

    def left(self, lane: str) -> None:
        """Note that a batch of the lane `directory` was sent."""
        if lane == DIRECTORY:
            self._away += 1
            self._left_at = self._clock()

    def came(self, lane: str) -> None:
        """Note that a batch of the lane `directory` was answered by the portal, or never will be."""
        self._away -= lane == DIRECTORY

    @contextmanager
    def share(self, methods: Iterable[str], lane: str) -> Iterator[None]:
        """Reserve what directory calls will cost of their portal methods' operating time, until they are answered.

        Raises:
            Retryable: they do not fit; of another lane: the portal has blocked one.
        """
        calls, is_ours = Counter(methods), lane == DIRECTORY
        for method, count in calls.items():
            fits, blocked = self._operating.fits_in_s, self._operating.blocked_s
            if rest := fits(method, count) if is_ours else blocked(method):
                raise _rests(method, rest)
        if is_ours:
            self._give_up_place(calls)
        with self._operating.held(calls) if is_ours else nullcontext():
            yield

    def check(self, method: str, calls: int) -> None:
        """Raise where so many directory calls do not fit into a portal method's time: a part would be in vain."""
        if rest := self._operating.fits_in_s(method, calls):
            raise _rests(method, rest)

    @asynccontextmanager
    async def turn(self, method: str) -> AsyncIterator[None]:
        """Wait until a directory call fits into a portal method's time beside those of all who are inside.

        Raises:
            Retryable: it does not fit for a while.
        """
        waited = 0.0
        while rest := min(HELD_S, self._operating.fits_in_s(method, self._inside[method] + 1)):
            if waited >= self._patience_s:
                raise _rests(method, self._operating.fits_in_s(method) or rest)
            await asyncio.sleep(rest)
            waited += rest
        place = _Reserved(method)
        before = _place.set(place)
        self._inside[method] += 1
        try:
            yield
        finally:
            _place.reset(before)
            self._give_up(place)

    def _give_up_place(self, methods: Iterable[str]) -> None:
        """Release the place reserved for a directory call at the portal, as the call itself is counted from now on."""
        place = _place.get()
        if place is not None and place.method in methods:
            self._give_up(place)

    def _give_up(self, place: _Reserved) -> None:
        self._inside[place.method] -= place.kept
        place.kept = False


def _rests(method: str, rest_s: float) -> Retryable:
    return Retryable(f"{method} rests until its operating time in the portal is free", after_s=rest_s, counted=False)
