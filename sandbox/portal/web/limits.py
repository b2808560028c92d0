"""The portal's two limits: the leaky bucket of requests and the operating time of each method."""

from collections import deque
from dataclasses import dataclass, field

from sandbox.portal.engine.clock import PortalClock
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.switches import PortalSwitches

BASKET_SECONDS = 60
BASKETS = 10


def too_many_requests() -> PortalError:
    """Return the simulated portal's answer to a request that finds the bucket full."""
    return PortalError(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")


def operation_time_limit() -> PortalError:
    """Return the simulated portal's answer to a method whose operating time is used up."""
    return PortalError(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit")


class RateLimit:
    """The simulated portal's leaky buckets, one for each source: each request adds one, the bucket drains steadily."""

    def __init__(self, clock: PortalClock, switches: PortalSwitches) -> None:
        self._clock = clock
        self._switches = switches
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, source: str) -> None:
        """Count a request against the simulated portal's bucket.

        Raises:
            PortalError: the bucket is full; such a request adds nothing.
        """
        if self._switches.rate <= 0:
            return
        now = self._clock.running()
        level, since = self._levels.get(source, (0.0, now))
        level = max(0.0, level - (now - since) * self._switches.rate)
        if level + 1 > self._switches.bucket:
            self._levels[source] = (level, now)
            raise too_many_requests()
        self._levels[source] = (level + 1, now)


@dataclass
class _Basket:
    minute: int
    first: float
    seconds: float


@dataclass
class OperatingTime:
    """The portal's operating time by token and method, in ten baskets of a minute; the switch `hurry` shortens all."""

    clock: PortalClock
    switches: PortalSwitches
    _baskets: dict[tuple[str, str], deque[_Basket]] = field(default_factory=dict)

    def check(self, token: str, method: str) -> None:
        """Refuse a call of a method whose operating time is used up.

        Raises:
            PortalError: OPERATION_TIME_LIMIT.
        """
        limit = self.switches.operating_limit / self.switches.hurry
        if limit > 0 and self.spent(token, method) >= limit:
            raise operation_time_limit()

    def charge(self, token: str, method: str, seconds: float) -> None:
        """Add the operating time of a finished call; the call that crosses the limit has completed."""
        now = self.clock.running()
        baskets = self._recent(token, method)
        minute = int(now // self._basket_s)
        if not baskets or baskets[-1].minute != minute:
            baskets.append(_Basket(minute, self.clock.unix(), 0.0))
        baskets[-1].seconds += seconds

    def spent(self, token: str, method: str) -> float:
        """Return the operating seconds of a method in the simulated portal's window."""
        return sum(basket.seconds for basket in self._recent(token, method))

    def reset_at(self, token: str, method: str) -> int:
        """Return when the oldest basket of a method's operating time drops out, as Unix time."""
        baskets = self._recent(token, method)
        first = baskets[0].first if baskets else self.clock.unix()
        return int(first + self._basket_s * BASKETS)

    @property
    def _basket_s(self) -> float:
        return BASKET_SECONDS / self.switches.hurry

    def _recent(self, token: str, method: str) -> deque[_Basket]:
        baskets = self._baskets.setdefault((token, method), deque())
        oldest = int(self.clock.running() // self._basket_s) - BASKETS
        while baskets and baskets[0].minute <= oldest:
            baskets.popleft()
        return baskets
