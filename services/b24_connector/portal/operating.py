"""Operating time: how long the portal has been at each method, what its next call will cost, when that fits.

The portal adds the seconds of a method up over ten minutes and blocks the method at its limit. It lets them go by
minutes, so that none counts longer than ten; when each was charged is remembered here, as only the sum is told.

Source: https://apidocs.bitrix24.ru/limits.html
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.b24_connector.portal import metrics

LIMIT_S: Final = 480.0
WINDOW_S: Final = 600.0
"""The portal adds operating time up over ten minutes."""
LONGEST_S: Final = 60.0
"""The cloud ends a call after so long, whatever its answer says."""
TIRED_SHARE: Final = 0.8
LATE_S: Final = 20.0
"""Of orders' calls that are away, and may have been charged already when an older answer is read."""
HELD_S: Final = 5.0
"""Until calls that are under way are answered, where what they are believed to cost is all that is in the way."""
FOR_ORDERS: Final = 0.2
FOR_SURPRISES: Final = 0.02
SHARED: Final = frozenset({"catalog.catalog.list", "catalog.product.list", "catalog.productProperty.list"})
"""Methods of the catalogue that orders call too; no order calls any other of them."""
SAMPLES: Final = {
    "catalog.product.add": 0.69,
    "catalog.product.update": 0.76,
    "catalog.product.list": 0.35,
    "catalog.product.service.add": 0.69,
    "catalog.price": 0.011,
    "catalog.section": 0.011,
    "crm.item.productrow": 0.069,
}
"""Seconds by method or family, as the vendor's samples print them: what a first call is believed to cost."""
UNKNOWN_S: Final = 0.76
_BELIEF: Final = 10
"""Calls that the samples are worth beside those that were seen."""
_TOGETHER_S: Final = 1.0


@dataclass(slots=True)
class _Charge:
    """What calls of about one second have cost of a method's operating time."""

    told_at: float
    seconds: float
    calls: float


@dataclass(slots=True)
class _Method:
    """What is known of one portal method's operating time.

    Args:
        sample_s: what a call is believed to cost before any was seen.
        charges: of the window, younger ones behind; `spent_s` and `calls` are their sums.
        held_s: of calls that are to be made or under way.
    """

    sample_s: float
    charges: deque[_Charge] = field(default_factory=deque)
    spent_s: float = 0.0
    calls: float = 0.0
    held_s: float = 0.0
    blocked_till: float = 0.0
    reset_at: float = 0.0

    @property
    def cost_s(self) -> float:
        """Return the operating seconds that one call of the portal method costs: the mean of the window."""
        return (self.spent_s + _BELIEF * self.sample_s) / (self.calls + _BELIEF)

    def charge(self, now: float, seconds: float, calls: float) -> None:
        """Add the operating seconds that calls of the portal method have cost."""
        if not self.charges or now - self.charges[-1].told_at >= _TOGETHER_S:
            self.charges.append(_Charge(now, 0.0, 0.0))
        self.charges[-1].seconds += seconds
        self.charges[-1].calls += calls
        self.spent_s += seconds
        self.calls += calls

    def correct(self, now: float, sum_s: float) -> None:
        """Add the operating seconds that the portal charged beyond our count: of a former process, or of others."""
        late_s = LATE_S if len(self.charges) > 1 else 0.0
        unknown_s = sum_s - self.spent_s - self.held_s - late_s
        if unknown_s > 0:
            self.charge(now, unknown_s, unknown_s / self.cost_s)

    def let_go(self, before: float) -> None:
        """Drop the operating seconds charged before the window."""
        while self.charges and self.charges[0].told_at <= before:
            self._drop()

    def _drop(self) -> None:
        charge = self.charges.popleft()
        self.spent_s -= charge.seconds
        self.calls -= charge.calls
        if not self.charges:
            self.spent_s = self.calls = 0.0  # without what adding and taking away has left


class Operating:
    """Operating seconds that each method has cost in the portal's window of ten minutes.

    Args:
        limit_s: the portal's limit; 480 is the vendor's example of the cloud, infinite: it has none.
        clock: seconds, monotonic.
    """

    def __init__(self, *, limit_s: float = LIMIT_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._methods: dict[str, _Method] = {}

    def note(self, method: str, timing: Mapping[str, float]) -> bool:
        """Store the operating time in an answer of the portal; tell whether orders come near the method's limit."""
        sum_s, reset_at, finish = timing.get("operating"), timing.get("operating_reset_at"), timing.get("finish")
        known, now = self._known(method), self._clock()
        if reset_at and finish:
            known.reset_at = now + min(reset_at - finish, WINDOW_S)
        known.charge(now, min(max(timing.get("processing", known.cost_s), 0.0), LONGEST_S), 1)
        if sum_s is not None:
            known.correct(now, sum_s)
        return is_shared(method) and (sum_s or 0) > self._limit_s * TIRED_SHARE

    def spent_s(self, method: str) -> float:
        """Return a portal method's operating seconds in the window, never too few: some expire a minute early."""
        return self._known(method).spent_s

    def cost_s(self, method: str) -> float:
        """Return the operating seconds that a call of a portal method costs, by its last ones."""
        return self._known(method).cost_s

    def fits_in_s(self, method: str, calls: float = 1) -> float:
        """Return the seconds until so many directory calls fit into a method's operating time beside those reserved.

        A fifth of what orders call too is left to them, and of the rest a little to calls that cost more than thought.
        """
        known = self._known(method)
        left = self._limit_s * (1 - (FOR_ORDERS if is_shared(method) else FOR_SURPRISES))
        lacking = known.spent_s + known.held_s + calls * known.cost_s - left
        return max(self.blocked_s(method), self._free_in_s(known, lacking))

    @contextmanager
    def held(self, methods: Mapping[str, int]) -> Iterator[None]:
        """Count calls' operating time as charged from before they are queued until the portal has answered them."""
        costs = [(self._known(method), calls * self.cost_s(method)) for method, calls in methods.items()]
        for known, seconds in costs:
            known.held_s += seconds
        try:
            yield
        finally:
            for known, seconds in costs:
                known.held_s -= seconds

    def block(self, method: str, minimum_s: float) -> float:
        """Note that the portal blocked a method; return the seconds until it may be tried again."""
        known = self._known(method)
        known.blocked_till = max(self._clock() + minimum_s, known.reset_at)
        return known.blocked_till - self._clock()

    def blocked_s(self, method: str) -> float:
        """Return for how many seconds a method that the portal blocked must still rest; 0 when it is free."""
        return max(0.0, self._known(method).blocked_till - self._clock())

    def _known(self, method: str) -> _Method:
        known = self._methods.get(method)
        if known is None:
            sample = SAMPLES.get(method) or SAMPLES.get(method.rpartition(".")[0]) or UNKNOWN_S
            known = self._methods[method] = _Method(sample)
            metrics.operating(method, partial(self.spent_s, method), self._limit_s)
        known.let_go(self._clock() - WINDOW_S)
        return known

    def _free_in_s(self, known: _Method, lacking_s: float) -> float:
        if lacking_s <= 0:
            return 0.0
        for charge in known.charges:
            lacking_s -= charge.seconds
            if lacking_s <= 0:
                return max(0.0, charge.told_at + WINDOW_S - self._clock())
        return HELD_S


def is_shared(method: str) -> bool:
    """Tell whether orders call a portal method too, and not the lane `directory` alone."""
    return method in SHARED or not method.startswith("catalog.")
