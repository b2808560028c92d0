"""The leaky bucket, the operating time, and failures on demand."""

import time

import httpx
import pytest

from sandbox.portal.engine.clock import PortalClock
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.switches import PortalSwitches
from sandbox.portal.web.limits import OperatingTime, RateLimit


class HandClock(PortalClock):
    """A clock that stands still until it is moved."""

    seconds = 1000.0

    def running(self) -> float:
        return self.seconds

    def unix(self) -> float:
        return self.seconds


def passes(limit: RateLimit, source: str = "a") -> bool:
    try:
        limit.take(source)
    except PortalError as refusal:
        return refusal.code != "QUERY_LIMIT_EXCEEDED"
    return True


def test_fifty_requests_pass_at_once_and_then_two_a_second() -> None:
    clock = HandClock()
    limit = RateLimit(clock, PortalSwitches(rate=2.0, bucket=50))

    burst = [passes(limit) for _ in range(51)]
    clock.seconds += 1
    after = [passes(limit) for _ in range(3)]

    assert burst == [True] * 50 + [False]
    assert after == [True, True, False]


def test_each_source_has_a_bucket_of_its_own() -> None:
    limit = RateLimit(HandClock(), PortalSwitches(rate=2.0, bucket=1))

    assert [passes(limit, "a"), passes(limit, "a"), passes(limit, "b")] == [True, False, True]


def test_the_call_that_crosses_the_operating_limit_completes_and_the_next_waits_for_the_oldest_minute() -> None:
    clock = HandClock()
    time = OperatingTime(clock, PortalSwitches(operating_limit=10.0))
    time.charge("hook", "crm.item.list", 6)
    clock.seconds += 120
    time.charge("hook", "crm.item.list", 6)

    with pytest.raises(PortalError) as refusal:
        time.check("hook", "crm.item.list")
    time.check("hook", "crm.item.get")
    reset = time.reset_at("hook", "crm.item.list")
    clock.seconds = 1000.0 + 660
    time.check("hook", "crm.item.list")

    assert (refusal.value.status, refusal.value.code) == (429, "OPERATION_TIME_LIMIT")
    assert (reset, time.spent("hook", "crm.item.list")) == (1600, 6)


async def test_a_full_bucket_answers_503_and_is_counted(rest) -> None:
    await rest.control("POST", "switches", {"rate": 0.001, "bucket": 2})

    answers = [(await rest.answer("server.time")).status_code for _ in range(3)]

    assert answers == [200, 200, 503]
    assert (await rest.control("GET", "stats"))["errors_503"] == 1


async def test_simulated_time_is_charged_for_each_command_of_a_batch(rest) -> None:
    await rest.control("POST", "switches", {"command_ms": 20})

    answer = await rest.answer("batch", {"cmd": ["server.time"] * 3})

    times = answer.json()["result"]["result_time"]
    assert times[0]["operating"] >= 0.02
    assert times[2]["operating"] >= 0.06
    assert answer.json()["time"]["duration"] == 0  # the clock of these tests stands still


async def test_heavy_methods_are_charged_by_the_vendors_own_seconds(rest) -> None:
    commands = {
        "company": "crm.item.add?entityTypeId=4&fields[title]=A",
        "requisite": "crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=$result[company][item][id]"
        "&fields[PRESET_ID]=1&fields[NAME]=A",
        "price": "catalog.price.list",
        "time": "server.time",
    }

    answer = await rest.result("batch", {"cmd": commands})

    spent = {key: times["operating"] for key, times in answer["result_time"].items()}
    assert (spent["company"], spent["requisite"], spent["price"]) == (1.83, 0.33, 0.011)
    assert spent["time"] > 0


async def test_some_263_companies_use_up_ten_minutes(rest) -> None:
    batch = {"cmd": ["crm.item.add?entityTypeId=4&fields[title]=A"] * 50}

    refused = [len((await rest.result("batch", batch))["result_error"]) for _ in range(6)]

    assert refused == [0, 0, 0, 0, 0, 300 - 263]


