"""The budget of requests to the portal, a copy of its leaky bucket: how fast it may be asked.

Source: https://apidocs.bitrix24.ru/limits.html
"""

import asyncio
import time
from collections.abc import Callable

SPARE_REQUESTS = 3
DRAIN_SHARE = 0.98
FREE_AT_START = 10


class Budget:
    """A leaky bucket kept a little below the portal's own, so that the portal never has to refuse a request.

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
        """Return the seconds until one more request fits into the portal's leaky bucket."""
        if self._drain <= 0:
            return 0.0
        self._leak()
        return max(0.0, (self._level + 1 - self._capacity) / self._drain)

    @property
    def left(self) -> float:
        """Requests that may be sent to the portal at once; all the bucket holds where the portal counts none."""
        if not self.is_limited:
            return float(self._capacity)
        self._leak()
        return max(0.0, self._capacity - self._level)

    def spare_in_s(self, requests: int) -> float:
        """Return the seconds until so many requests are left in the budget, or two thirds of a smaller bucket."""
        wanted = min(requests, self._capacity * 2 // 3)
        return max(0.0, wanted - self.left) / self._drain if self.is_limited else 0.0

    @property
    def is_limited(self) -> bool:
        """Tell whether the portal counts requests at all."""
        return self._drain > 0

    async def take(self) -> None:
        """Wait until one more request to the portal fits the budget, and count it."""
        while (pause := self.wait_s()) > 0:  # noqa: ASYNC110 - time itself is waited for, nobody sets an event
            await asyncio.sleep(pause)
        self._level += 1

    def pour(self, requests: float) -> None:
        """Add requests to the bucket that were not ours, or by which the next ones shall be slower."""
        self._leak()
        self._level = min(self._level + requests, self._capacity + requests)

    def overflow(self) -> None:
        """Fill the bucket, as the portal has refused a request, whatever we counted."""
        self._leak()
        self._level = max(self._level, float(self._capacity + SPARE_REQUESTS))

    def _leak(self) -> None:
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._at) * max(self._drain, 0.0))
        self._at = now
