"""A load on a virtual clock: as fast as the portal's operating time allows, and never into its limit."""

import heapq
import random
from contextlib import ExitStack
from itertools import count
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.portal.web.limits import OperatingTime
from services.b24_connector.portal.aside import AT_ONCE, BATCH_S
from services.b24_connector.portal.operating import FOR_ORDERS, LIMIT_S, WINDOW_S, Operating

ADD, LIST = "catalog.product.add", "catalog.product.list"


class Load:
    """Calls of one method, four batches at once, against the portal's own baskets of a minute.

    A call takes as long as it is charged.
    """

    def __init__(self, method: str, costs: list[float], *, phase: float = 0.0) -> None:
        self.now = self.began = phase
        self.method, self.costs = method, costs[::-1]
        self.minimum = minimum_of(sum(costs), LIMIT_S * (1 - FOR_ORDERS) if method == LIST else LIMIT_S)
        clock = SimpleNamespace(running=lambda: self.now, unix=lambda: self.now)
        self.portal = OperatingTime(clock, SimpleNamespace(operating_limit=LIMIT_S, hurry=1.0))
        self.ours = Operating(clock=lambda: self.now)
        self.away, self.number, self.most = [], count(), 0.0

    def run(self) -> float:
        """Return the seconds it took."""
        while self.costs or self.away:
            while len(self.away) < AT_ONCE and self._send():
                pass
            self._wait()
        return self.now - self.began

    def _send(self) -> bool:
        batch, held = [], ExitStack()
        while self.costs and (len(batch) + 1) * self.ours.cost_s(self.method) <= BATCH_S:
            if self.ours.fits_in_s(self.method):
                break
            held.enter_context(self.ours.held({self.method: 1}))
            batch.append(self.costs.pop())
        if batch:
            heapq.heappush(self.away, (self.now + batch[0], next(self.number), batch, [], held))
        return bool(batch)

    def _wait(self) -> None:
        if not self.away:
            self.now += self.ours.fits_in_s(self.method) + 0.01
            return
        self.now, number, batch, told, held = heapq.heappop(self.away)
        self.portal.check("hook", self.method)
        self.portal.charge("hook", self.method, batch[len(told)])
        told.append(self.portal.spent("hook", self.method))
        self.most = max(self.most, told[-1])
        if len(told) < len(batch):
            heapq.heappush(self.away, (self.now + batch[len(told)], number, batch, told, held))
            return
        for spent, cost in zip(told, batch, strict=True):
            self.ours.note(self.method, {"operating": spent, "processing": cost})
        held.close()


def minimum_of(charged: float, limit: float) -> float:
    """Whole windows that are filled at once, four seconds a second, and the rest of the last one."""
    windows, rest = divmod(charged, limit)
    return windows * WINDOW_S + rest / AT_ONCE


def test_twenty_thousand_products_take_hardly_more_than_their_charged_time_allows():
    load = Load(ADD, [0.69] * 20_000)

    assert load.run() <= 1.05 * load.minimum


def test_of_a_method_that_orders_call_a_fifth_is_left_to_them():
    load = Load(LIST, [0.35] * 10_000)

    assert load.run() <= 1.05 * load.minimum
    assert load.most <= LIMIT_S * (1 - FOR_ORDERS) + 1


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    mean=st.floats(0.2, 2.5),
    spread=st.floats(0, 0.9),
    windows=st.floats(1.2, 4),
    phase=st.floats(0, 60),
)
def test_whatever_calls_cost_no_limit_is_hit_and_little_time_is_lost(seed, mean, spread, windows, phase):
    rolls = random.Random(seed)
    costs = [mean * (1 + spread * rolls.uniform(-1, 1)) for _ in range(int(windows * LIMIT_S / mean))]
    load = Load(ADD, costs, phase=phase)

    took = load.run()

    # What is kept for surprises may open one window more; over few windows that is more than a twentieth.
    assert took <= 1.05 * load.minimum + WINDOW_S
