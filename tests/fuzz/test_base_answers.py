"""Whatever 1C, or somebody between, answers: a value of the documented kind, or a documented failure."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from http.cookiejar import CookieJar, DefaultCookiePolicy
from random import Random
from typing import Any

import httpx
from hypothesis import given

from services.onec_connector.base.client import Base
from services.onec_connector.base.posting import NotPosted, post
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import holds
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.profile.reading import UnfitBaseError, read_profile
from shared.bus.errors import Permanent, Retryable
from shared.observe import secrets
from tests.fuzz.amount import inputs
from tests.fuzz.odd import BOMB, PAGES, SEEDS, changed, headers, spelt

ROOT = "http://1c.test/ut/odata/standard.odata"
PASSWORD = "очень/секретно+слово"
ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"
ROW = {standard.REF: ORDER, "Description": "Ромашка", names.LINES: [{names.PRICE: 120.5, names.ITEM: ORDER}]}
METADATA = (
    b'<?xml version="1.0"?><edmx:Edmx xmlns:edmx="x"><Schema xmlns="y"><EntityType Name="Document_X"><Property Name='
    b'"Number"/></EntityType><EntityContainer><EntitySet Name="Document_X"/></EntityContainer></Schema></edmx:Edmx>'
)
KINDS = ("value",) * 12 + ("failure",) * 4 + ("page", "cookies", "metadata")
CODES = ("-1", "0", "6", "9", "15", "20", PASSWORD, None)
WORDS = (
    "слова",
    "взаимоблокировка",
    f"пароль {PASSWORD} не подходит",
    "Начало сеанса с информационной базой запрещено",
)
COOKIES = (
    *("ibsession=one; path=/a", "ibsession=two; path=/b", "ibsession=\xe9", "ibsession=", "ibsession", "=", ";", ","),
    *("ibsession=x; expires=Fri, 31-Dec-9999 23:59:59 GMT", "ibsession=x; max-age=1e999; domain=.", 'ibsession="a\tb"'),
)


class Body(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self):
        yield self._content


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    jar = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))  # as `Base.connect` has it
    return httpx.AsyncClient(transport=httpx.MockTransport(answer), cookies=jar)


def good_answer(request: httpx.Request, luck: Random) -> Any:
    if "Constant" in str(request.url):
        return luck.choice(({"Value": True}, {"value": [{"Value": True}]}))
    return ROW if request.method != "GET" or "(guid" in str(request.url) else {"value": [ROW, ROW]}


def answer_of(luck: Random, request: httpx.Request) -> httpx.Response:
    kind = luck.choice(KINDS) if luck.random() < 0.99 else "bomb"
    status = luck.choice((200,) * 9 + (201, 204, 301, 400, 401, 403, 404, 406, 409, 414, 429, 500, 500, 503, 599))
    if kind == "page":
        return httpx.Response(status, headers=headers(luck), stream=Body(luck.choice(PAGES)))
    if kind == "bomb":
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Body(BOMB))
    if kind == "metadata" or (request.url.path.endswith("metadata") and luck.random() < 0.5):
        return httpx.Response(
            200, headers=headers(luck), stream=Body(spelt(luck, []) + METADATA[luck.randint(0, 40) :])
        )
    good = good_answer(request, luck)
    if kind == "failure":
        words, code = luck.choice(WORDS), luck.choice(CODES)
        good = {"odata.error": {"code": code, "message": {"lang": "ru", "value": words}}}
    given_headers = headers(luck)
    if kind == "cookies":
        given_headers += [(b"Set-Cookie", luck.choice(COOKIES).encode("latin-1")) for _ in range(2)]
    return httpx.Response(status, headers=given_headers, stream=Body(spelt(luck, changed(luck, good))))


class Odd:
    """A base at the other end that answers whatever comes, and soon shows no record at all."""

    def __init__(self, luck: Random) -> None:
        self._luck = luck
        self._left = 12

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        if self._left < 0:
            raise httpx.ReadTimeout("silent", request=request)
        return answer_of(self._luck, request)


async def pages(base: Base) -> list[Any]:
    return [row async for row in base.pages("Catalog_X", Query(), size=2)]


async def posted(base: Base) -> None:
    with suppress(NotPosted):
        await post(base, ORDER)


async def profile(base: Base) -> None:
    with suppress(UnfitBaseError):
        await read_profile(base)


CALLS = {
    "listing": lambda base: base.listing("Catalog_X", Query(top=2)),
    "pages": pages,
    "any_of": lambda base: base.any_of("Catalog_X", [f"Ref_Key eq guid'{ORDER}'"] * 60, ("Ref_Key",)),
    "read": lambda base: base.read(names.SET, ORDER),
    "constant": lambda base: base.constant("Constant_X"),
    "create": lambda base: base.create(names.SET, {"Number": "1", names.TOTAL: Decimal("1.10")}),
    "change": lambda base: base.change(names.SET, ORDER, {names.TOTAL: Decimal("1.10"), names.LINES: []}),
    "post": posted,
    "unpost": lambda base: base.unpost(names.SET, ORDER),
    "metadata": lambda base: base.metadata(),
    "profile": profile,
    "probe": lambda base: base.probe(),
}
MANY, ONE = {"listing", "pages", "any_of"}, {"create", "change"}


def check_value(name: str, value: Any) -> None:
    if name in MANY:
        assert all(isinstance(row, Mapping) for row in value), "a list holds what is no row"
    if name in ONE or (name == "read" and value is not None):
        assert value[standard.REF], "a record without its reference"
        holds({names.TOTAL: Decimal("1.10"), names.LINES: [{names.PRICE: Decimal(1)}]}, value)


def check_failure(name: str, failure: BaseException) -> None:
    assert isinstance(failure, Retryable | Permanent), f"{name}: {type(failure).__name__}"
    assert len(str(failure)) < 2_000
    assert PASSWORD not in f"{failure} {failure!r} {getattr(failure, 'reason', '')}"


@inputs(200)
@given(SEEDS)
async def test_every_call_ends_in_what_it_promises(seed: int) -> None:
    secrets.learn(PASSWORD)
    luck = Random(seed)
    async with client(Odd(luck)) as http:
        base = Base(http, ROOT)
        for name in luck.choices(sorted(CALLS), k=3):
            try:
                check_value(name, await asyncio.wait_for(CALLS[name](base), 3))
            except AssertionError:
                raise
            except Exception as failure:  # noqa: BLE001 - that is the question
                check_failure(name, failure)


@inputs(60)
@given(SEEDS)
async def test_after_any_answer_a_good_one_is_taken(seed: int) -> None:
    luck, state = Random(seed), {"odd": True}
    odd = Odd(luck)

    def answer(request: httpx.Request) -> httpx.Response:
        return odd(request) if state["odd"] else httpx.Response(200, json=good_answer(request, luck))

    async with client(answer) as http:
        base = Base(http, ROOT)
        await asyncio.gather(*(CALLS[name](base) for name in ("listing", "change", "read")), return_exceptions=True)
        state["odd"] = False
        base._barred_until = 0.0  # a password that was refused is not tried for a while, as promised

        assert (await base.change(names.SET, ORDER, {"Description": "Ромашка"}))[standard.REF] == ORDER
