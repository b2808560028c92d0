"""Whatever the portal, or somebody between, answers: a value of the documented kind, or a documented failure."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import quote

import httpx
import qs_codec
from hypothesis import given

from services.b24_connector.portal import Portal, PortalAnswer
from services.b24_connector.portal.lists import DEAL, LINKS, items_by_id, requisites_of, rows_at
from services.b24_connector.portal.transport import Transport
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.observe import secrets
from tests.fuzz.amount import inputs
from tests.fuzz.odd import BOMB, PAGES, SEEDS, changed, headers, spelt

SECRET = "verysecretcode"
WEBHOOK = f"https://old.bitrix24.ru/rest/7/{SECRET}/"
DEALS, REQUISITES = items_by_id(DEAL, ("id", "title")), requisites_of(4)
TIME = {"start": 1.5, "finish": 1764331200.5, "operating": 0.1, "operating_reset_at": 1764331800}
ROW = {"id": 41, "title": "Болты", "link": WEBHOOK, "ownerId": 41, "ENTITY_ID": "41", "ENTITY_TYPE_ID": "4"}
FAILURE = {"error": "ERROR_CORE", "error_description": f"see {WEBHOOK}batch"}
CODES = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT", "NOT_FOUND", "insufficient_scope", "", "0", SECRET)
PLACES = (
    *("https://new.bitrix24.ru/rest/7/x/batch", "http://[", "https://new.bitrix24.ru:99999/", "//[::1", "\xff"),
    *(f"https://login.proxy.example/{SECRET}", "https://user:pass@old.bitrix24.ru:x/", "", "batch", "https:///", "?"),
    *("https://new.bitrix24.ru:0x1/", "https://ä.bitrix24.ru/", "https://-.bitrix24.ru", "ftp://old.bitrix24.ru"),
)


KINDS = ("result",) * 12 + ("command", "failure") * 2 + ("page", "elsewhere")


def fitting(method: str, params: Any) -> Any:
    """What the real portal would say, more or less."""
    if method.endswith((".list", ".get")):
        key = "productRows" if "productrow" in method else "items"
        return [ROW] if method.startswith(("crm.requisite", "user")) else {key: [ROW], "item": ROW}
    return {"item": ROW}


def good_answer(request: httpx.Request) -> dict[str, Any]:
    body = json.loads(request.content)
    if "cmd" not in body:
        return {"result": fitting(str(request.url).rpartition("/")[2], body), "time": TIME}
    commands = {key: one.partition("?") for key, one in body["cmd"].items()}
    results = {key: fitting(method, qs_codec.decode(query)) for key, (method, _, query) in commands.items()}
    return {
        "result": {
            "result": results,
            "result_error": {},
            "result_total": {},
            "result_next": {},
            "result_time": dict.fromkeys(results, TIME),
        },
        "time": TIME,
    }


def answer_of(luck: Random, request: httpx.Request) -> httpx.Response:
    kind = luck.choice(KINDS) if luck.random() < 0.99 else "bomb"
    status = luck.choice((200,) * 9 + (201, 204, 301, 307, 400, 401, 403, 404, 429, 500, 503, 599))
    if kind == "page":
        return httpx.Response(status, headers=headers(luck), stream=Body(luck.choice(PAGES)))
    if kind == "elsewhere":
        return httpx.Response(302, headers=[(b"Location", luck.choice(PLACES).encode())])
    if kind == "bomb":
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Body(BOMB))
    good = good_answer(request)
    if kind == "command" and isinstance(good["result"].get("result"), dict):
        good["result"]["result_error"]["c0"] = good["result"]["result"].pop("c0", None) and dict(FAILURE)
        good["result"]["result_next"]["c1"] = luck.choice((50, 0, -1))
    if kind == "failure":
        good = dict(FAILURE, error=luck.choice(CODES))
    return httpx.Response(status, headers=headers(luck), stream=Body(spelt(luck, changed(luck, good))))


class Body(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self):
        yield self._content


class Odd:
    """A portal at the other end that answers whatever comes, and soon falls silent."""

    def __init__(self, luck: Random) -> None:
        self._luck = luck
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if len(self.asked) > 8:
            raise httpx.ReadTimeout("silent", request=request)
        return answer_of(self._luck, request)


CALLS = {
    "call": lambda portal: portal.call("crm.item.get", {"entityTypeId": 2, "id": "41"}),
    "write": lambda portal: portal.call("crm.item.update", {"entityTypeId": 2, "id": "41"}, write=True),
    "alone": lambda portal: portal.alone("crm.item.productrow.set", {"productRows": []}, write=True),
    "look alone": lambda portal: portal.alone("server.time", {}),
    "chain": lambda portal: portal.chain([("crm.item.update", {"id": "1"}), ("crm.item.update", {"id": "2"})]),
    "deals": lambda portal: portal.gather(DEALS, "41"),
    "requisites": lambda portal: portal.gather(REQUISITES, "41"),
    "links": lambda portal: portal.gather(LINKS, "41"),
    "pages": lambda portal: portal.pages("crm.item.productrow.list", {}, rows=rows_at("productRows")),
    "scope": lambda portal: portal.missing_rights(),
    "probe": lambda portal: portal.probe(),
}
WRITES = {"write", "alone"}
MANY = {"deals", "requisites", "links", "pages"}


def check_value(name: str, value: Any) -> None:
    if name in MANY:
        assert all(isinstance(row, Mapping) for row in value), "a list holds what is no row"
    for answer in value if name == "chain" else [value]:
        if isinstance(answer, Exception):
            check_failure(name, answer)
        elif isinstance(answer, PortalAnswer):
            assert answer.next is None or isinstance(answer.next, int)
            assert isinstance(answer.timing, Mapping)
    assert SECRET not in repr(value)


def check_failure(name: str, failure: BaseException) -> None:
    assert isinstance(failure, Retryable | Permanent), f"{name}: {type(failure).__name__}"
    assert len(str(failure)) < 11_000
    assert SECRET not in f"{failure} {failure!r}"
    assert quote(SECRET) not in str(failure)


@inputs(150)
@given(SEEDS)
async def test_every_call_ends_in_what_it_promises(seed: int) -> None:
    secrets.learn(SECRET)
    luck = Random(seed)
    names, odd = luck.choices(sorted(CALLS), k=luck.randint(1, 4)), Odd(luck)
    async with httpx.AsyncClient(transport=httpx.MockTransport(odd)) as client:
        portal = Portal(Transport(WEBHOOK, client), rate=0, bucket=50)
        async with portal.running():
            made = [asyncio.create_task(CALLS[name](portal)) for name in names]
            _, pending = await asyncio.wait(made, timeout=3)
            assert abs((portal.now - datetime.now(UTC)).total_seconds()) < 25 * 3600

    assert not pending, "a call never ends"
    for name, task in zip(names, made, strict=True):
        failure = task.exception()
        check_value(name, task.result()) if failure is None else check_failure(name, failure)
    assert {one.url.host.partition(".")[2] for one in odd.asked} <= {"bitrix24.ru"}


@inputs(60)
@given(SEEDS)
async def test_after_any_answer_a_good_one_is_taken(seed: int) -> None:
    odd, state = Odd(Random(seed)), {"odd": True}

    def answer(request: httpx.Request) -> httpx.Response:
        return odd(request) if state["odd"] else httpx.Response(200, json=good_answer(request))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        portal = Portal(Transport(WEBHOOK, client), rate=0, bucket=50)
        async with portal.running():
            await asyncio.gather(*(CALLS[name](portal) for name in ("call", "deals")), return_exceptions=True)
            state["odd"] = False
            portal._batcher._operating._methods.clear()  # a method that rests is a promise kept, not a fault
            found = await portal.call("crm.item.update", {"id": "41"}, write=True)

    assert found.result["item"]["id"] == 41
    assert not isinstance(found, DoubtfulWrite)
