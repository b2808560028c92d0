"""How fast the portal is asked."""

from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import Operating


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_the_budget_never_exceeds_the_portals_bucket():
    clock = Clock()
    budget, portal_level, highest = Budget(rate=2, bucket=50, clock=clock), 40.0, 0.0

    for _ in range(3000):
        if budget.wait_s() == 0:
            budget._level += 1
            portal_level += 1
        highest = max(highest, portal_level)
        clock.now += 0.05
        portal_level = max(0.0, portal_level - 0.05 * 2)

    assert highest <= 50


def test_an_overflow_told_by_the_portal_is_believed():
    clock = Clock()
    budget = Budget(rate=2, bucket=50, clock=clock)
    clock.now = 1000.0

    budget.overflow()

    assert budget.wait_s() > 1


def test_without_a_limit_nothing_waits():
    budget = Budget(rate=0, bucket=1)

    budget.pour(1000)

    assert budget.wait_s() == 0
    assert not budget.is_limited


def test_a_method_near_its_limit_is_noticed():
    operating = Operating(limit_s=480)

    assert [operating.note("crm.item.list", {"operating": spent}) for spent in (100, 400)] == [False, True]


def test_a_method_that_no_order_calls_slows_no_order_down():
    operating = Operating(limit_s=480)

    assert not operating.note("catalog.product.add", {"operating": 470})
