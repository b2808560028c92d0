"""How fast the portal may be asked: its leaky bucket, and the operating time of each method.

Source: https://apidocs.bitrix24.ru/limits.html
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial

from services.b24_connector.portal import metrics

SPARE_REQUESTS = 3
DRAIN_SHARE = 0.98
FREE_AT_START = 10
TIRED_SHARE = 0.8
WINDOW_S = 600.0
"""The portal adds operating time up over ten minutes."""


class Budget:
    """A leaky bucket kept a little below the portal's own, so that the portal never has to refuse.

    It starts nearly full: nobody knows how much a former process has poured into the portal's bucket.

    Args:
        rate: requests a second that drain; 0 means the portal has no limit.
        bucket: the portal's threshold.
        clock: seconds, monotonic.
    """

    def __init__(self, *, rate: float, bucket: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._drain = rate * DRAIN_SHARE
        self._capacity = max(1, bucket - SPARE_REQUESTS)
        self._clock = clock
        self._level = float(max(0, self._capacity - FREE_AT_START))
        self._at = clock()

    def wait_s(self) -> float:
        """Return how long the next request has to wait."""
        if self._drain <= 0:
            return 0.0
        self._leak()
        return max(0.0, (self._level + 1 - self._capacity) / self._drain)

    @property
    def left(self) -> float:
        """Requests that may leave at once; all it holds where the portal counts none."""
        if not self.is_limited:
            return float(self._capacity)
        self._leak()
        return max(0.0, self._capacity - self._level)

    def spare_in_s(self, requests: int) -> float:
        """Return how long it takes until so many requests are left, or two thirds of a smaller bucket."""
        wanted = min(requests, self._capacity * 2 // 3)
        return max(0.0, wanted - self.left) / self._drain if self.is_limited else 0.0

    @property
    def is_limited(self) -> bool:
        """Say whether the portal counts requests at all."""
        return self._drain > 0

    async def take(self) -> None:
        """Wait until one more request fits, and count it."""
        while (pause := self.wait_s()) > 0:  # noqa: ASYNC110 - time itself is waited for, nobody sets an event
            await asyncio.sleep(pause)
        self._level += 1

    def pour(self, requests: float) -> None:
        """Count requests that were not ours, or that the next ones shall be slower by."""
        self._leak()
        self._level = min(self._level + requests, self._capacity + requests)

    def overflow(self) -> None:
        """The portal has refused: its bucket is full, whatever we counted."""
        self._leak()
        self._level = max(self._level, float(self._capacity + SPARE_REQUESTS))

    def _leak(self) -> None:
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._at) * max(self._drain, 0.0))
        self._at = now


class Operating:
    """Seconds each method has cost in the portal's window of ten minutes.

    Args:
        limit_s: the portal's limit; 480 is the vendor's example.
        clock: seconds, monotonic.
    """

    def __init__(self, *, limit_s: float = 480.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._blocked: dict[str, float] = {}
        self._reset_s: dict[str, float] = {}
        self._spent: dict[str, tuple[float, float]] = {}  # seconds, and when the portal said so

    def note(self, method: str, timing: Mapping[str, float]) -> bool:
        """Remember what an answer says of its method; tell whether the method is near its limit."""
        spent, reset_at, now = timing.get("operating"), timing.get("operating_reset_at"), timing.get("finish")
        if reset_at and now:
            self._reset_s[method] = self._clock() + min(reset_at - now, WINDOW_S)
        if spent is not None:
            self._told(method, spent)
        return (spent or 0) > self._limit_s * TIRED_SHARE

    def is_tired(self, method: str) -> bool:
        """Tell whether a method is near its limit, by what the portal said last."""
        return self.spent_s(method) > self._limit_s * TIRED_SHARE

    def _told(self, method: str, spent_s: float) -> None:
        if method not in self._spent:
            metrics.operating(method, partial(self.spent_s, method), self._limit_s)
        self._spent[method] = spent_s, self._clock()

    def spent_s(self, method: str) -> float:
        """Return what the portal said last of a method; 0 when that is longer ago than its window.

        In between the portal lets parts of it go without telling, so this is never too low.
        """
        spent_s, told_at = self._spent.get(method, (0.0, float("-inf")))
        return spent_s if self._clock() - told_at < WINDOW_S else 0.0

    def block(self, method: str, minimum_s: float) -> float:
        """The portal has blocked a method; return the seconds until it may be tried again."""
        until = max(self._clock() + minimum_s, self._reset_s.get(method, 0.0))
        self._blocked[method] = until
        return until - self._clock()

    def blocked_s(self, method: str) -> float:
        """Return for how many seconds a method must still rest; 0 when it is free."""
        return max(0.0, self._blocked.get(method, 0.0) - self._clock())
