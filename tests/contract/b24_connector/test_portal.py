"""The portal client against recorded answers: batches, budget, and what every failure means."""

import asyncio

import httpx
import pytest
import qs_codec

from services.b24_connector.portal import PortalMissing, transport
from services.b24_connector.portal.batcher import REQUESTS_AT_ONCE
from services.b24_connector.portal.lists import DEAL, items_by_id, requisites_of
from services.b24_connector.portal.transport import Transport
from shared.bus.errors import DoubtfulWrite, Retryable
from tests.contract.b24_connector.recorded import SECRET, WEBHOOK, Recorded, answered, listing, with_portal

DEALS = items_by_id(DEAL, ("id", "title"))


async def test_sixty_deals_asked_at_once_are_two_commands_in_one_request():
    async def work(portal):
        return await asyncio.gather(*(portal.gather(DEALS, str(number)) for number in range(1, 61)))

    rows, recorded = await with_portal(listing, work)

    assert [[row["id"] for row in one] for one in rows] == [[number] for number in range(1, 61)]
    assert [len(batch) for batch in recorded.commands()] == [2]


async def test_keys_that_begin_with_a_sign_arrive_whole():
    async def work(portal):
        params = {"filter": {"=ownerType": "D", ">=updatedTime": "2026-01-01T00:00:00+03:00"}, "text": "Имя & +1"}
        await portal.call("x", params)
        return params

    params, recorded = await with_portal(listing, work)

    assert recorded.commands()[0][0][1] == params


async def test_a_command_that_fails_does_not_fail_its_neighbours():
    def answer(_, body):
        return answered({"c0": "fine"}, {"c1": {"error": "NOT_FOUND", "error_description": "Элемент не найден"}})

    async def work(portal):
        return await asyncio.gather(portal.call("a", {}), portal.call("b", {}), return_exceptions=True)

    (good, bad), recorded = await with_portal(answer, work)

    assert good.result == "fine"
    assert isinstance(bad, PortalMissing)
    assert len(recorded.requests) == 1


async def test_reads_and_writes_never_share_a_batch():
    async def work(portal):
        await asyncio.gather(portal.call("read", {}), portal.call("write", {}, write=True))

    _, recorded = await with_portal(listing, work)

    assert sorted(method for batch in recorded.commands() for method, _ in batch) == ["read", "write"]
    assert [len(batch) for batch in recorded.commands()] == [1, 1]


async def test_a_chain_stays_in_one_batch_and_in_order():
    async def work(portal):
        await asyncio.gather(*(portal.chain([("first", {"n": n}), ("second", {"n": n})]) for n in range(30)))

    _, recorded = await with_portal(listing, work)

    sizes = [len(batch) for batch in recorded.commands()]
    pairs = [(batch[i][0], batch[i + 1][0]) for batch in recorded.commands() for i in range(0, len(batch), 2)]
    assert sizes == [50, 10]
    assert set(pairs) == {("first", "second")}


async def test_a_list_with_another_page_is_read_to_its_end():
    def answer(_, body):
        start = qs_codec.decode(body["cmd"]["c0"].partition("?")[2])["start"]
        row = {"ENTITY_TYPE_ID": "4", "ENTITY_ID": "9", "ID": start}
        stranger = {"ENTITY_TYPE_ID": "4", "ENTITY_ID": "777", "ID": "1"}
        return answered({"c0": [row, stranger]}, following={"c0": 50} if start == "0" else None)

    async def work(portal):
        return await portal.gather(requisites_of(4), "9")

    rows, _ = await with_portal(answer, work)

    assert [row["ID"] for row in rows] == ["0", "50"]


async def test_a_batch_waits_while_handlers_are_at_work_and_goes_at_once_when_all_wait():
    async def handler(portal, number):
        with portal.visit():
            await asyncio.sleep(0.02 * number)
            await portal.call("x", {"n": number})

    async def work(portal):
        await asyncio.gather(*(handler(portal, number) for number in range(10)))

    _, recorded = await with_portal(listing, work)

    assert [len(batch) for batch in recorded.commands()] == [10]


async def test_a_renamed_portal_is_followed_with_the_same_body_and_remembered():
    def answer(request, body):
        if request.url.host == "old.bitrix24.ru":
            return httpx.Response(302, headers={"location": f"https://new.bitrix24.ru/rest/7/{SECRET}/batch"})
        return listing(request, body)

    async def work(portal):
        await portal.call("a", {"n": 1})
        await portal.call("b", {"n": 2})
        return portal.origin

    origin, recorded = await with_portal(answer, work)

    assert origin == "https://new.bitrix24.ru"
    hosts = [httpx.URL(url).host for url, _ in recorded.requests]
    assert hosts == ["old.bitrix24.ru", "new.bitrix24.ru", "new.bitrix24.ru"]
    assert recorded.requests[0][1] == recorded.requests[1][1]


class Dripping(httpx.AsyncByteStream):
    async def __aiter__(self):
        while True:
            await asyncio.sleep(0.01)
            yield b" "


