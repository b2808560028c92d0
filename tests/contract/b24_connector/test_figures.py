"""What an administrator reads of the portal's limits, from its recorded answers."""

import asyncio

import httpx
import pytest

from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import WINDOW_S, Operating
from shared.bus.errors import Retryable
from tests.contract.b24_connector.recorded import answered, listing, with_portal
from tests.figures import Grown, figure

BUSY = {"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}
TIRED = {"error": "OPERATION_TIME_LIMIT", "error_description": "Method is blocked due to operation time limit"}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


async def call(portal):
    return await portal.call("crm.item.get", {})


async def test_a_batch_is_counted_with_its_commands_and_its_outcome():
    fill = Grown("bus_portal_batch_commands_bucket", kind="read", le="5.0")
    smaller = Grown("bus_portal_batch_commands_bucket", kind="read", le="2.0")
    sent = Grown("bus_portal_requests_total", kind="read", outcome="ok")

    await with_portal(listing, lambda portal: asyncio.gather(*(call(portal) for _ in range(3))))

    assert (fill(), smaller(), sent()) == (1, 0, 1)


@pytest.mark.parametrize(
    ("error", "outcome"), [(httpx.ConnectError("x"), "connect"), (httpx.ReadTimeout("x"), "timeout")]
)
async def test_an_answer_that_never_came_is_an_outcome_of_its_own(error, outcome):
    lost = Grown("bus_portal_requests_total", kind="read", outcome=outcome)

    with pytest.raises(Retryable):
        await with_portal(lambda *_: error, call)

    assert lost() == 3


async def test_a_request_refused_for_the_rate_is_told_by_its_limit():
    answers = iter([httpx.Response(503, json=BUSY), answered({"c0": {}})])
    refused = Grown("bus_portal_limit_refusals_total", limit="rate")

    await with_portal(lambda *_: next(answers), call)

    assert refused() == 1


async def test_a_method_that_must_rest_is_told_also_from_inside_a_batch():
    refused = Grown("bus_portal_limit_refusals_total", limit="operating")

    with pytest.raises(Retryable):
        await with_portal(lambda *_: answered({}, {"c0": TIRED}), call)

    assert refused() == 1


async def test_another_503_counts_as_a_limit_and_another_refusal_does_not():
    other = Grown("bus_portal_limit_refusals_total", limit="other")
    denied = {"error": "ACCESS_DENIED", "error_description": "Access denied"}
    answers = iter([httpx.Response(503, json={}), httpx.Response(400, json=denied)])

    with pytest.raises(Exception, match="Access denied"):
        await with_portal(lambda *_: next(answers), call)

    assert other() == 1


def test_the_time_a_method_has_used_is_the_portals_own_word_and_ends_with_its_window():
    clock = Clock()
    operating = Operating(clock=clock)
    operating.note("crm.item.figures", {"operating": 401.5, "operating_reset_at": 700, "finish": 100.0})

    told = figure("bus_portal_operating_seconds", method="crm.item.figures")
    clock.now = WINDOW_S - 1
    kept = figure("bus_portal_operating_seconds", method="crm.item.figures")
    clock.now = WINDOW_S

    assert (told, kept) == (401.5, 401.5)
    assert figure("bus_portal_operating_seconds", method="crm.item.figures") == 0
    assert figure("bus_portal_operating_limit_seconds") == 480


async def test_the_budget_left_falls_with_every_request_and_comes_back_with_time():
    clock = Clock()
    budget = Budget(rate=2, bucket=50, clock=clock)
    at_start = budget.left

    await budget.take()
    after_one = budget.left
    clock.now = 1000.0

    assert (at_start, after_one, budget.left) == (10, 9, 47)


async def test_the_budget_of_the_running_portal_is_told():
    async def left(portal):
        await call(portal)
        return figure("bus_portal_budget_requests")

    found, _ = await with_portal(lambda *_: answered({"c0": {}}), left, rate=2, bucket=50)

    assert 9 <= found < 10
