"""The client against answers as published bases were seen to give them."""

import asyncio
import base64
import gzip
import json
import time
from decimal import Decimal

import httpx
import pytest
from prometheus_client import REGISTRY

from services.onec_connector.base import client
from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseAwayError, BaseBarredError, BaseExists, BaseRefusal
from services.onec_connector.base.query import Query, text
from shared.bus.errors import DoubtfulWrite, Permanent
from shared.observe import secrets
from shared.process.answers import LONGEST

ROOT = "http://1c.test/ut/odata/standard.odata"
ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"


class Recorded:
    """Plays answers and keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def _base(played: Recorded, **options) -> Base:
    return Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT, **options)


def _answer(body: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def _error(status: int, code: str, words: str = "слова") -> httpx.Response:
    return _answer({"odata.error": {"code": code, "message": {"lang": "ru", "value": words}}}, status)


def _page(status: int) -> httpx.Response:
    return httpx.Response(
        status, content="\ufeff<html><title>1C:Enterprise 8 application error</title></html>".encode()
    )


async def test_the_query_on_the_wire_has_no_plus_and_cyrillic_as_utf_8():
    played = Recorded(_answer({"value": []}))

    await _base(played).listing("Document_ЗаказКлиента", Query(f"Номер eq {text('ТД 1')}", top=2))

    raw = played.requests[0].url.raw_path.decode()
    assert "+" not in raw
    assert raw.startswith("/ut/odata/standard.odata/Document_%D0%97")
    assert "%20eq%20'%D0%A2%D0%94%201'" in raw


class Dripping(httpx.AsyncByteStream):
    async def __aiter__(self):
        while True:
            await asyncio.sleep(0.01)
            yield b" "


async def test_an_answer_that_comes_byte_by_byte_frees_its_session_in_the_end(monkeypatch):
    monkeypatch.setattr(client, "ANSWER_S", 0.1)
    slow = [httpx.Response(200, stream=Dripping()) for _ in range(3)]
    base = _base(Recorded(*slow, _answer({"value": []})), sessions=2)

    with pytest.raises(BaseAwayError, match="ReadTimeout"):
        await base.listing("Catalog_Валюты", Query(), polling=True)
    with pytest.raises(DoubtfulWrite, match="ReadTimeout"):
        await base.create("Document_ЗаказКлиента", {})

    assert await base.listing("Catalog_Валюты", Query(), polling=True) == []


async def test_sessions_are_ended_at_once_however_slow_1c_is(monkeypatch):
    monkeypatch.setattr(client, "FINISH_S", 0.3)
    base = _base(Recorded(*(httpx.Response(200, stream=Dripping()) for _ in range(4))), sessions=4)
    for number, session in enumerate(base._sessions):
        session.cookie = str(number)
    began = time.monotonic()

    await base._finish()

    assert time.monotonic() - began < 2 * client.FINISH_S


async def test_a_cyrillic_user_is_sent_as_utf_8():
    async with Base.connect(ROOT, user="Обмен", password="пароль") as base:
        header = base._http.headers["Authorization"]

    assert base64.b64decode(header.removeprefix("Basic ")).decode() == "Обмен:пароль"


async def test_posting_is_asked_by_post_and_nothing_but_post():
    played = Recorded(httpx.Response(200))

    await _base(played).post("Document_ЗаказКлиента", ORDER)

    (request,) = played.requests
    assert request.method == "POST"
    assert f"(guid'{ORDER}')/Post?PostingModeOperational=false" in request.url.raw_path.decode()


async def test_money_is_exact_both_ways():
    played = Recorded(httpx.Response(201, content=b'{"\xd0\xa6\xd0\xb5\xd0\xbd\xd0\xb0": 1263.16, "n": 0.1}'))

    answer = await _base(played).create("Catalog_X", {"Цена": Decimal("1263.16"), "Сумма": Decimal("2400.00")})

    assert played.requests[0].content.decode() == '{"Цена":1263.16,"Сумма":2400}'
    assert (answer["Цена"], answer["n"]) == (Decimal("1263.16"), Decimal("0.1"))


async def test_a_byte_order_mark_and_a_wrong_charset_do_no_harm():
    body = "\ufeff" + json.dumps({"Description": "Ромашка"}, ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=windows-1251"}
    played = Recorded(httpx.Response(200, content=body.encode(), headers=headers))

    assert (await _base(played).read("Catalog_Партнеры", ORDER))["Description"] == "Ромашка"


async def test_a_record_that_is_not_there_is_none_and_an_unpublished_set_is_an_error():
    assert await _base(Recorded(_error(404, "9"))).read("Catalog_X", ORDER) is None
    with pytest.raises(Permanent):
        await _base(Recorded(_error(404, "8"))).read("Catalog_X", ORDER)


@pytest.mark.parametrize("form", [{"value": [{"Value": True}]}, {"Value": True}], ids=["collection", "object"])
async def test_a_constant_is_read_in_both_forms(form):
    assert await _base(Recorded(_answer(form))).constant("Constant_X") is True


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_error(400, "15"), BaseExists),
        (_error(500, "-1", "Ошибка при выполнении обработчика - 'ОбработкаПроведения'"), BaseRefusal),
        (_page(500), DoubtfulWrite),
        (_page(503), DoubtfulWrite),
        (_page(200), DoubtfulWrite),
        (httpx.ReadTimeout("slow"), DoubtfulWrite),
        (httpx.RemoteProtocolError("cut"), DoubtfulWrite),
        (httpx.ConnectError("closed"), BaseAwayError),
    ],
    ids=str,
)
async def test_a_write_is_uncertain_wherever_1c_may_have_done_it(answer, error):
    with pytest.raises(error):
        await _base(Recorded(answer)).create("Catalog_X", {"a": "b"})


async def test_a_read_is_repeated_once_and_a_write_never():
    reading, writing = Recorded(_page(503), _answer({"value": []})), Recorded(_page(503), _answer({}))

    await _base(reading).listing("Catalog_X", Query())
    with pytest.raises(DoubtfulWrite):
        await _base(writing).create("Catalog_X", {"a": "b"})

    assert (len(reading.requests), len(writing.requests)) == (2, 1)


async def test_a_wrong_password_is_tried_once_and_not_again_for_a_while():
    played = Recorded(_page(401), _answer({"value": []}))
    base = _base(played)

    for _ in range(3):
        with pytest.raises(BaseBarredError):
            await base.probe()

    assert len(played.requests) == 1


async def test_a_missing_right_bars_nothing_else():
    played = Recorded(_error(401, "20"), _answer({"value": []}))
    base = _base(played)

    with pytest.raises(BaseBarredError):
        await base.listing("Catalog_X", Query())

    assert await base.listing("Catalog_Y", Query()) == []


async def test_a_missing_right_is_named_until_the_set_is_answered():
    base = _base(Recorded(_error(401, "20"), _answer({"value": []})))

    with pytest.raises(BaseBarredError) as barred:
        await base.listing("Catalog_X", Query(top=1))
    [reason] = base.rights.reasons
    during = REGISTRY.get_sample_value("bus_onec_missing_rights", {"set": "Catalog_X"})
    await base.listing("Catalog_X", Query(top=2))

    assert "Catalog_X" in reason
    assert (during, REGISTRY.get_sample_value("bus_onec_missing_rights", {"set": "Catalog_X"})) == (1, 0)
    assert barred.value.counted is False
    assert base.rights.reasons == []


async def test_a_query_the_web_server_cuts_off_is_halved():
    conditions = [f"Ref_Key eq guid'5b1d6e0a-0000-5000-8000-{number:012x}'" for number in range(40)]

    def iis(request: httpx.Request) -> httpx.Response:
        return _page(404) if len(request.url.raw_path) > 2048 else _answer({"value": [{"Ref_Key": "x"}]})

    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(iis)), ROOT, query_bytes=8000)

    assert await base.any_of("Catalog_X", conditions, ("Ref_Key",))


async def test_the_cookie_of_a_session_goes_with_the_next_call_of_this_session():
    first = httpx.Response(200, content=b'{"value": []}', headers={"Set-Cookie": "ibsession=abc; Path=/ut"})
    played = Recorded(first, _answer({"value": []}))
    base = _base(played)

    await base.listing("Catalog_X", Query())
    await base.listing("Catalog_X", Query())

    assert played.requests[0].headers["IBSession"] == "start"
    assert played.requests[1].headers["Cookie"] == "ibsession=abc"


async def test_a_publication_without_sessions_is_not_asked_for_them_again():
    played = Recorded(_answer({"value": []}))
    base = _base(played)

    await base.listing("Catalog_X", Query())
    await base.listing("Catalog_X", Query())

    assert "IBSession" not in played.requests[1].headers


async def test_an_answer_that_unpacks_to_more_than_fits_is_a_fault_of_1c():
    bomb = gzip.compress(b'{"value": "' + b" " * LONGEST + b'"}', compresslevel=1)
    packed = httpx.Response(200, stream=httpx.ByteStream(bomb), headers={"Content-Encoding": "gzip"})
    base = _base(Recorded(packed))

    with pytest.raises(BaseAwayError, match="its answer is longer than"):
        await base.metadata()
    with pytest.raises(DoubtfulWrite, match="its answer is longer than"):
        await base.create("Document_ЗаказКлиента", {})


async def test_a_name_that_no_message_could_hold_is_read_without_what_makes_it_so():
    body = r'{"value": [{"Description": "Ромашка\ud83d \u202e\u0000\u2028"}]}'

    [row] = await _base(Recorded(httpx.Response(200, content=body))).listing("Catalog_Партнеры", Query())

    assert row["Description"] == "Ромашка\ufffd \n"


async def test_an_answer_nested_too_deep_is_a_fault_of_1c():
    base = _base(Recorded(httpx.Response(200, content=b"[" * 100_000)))

    with pytest.raises(BaseAwayError):
        await base.listing("Catalog_Партнеры", Query())
    with pytest.raises(DoubtfulWrite):
        await base.create("Catalog_Партнеры", {})


async def test_a_refusal_as_long_as_a_book_is_cut():
    with pytest.raises(BaseRefusal) as refused:
        await _base(Recorded(_error(500, "-1", "Слово " * 10**6))).create("Catalog_Партнеры", {})

    assert len(refused.value.reason) == 10_000


async def test_a_page_that_shows_what_was_sent_tells_no_secret_of_ours(monkeypatch):
    monkeypatch.setattr(secrets, "_known", {})
    secrets.learn("pa 12345 ss")
    token = base64.b64encode("Обмен:pa 12345 ss".encode()).decode()
    page = httpx.Response(502, content=f"<html>Bad gateway. Authorization: Basic {token}; pa 12345 ss</html>")

    with pytest.raises(BaseAwayError) as told:
        await _base(Recorded(page)).metadata()

    assert "ss" not in str(told.value)
    assert token[-8:] not in str(told.value)


ELSEWHERE = [{"status": "ok"}, {}, [], {"value": None}, {"value": {"0": {}}}, {"value": ["x"]}, None, "fine"]


@pytest.mark.parametrize("body", [one for one in ELSEWHERE if one != []], ids=str)
async def test_what_is_no_list_is_not_taken_for_an_empty_one(body):
    with pytest.raises(BaseAwayError, match="not the list"):
        await _base(Recorded(_answer(body))).listing("Catalog_Партнеры", Query())


@pytest.mark.parametrize("body", [*ELSEWHERE, {"Ref_Key": None}, {"Ref_Key": "41"}], ids=str)
async def test_what_is_no_record_is_not_taken_for_one(body):
    seen, written = _base(Recorded(_answer(body))), _base(Recorded(_answer(body)))

    with pytest.raises(BaseAwayError):
        (await seen.read("Document_ЗаказКлиента", ORDER))["Ref_Key"]
    with pytest.raises(DoubtfulWrite):
        (await written.create("Document_ЗаказКлиента", {"a": "b"}))["Ref_Key"]


@pytest.mark.parametrize("body", [*(one for one in ELSEWHERE if one != []), {"value": [{}]}], ids=str)
async def test_a_switch_that_was_not_told_is_not_off(body):
    with pytest.raises(BaseAwayError):
        await _base(Recorded(_answer(body))).constant("Constant_X")


@pytest.mark.parametrize("digits", ["1E+40000000", "1E-40000000", "1E+99999999999999999999", "NaN", "Infinity"])
async def test_a_number_without_measure_is_no_answer(digits):
    answer = httpx.Response(200, content=f'{{"value": [{{"Цена": {digits}}}]}}'.encode())

    with pytest.raises(BaseAwayError, match="no JSON"):
        await _base(Recorded(answer)).listing("Catalog_X", Query())


@pytest.mark.parametrize(
    "cookies", [["ibsession=a; path=/1", "ibsession=b; path=/2"], ["ibsession=\xe9"], ["ibsession="]]
)
async def test_a_session_that_cannot_be_sent_back_is_none(cookies):
    headers = [("Set-Cookie", one.encode("latin-1")) for one in cookies]
    played = Recorded(httpx.Response(200, content=b'{"value": []}', headers=headers))
    async with Base.connect(ROOT, user="u", password="p") as base:
        base._http._transport = httpx.MockTransport(played)
        base._http._mounts = {}

        for _ in range(2):
            await base.listing("Catalog_X", Query())

    told = played.requests[1].headers.get("Cookie")
    assert told == ("ibsession=a" if len(cookies) > 1 else None)


async def test_a_secret_in_the_code_of_an_error_is_not_told():
    secrets.learn("очень/секретно")

    with pytest.raises(Permanent) as caught:
        await _base(Recorded(_error(400, "очень/секретно", "слова"))).listing("Catalog_X", Query())

    assert "секретно" not in str(caught.value)