async def test_calls_go_on_after_answers_that_came_byte_by_byte_and_never_ended(monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_S", 0.1)
    left = [REQUESTS_AT_ONCE]

    def answer(request, body):
        left[0] -= 1
        return httpx.Response(200, stream=Dripping()) if left[0] >= 0 else listing(request, body)

    async def work(portal):
        async with asyncio.timeout(20):
            doubtful = [portal.call("x", {"n": n}, write=True) for n in range(50 * REQUESTS_AT_ONCE)]
            ended = await asyncio.gather(*doubtful, return_exceptions=True)
            return ended, await portal.call("x", {})

    (ended, answer_), _ = await with_portal(answer, work)

    assert {type(one) for one in ended} == {DoubtfulWrite}
    assert answer_.result == "c0"


@pytest.mark.parametrize("place", ["https://login.proxy.example", "http://new.bitrix24.ru", "https://bitrix24.ru"])
async def test_the_webhooks_secret_is_not_shown_to_a_host_that_cannot_be_the_portals(place):
    elsewhere = httpx.Response(302, headers={"location": f"{place}/rest/7/x/batch"})

    async def work(portal):
        with pytest.raises(Retryable, match="исправьте DEALBUS_B24_WEBHOOK"):
            await portal.call("a", {"n": 1})

    _, recorded = await with_portal(lambda *_: elsewhere, work)

    assert {httpx.URL(url).host for url, _ in recorded.requests} == {"old.bitrix24.ru"}


@pytest.mark.parametrize(
    ("webhook", "place"),
    [
        ("https://crm.co.uk/rest/7/s/", "https://evil.co.uk"),
        ("https://b24.company.ru/rest/7/s/", "https://evil.company.ru"),
        ("https://10.0.0.1/rest/7/s/", "https://11.0.0.1"),
        ("https://old.bitrix24.ru/rest/7/s/", "https://new.bitrix24.ru.evil.com"),
        ("https://old.bitrix24.ru/rest/7/s/", "https://bitrix24.ru@evil.com"),
        ("http://old.bitrix24.ru/rest/7/s/", "http://new.bitrix24.ru"),  # the old name alone may be asked without TLS
    ],
)
async def test_a_name_that_anybody_may_own_is_not_the_portals(webhook, place):
    recorded = Recorded(lambda *_: httpx.Response(307, headers={"location": f"{place}/rest/7/s/batch"}))

    async with httpx.AsyncClient(transport=httpx.MockTransport(recorded)) as client:
        with pytest.raises(transport.TransportError, match="исправьте DEALBUS_B24_WEBHOOK"):
            await Transport(webhook, client).post("batch", {})

    assert len(recorded.requests) == 1


def first_then(failure, count=1):
    """Fail so often, then answer."""
    left = [count]

    def answer(request, body):
        if left[0]:
            left[0] -= 1
            return failure
        return listing(request, body)

    return answer


LIMIT = httpx.Response(503, json={"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"})
HTML = httpx.Response(502, text="<html>Bad gateway</html>")


@pytest.mark.parametrize("write", [False, True])
async def test_a_request_over_the_rate_limit_was_not_executed_and_is_sent_again(write):
    async def work(portal):
        return await portal.call("x", {}, write=write)

    answer, recorded = await with_portal(first_then(LIMIT), work)

    assert answer.result == "c0"
    assert len(recorded.requests) == 2


@pytest.mark.parametrize("failure", [HTML, httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
async def test_a_read_is_repeated_after_an_answer_that_says_nothing(failure):
    async def work(portal):
        return await portal.call("x", {})

    answer, recorded = await with_portal(first_then(failure), work)

    assert answer.result == "c0"
    assert len(recorded.requests) == 2


@pytest.mark.parametrize("failure", [HTML, httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
async def test_a_write_is_never_repeated_after_an_answer_that_says_nothing(failure):
    async def work(portal):
        with pytest.raises(DoubtfulWrite) as caught:
            await portal.call("x", {}, write=True)
        return str(caught.value)

    text, recorded = await with_portal(first_then(failure, 9), work)

    assert len(recorded.requests) == 1
    assert SECRET not in text


async def test_a_portal_that_is_away_is_a_retryable_failure_without_the_secret():
    async def work(portal):
        with pytest.raises(Retryable) as caught:
            await portal.call("x", {})
        return repr(caught.value) + repr(caught.value.__cause__)

    text, _ = await with_portal(first_then(httpx.ConnectError(f"no route to {WEBHOOK}"), 9), work)

    assert SECRET not in text


async def test_batches_become_smaller_after_a_time_out():
    async def work(portal):
        await asyncio.gather(*(portal.call("x", {"n": n}) for n in range(50)))

    _, recorded = await with_portal(first_then(httpx.ReadTimeout("slow")), work)

    assert [len(batch) for batch in recorded.commands()] == [50, 25, 25]


async def test_a_method_whose_operating_time_is_used_up_rests_until_the_portal_frees_it():
    def answer(_, body):
        response = answered({}, {"c0": {"error": "OPERATION_TIME_LIMIT", "error_description": "blocked"}})
        made = response.json()
        made["result"]["result_time"] = {"c0": {"operating": 480, "operating_reset_at": 1090, "finish": 1000.0}}
        return httpx.Response(200, json=made)

    async def work(portal):
        waits = []
        for _ in range(2):
            with pytest.raises(Retryable) as caught:
                await portal.call("heavy", {})
            waits.append(caught.value)
        return waits

    waits, recorded = await with_portal(answer, work)

    assert [round(one.after_s / 10) for one in waits] == [9, 9]
    assert not any(one.counted for one in waits)
    assert len(recorded.requests) == 1


async def test_an_empty_list_is_sent_as_json_outside_any_batch():
    def answer(_, body):
        return httpx.Response(200, json={"result": {"productRows": []}})

    async def work(portal):
        await portal.alone("crm.item.productrow.set", {"ownerType": "D", "ownerId": 1, "productRows": []}, write=True)

    _, recorded = await with_portal(answer, work)

    assert recorded.requests[0][1]["productRows"] == []
