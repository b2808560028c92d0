"""Answers that no portal should give: too long, too deep, in a circle, without sense."""

import json
import time as clock

import httpx
import pytest

from services.b24_connector.portal.errors import PortalAwayError
from services.b24_connector.portal.lists import DEAL, items_by_id
from shared.bus.errors import DoubtfulWrite, Retryable
from tests.contract.b24_connector.recorded import WEBHOOK, answered, listing, with_portal

DEALS = items_by_id(DEAL, ("id", "title"))


async def test_a_name_that_no_message_could_hold_is_read_without_what_makes_it_so():
    def answer(_, __):
        return httpx.Response(200, content=r'{"result": "Ромашка\ud83d \u202e\u0000\u2028"}')

    async def work(portal):
        return (await portal.alone("x", {})).result

    name, _ = await with_portal(answer, work)

    assert name == "Ромашка\ufffd \n"


async def test_an_answer_nested_too_deep_is_a_fault_of_the_portal():
    async def work(portal):
        return await portal.alone("x", {})

    with pytest.raises(PortalAwayError):
        await with_portal(lambda *_: httpx.Response(200, content=b"[" * 100_000), work)


async def test_pages_that_go_round_in_a_circle_are_left():
    async def work(portal):
        return await portal.pages("x", {}, rows=list)

    with pytest.raises(Retryable, match="in a circle"):
        await with_portal(lambda *_: answered({"c0": [{"id": 1}]}, following={"c0": 50}), work)


@pytest.mark.parametrize("charset", ["utf-16", "base64", "idna", "nobody-knows"])
async def test_the_webhooks_secret_is_taken_out_however_the_answer_is_spelt(charset):
    spelt = json.dumps({"result": {"result": {"c0": f"see {WEBHOOK}"}}}).replace("very", "v\\u0065ry")
    headers = {"Content-Type": f"application/json; charset={charset}"}

    async def work(portal):
        return await portal.call("x", {})

    answer, _ = await with_portal(lambda *_: httpx.Response(200, content=spelt, headers=headers), work)

    assert answer.result == "see https://old.bitrix24.ru/rest/7/***/"


@pytest.mark.parametrize(
    "place", ["http://[", "https://new.bitrix24.ru:99999/", "https://new.bitrix24.ru:x/", "//[::1"]
)
async def test_a_redirect_to_what_is_no_address_is_an_answer_that_says_nothing(place):
    moved = [httpx.Response(302, headers={"location": place})]

    async def work(portal):
        with pytest.raises(PortalAwayError, match="no answer"):
            await portal.call("x", {})
        moved.clear()
        return await portal.call("x", {})

    answer, _ = await with_portal(lambda request, body: moved[0] if moved else listing(request, body), work)

    assert answer.result == "c0"


@pytest.mark.parametrize(
    "rows", [{"status": "ok"}, {"items": None}, {"items": {"0": {"id": 41}}}, {"items": ["41"]}, ""]
)
async def test_what_is_no_list_is_not_taken_for_an_empty_one(rows):
    async def work(portal):
        with pytest.raises(PortalAwayError, match="not what was asked"):
            await portal.gather(DEALS, "41")

    await with_portal(lambda *_: answered({"c0": rows}), work)


async def test_a_page_after_which_nobody_knows_how_to_go_on_is_not_the_last_one():
    async def work(portal):
        with pytest.raises(PortalAwayError, match="next page"):
            await portal.gather(DEALS, "41")

    await with_portal(lambda *_: answered({"c0": {"items": []}}, following={"c0": "soon"}), work)


@pytest.mark.parametrize(
    "time", [{"finish": "soon"}, {"finish": 1e300, "operating": []}, {"operating_reset_at": "NaN"}, "x"]
)
async def test_a_clock_that_makes_no_sense_is_not_listened_to(time):
    def answer(*_):
        return httpx.Response(200, json={"result": {"result": {"c0": "fine"}, "result_time": {"c0": time}}})

    async def work(portal):
        return await portal.call("x", {}), portal.now

    (found, now), _ = await with_portal(answer, work)

    assert found.result == "fine"
    assert abs(now.timestamp() - clock.time()) < 60


async def test_a_write_that_was_answered_without_a_record_may_have_been_done():
    async def work(portal):
        made = await portal.call("crm.item.add", {}, write=True)
        with pytest.raises(DoubtfulWrite):
            _ = made.item
        with pytest.raises(DoubtfulWrite):
            _ = made.made

    await with_portal(lambda *_: answered({"c0": {"status": "ok"}}), work)
