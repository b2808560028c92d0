"""What an administrator reads of 1C's sessions and answers."""

import asyncio

import httpx
import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.base.sessions import BaseSessions
from tests.contract.onec_connector.recorded import ORDER, ROOT, Recorded, answered, base_of, page, refused
from tests.figures import Grown, figure

ORDERS = "Document_ЗаказКлиента"


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        ("read", lambda base: base.listing(ORDERS, Query())),
        ("create", lambda base: base.create(ORDERS, {})),
        ("change", lambda base: base.change(ORDERS, ORDER, {})),
        ("post", lambda base: base.post(ORDERS, ORDER)),
        ("post", lambda base: base.unpost(ORDERS, ORDER)),
        ("metadata", lambda base: base.metadata()),
    ],
)
async def test_a_call_is_timed_by_its_kind(kind, call):
    timed = Grown("bus_onec_call_seconds_count", kind=kind, outcome="ok")

    await call(base_of(Recorded(answered({"value": []}))))

    assert timed() == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refused(500, "-1"), "refused"),
        (refused(404, "9"), "missing"),
        (refused(400, "15"), "exists"),
        (refused(400, "6"), "request"),
        (httpx.Response(401), "barred"),
        (page(503), "uncertain"),
        (httpx.ConnectError("refused"), "away"),
        (httpx.ReadTimeout("slow"), "uncertain"),
    ],
)
async def test_a_call_is_timed_by_what_the_answer_means(answer, outcome):
    timed = Grown("bus_onec_call_seconds_count", kind="create", outcome=outcome)

    with pytest.raises(Exception):  # noqa: B017, PT011 - which one is the error table's own test
        await base_of(Recorded(answer)).create(ORDERS, {})

    assert timed() == 1


async def test_a_call_given_up_by_the_caller_is_no_success():
    given_up = Grown("bus_onec_call_seconds_count", kind="read", outcome="cancelled")
    asked = asyncio.Event()

    async def silence(_: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(silence)), ROOT)
    reading = asyncio.create_task(base.listing(ORDERS, Query()))
    await asked.wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    assert given_up() == 1


async def test_sessions_at_work_and_calls_that_wait_for_one_are_told():
    sessions = BaseSessions(3)

    async with sessions.take(polling=False), sessions.take(polling=False), sessions.take(polling=True):
        third = asyncio.create_task(sessions.take(polling=False).__aenter__())
        await asyncio.sleep(0)
        busy = [figure("bus_onec_sessions_in_use", use=use) for use in ("ring", "polling")]
        waiting = figure("bus_onec_waiting_calls")

    await third
    assert (busy, waiting) == ([2, 1], 1)
    assert [figure("bus_onec_sessions_limit", use=use) for use in ("ring", "polling")] == [2, 1]
    assert [figure("bus_onec_sessions_in_use", use=use) for use in ("ring", "polling")] == [1, 0]
    assert figure("bus_onec_waiting_calls") == 0


async def test_who_waits_to_begin_calls_is_counted_with_the_calls_that_wait():
    places = BaseSessions(2).places()

    async with places:
        second = asyncio.create_task(places.acquire())
        await asyncio.sleep(0)
        waiting = figure("bus_onec_waiting_calls")

    await second
    assert (waiting, figure("bus_onec_waiting_calls")) == (1, 0)
