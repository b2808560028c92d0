"""How fast the portal may be asked: its leaky bucket.

Source: https://apidocs.bitrix24.ru/limits.html
"""

import asyncio
import time
from collections.abc import Callable

SPARE_REQUESTS = 3
DRAIN_SHARE = 0.98
FREE_AT_START = 10


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