async def test_a_method_out_of_time_is_refused_within_a_batch_and_the_others_go_on(rest) -> None:
    await rest.control("POST", "switches", {"command_ms": 100, "operating_limit": 0.15})

    answer = await rest.result(
        "batch", {"cmd": {"a": "server.time", "b": "server.time", "c": "server.time", "d": "scope"}}
    )

    assert {key: one["error"] for key, one in answer["result_error"].items()} == {"c": "OPERATION_TIME_LIMIT"}
    assert list(answer["result"]) == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ({"kind": "503"}, 503, "QUERY_LIMIT_EXCEEDED"),
        ({"kind": "429"}, 429, "OPERATION_TIME_LIMIT"),
        ({"kind": "500"}, 500, "INTERNAL_SERVER_ERROR"),
        ({"kind": "error", "status": 400, "code": "ACCESS_DENIED", "text": "Нет прав"}, 400, "ACCESS_DENIED"),
    ],
)
async def test_an_ordered_failure_comes_once_and_for_its_method_only(rest, fault, status, error) -> None:
    await rest.control("POST", "faults", {**fault, "method": "crm.item.add"})

    other = await rest.result("server.time")
    failed = await rest.refusal("crm.item.add", {"entityTypeId": 2, "fields": {}})
    deals = await rest.result("crm.item.list", {"entityTypeId": 2})
    again = await rest.new_deal()

    assert ("2026-03-02T12:00:00+03:00", (status, error)) == (other, failed)
    assert (deals["items"], again) == ([], 1)


async def test_a_failure_after_the_commit_has_done_the_work(rest) -> None:
    await rest.control("POST", "faults", {"kind": "500", "method": "crm.item.add", "commit": True})

    failed = await rest.refusal("crm.item.add", {"entityTypeId": 2, "fields": {"title": "А"}})
    deals = await rest.result("crm.item.list", {"entityTypeId": 2})

    assert (failed[0], [row["title"] for row in deals["items"]]) == (500, ["А"])


async def test_a_method_within_a_batch_meets_the_failure_too(rest) -> None:
    await rest.control("POST", "faults", {"kind": "html", "status": 504, "method": "crm.item.get"})

    answer = await rest.answer("batch", {"cmd": {"a": "server.time", "b": "crm.item.get?entityTypeId=2&id=1"}})

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (504, "text/html")


async def test_a_renamed_portal_answers_302_with_its_new_address(rest) -> None:
    await rest.control("POST", "faults", {"kind": "rename", "location": "http://new.test/rest/7/x/server.time"})

    answer = await rest.answer("server.time")

    assert (answer.status_code, answer.headers["location"]) == (302, "http://new.test/rest/7/x/server.time")


@pytest.mark.parametrize(("commit", "expected"), [(False, 0), (True, 1)])
async def test_a_dropped_connection_leaves_open_whether_the_deal_was_made(rest, commit, expected) -> None:
    await rest.control("POST", "faults", {"kind": "drop", "method": "crm.item.add", "commit": commit})

    with pytest.raises((httpx.TransportError, ConnectionResetError)):
        await rest.new_deal()

    assert expected == len(await rest.control("GET", "deals"))


async def test_an_unknown_switch_or_fault_is_a_readable_refusal(rest) -> None:
    switch = await rest.client.post("/control/switches", json={"rat": 2})
    fault = await rest.client.post("/control/faults", json={"kind": "meteor"})

    assert (switch.status_code, fault.status_code) == (400, 400)
    assert "unknown switch rat" in switch.json()["error"]
    assert "kind must be one of" in fault.json()["error"]


async def test_a_hurried_portal_charges_and_forgets_so_many_times_less_and_works_as_long_as_it_charges(rest) -> None:
    await rest.control("POST", "switches", {"hurry": 20, "at_work": True, "operating_limit": 1.0})
    call = "catalog.product.list?filter[iblockId]=23&select[]=id&select[]=iblockId"

    began = time.monotonic()
    answer = await rest.answer("batch", {"cmd": {"a": call, "b": call, "c": call, "d": call}})
    took, body = time.monotonic() - began, answer.json()["result"]

    times = body["result_time"]["a"]
    assert times["processing"] == pytest.approx(0.35 / 20)
    assert 0 < times["operating_reset_at"] - times["finish"] <= 30
    assert took >= 3 * 0.35 / 20
    assert body["result_error"]["d"]["error"] == "OPERATION_TIME_LIMIT"
    assert (await rest.control("GET", "stats"))["over_limit"] == 1
