"""The portal client against recorded answers: batches, budget, and what every failure means."""

import asyncio
import gzip
import json
import time as clock
from collections.abc import Callable

import httpx
import pytest
import qs_codec

from services.b24_connector.portal import Portal, PortalMissing, transport
from services.b24_connector.portal.batcher import REQUESTS_AT_ONCE
from services.b24_connector.portal.errors import PortalAwayError, PortalRefusal
from services.b24_connector.portal.lists import DEAL, items_by_id, requisites_of
from services.b24_connector.portal.transport import Transport
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.process.answers import LONGEST

SECRET = "verysecretcode"
WEBHOOK = f"https://old.bitrix24.ru/rest/7/{SECRET}/"
DEALS = items_by_id(DEAL, ("id", "title"))


class Recorded:
    """A portal at the end of the wire: answers by function, remembers every request."""

    def __init__(self, answer: Callable) -> None:
        self.requests: list[tuple[str, dict]] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.requests.append((str(request.url), body))
        answer = self._answer(request, body)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def commands(self) -> list[list[tuple[str, dict]]]:
        made = []
        for _, body in self.requests:
            words = [one.partition("?") for one in body.get("cmd", {}).values()]
            made.append([(method, qs_codec.decode(query)) for method, _, query in words])
        return made


def answered(results: dict, errors: dict | None = None, following: dict | None = None) -> httpx.Response:
    """A batch's answer; empty maps arrive as lists."""
    return httpx.Response(
        200,
        json={
            "result": {
                "result": results or [],
                "result_error": errors or [],
                "result_total": [],
                "result_next": following or [],
                "result_time": [],
            }
        },
    )


def listing(_: httpx.Request, body: dict) -> httpx.Response:
    """Answer lists by id with one row an id, whatever else with its own key."""
    results = {}
    for key, command in body["cmd"].items():
        method, _, query = command.partition("?")
        wanted = qs_codec.decode(query).get("filter", {}).get("@id", [])
        ids = list(wanted.values()) if isinstance(wanted, dict) else wanted
        results[key] = {"items": [{"id": int(one)} for one in ids]} if method == "crm.item.list" else key
    return answered(results)


async def with_portal(answer, work, **limits):
    recorded = Recorded(answer)
    async with httpx.AsyncClient(transport=httpx.MockTransport(recorded)) as client:
        portal = Portal(Transport(WEBHOOK, client), **({"rate": 0, "bucket": 50} | limits))
        async with portal.running():
            return await work(portal), recorded


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
        with pytest.raises(Retryable, match="correct DEALBUS_B24_WEBHOOK"):
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
    ],
)
async def test_a_name_that_anybody_may_own_is_not_the_portals(webhook, place):
    recorded = Recorded(lambda *_: httpx.Response(307, headers={"location": f"{place}/rest/7/s/batch"}))

    async with httpx.AsyncClient(transport=httpx.MockTransport(recorded)) as client:
        with pytest.raises(transport.TransportError, match="correct DEALBUS_B24_WEBHOOK"):
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


@pytest.mark.parametrize(("write", "kind"), [(False, PortalAwayError), (True, DoubtfulWrite)])
async def test_an_answer_that_unpacks_to_more_than_fits_is_a_fault_of_the_portal(write, kind):
    def answer(_, __):
        return httpx.Response(200, stream=httpx.ByteStream(bomb), headers={"Content-Encoding": "gzip"})

    async def work(portal):
        return await portal.alone("x", {}, write=write)

    bomb = gzip.compress(b'{"result": "' + b" " * LONGEST + b'"}')
    with pytest.raises(kind, match="its answer is longer than"):
        await with_portal(answer, work)


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


async def test_a_refusal_as_long_as_a_book_is_cut():
    async def work(portal):
        return await portal.alone("x", {})

    told = {"error": "E" * 10**6, "error_description": "Слово " * 10**6}
    with pytest.raises(PortalRefusal) as refused:
        await with_portal(lambda *_: httpx.Response(400, json=told), work)

    assert len(refused.value.fault.code) == 100
    assert len(refused.value.sentence) < 11_000


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
