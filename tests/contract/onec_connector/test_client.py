"""The client against answers as published bases were seen to give them."""

import asyncio
import base64
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
from tests.contract.onec_connector.recorded import ORDER, ROOT, Recorded, answered, base_of, page, refused


async def test_the_query_on_the_wire_has_no_plus_and_cyrillic_as_utf_8():
    played = Recorded(answered({"value": []}))

    await base_of(played).listing("Document_ЗаказКлиента", Query(f"Номер eq {text('ТД 1')}", top=2))

    raw = played.requests[0].url.raw_path.decode()
    assert "+" not in raw
    assert raw.startswith("/ut/odata/standard.odata/Document_%D0%97")
    assert "%20eq%20'%D0%A2%D0%94%201'" in raw


@pytest.mark.parametrize("change", [False, True])
async def test_rows_of_any_record_are_sent_with_the_type_of_their_part(change):
    ref = "0a000000-0000-4000-8000-000000000041"
    played = Recorded(answered({"Ref_Key": ref}, status=200 if change else 201))
    body = {"Ref_Key": ref, "КонтактнаяИнформация": [{"LineNumber": "1", "Тип": "Телефон"}]}

    base = base_of(played)
    await (base.change("Catalog_Партнеры", ref, body) if change else base.create("Catalog_Партнеры", body))

    sent = json.loads(played.requests[0].content)
    typed = "Collection(StandardODATA.Catalog_Партнеры_КонтактнаяИнформация_RowType)"
    assert sent == {"КонтактнаяИнформация@odata.type": typed, **body}


class Dripping(httpx.AsyncByteStream):
    async def __aiter__(self):
        while True:
            await asyncio.sleep(0.01)
            yield b" "


async def test_an_answer_that_comes_byte_by_byte_frees_its_session_in_the_end(monkeypatch):
    monkeypatch.setattr(client, "ANSWER_S", 0.1)
    slow = [httpx.Response(200, stream=Dripping()) for _ in range(3)]
    base = base_of(Recorded(*slow, answered({"value": []})), sessions=2)

    with pytest.raises(BaseAwayError, match="ReadTimeout"):
        await base.listing("Catalog_Валюты", Query(), polling=True)
    with pytest.raises(DoubtfulWrite, match="ReadTimeout"):
        await base.create("Document_ЗаказКлиента", {})

    assert await base.listing("Catalog_Валюты", Query(), polling=True) == []


async def test_sessions_are_ended_at_once_however_slow_1c_is(monkeypatch):
    monkeypatch.setattr(client, "FINISH_S", 0.3)
    base = base_of(Recorded(*(httpx.Response(200, stream=Dripping()) for _ in range(4))), sessions=4)
    for number, session in enumerate(base.sessions):
        session.cookie = str(number)
    began = time.monotonic()

    await base._finish()

    assert time.monotonic() - began < 2 * client.FINISH_S


async def test_a_cyrillic_user_is_sent_as_utf_8():
    async with Base.connect(ROOT, user="Обмен", password="пароль") as base:
        header = base.way.headers["Authorization"]

    assert base64.b64decode(header.removeprefix("Basic ")).decode() == "Обмен:пароль"


async def test_posting_is_asked_by_post_and_nothing_but_post():
    played = Recorded(httpx.Response(200))

    await base_of(played).post("Document_ЗаказКлиента", ORDER)

    (request,) = played.requests
    assert request.method == "POST"
    assert f"(guid'{ORDER}')/Post?PostingModeOperational=false" in request.url.raw_path.decode()


ENTRY = '<?xml version="1.0" encoding="UTF-8"?><entry xmlns="http://www.w3.org/2005/Atom"><id>…</id></entry>'


@pytest.mark.parametrize(
    "body", ["", "true", "null", '"проведён"', "Документ проведён", "{}", ENTRY, f"\ufeff{ENTRY}"], ids=str
)
@pytest.mark.parametrize("action", ["post", "unpost"])
async def test_a_document_is_posted_in_whatever_form_1c_says_so(action, body):
    played = Recorded(httpx.Response(200, content=body.encode()))

    await getattr(base_of(played), action)("Document_ЗаказКлиента", ORDER)

    assert len(played.requests) == 1


@pytest.mark.parametrize("prolog", ["", '<?xml version="1.0"?>\n<!DOCTYPE html>'])
async def test_a_page_of_somebody_between_us_is_no_posting(prolog):
    played = Recorded(httpx.Response(200, content=f"{prolog}<HTML><body>Войдите в сеть</body></HTML>".encode()))

    with pytest.raises(DoubtfulWrite):
        await base_of(played).post("Document_ЗаказКлиента", ORDER)


async def test_money_is_exact_both_ways():
    played = Recorded(httpx.Response(201, content=b'{"\xd0\xa6\xd0\xb5\xd0\xbd\xd0\xb0": 1263.16, "n": 0.1}'))

    answer = await base_of(played).create("Catalog_X", {"Цена": Decimal("1263.16"), "Сумма": Decimal("2400.00")})

    assert played.requests[0].content.decode() == '{"Цена":1263.16,"Сумма":2400}'
    assert (answer["Цена"], answer["n"]) == (Decimal("1263.16"), Decimal("0.1"))


async def test_a_byte_order_mark_and_a_wrong_charset_do_no_harm():
    body = "\ufeff" + json.dumps({"Description": "Ромашка"}, ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=windows-1251"}
    played = Recorded(httpx.Response(200, content=body.encode(), headers=headers))

    assert (await base_of(played).read("Catalog_Партнеры", ORDER))["Description"] == "Ромашка"


async def test_a_record_that_is_not_there_is_none_and_an_unpublished_set_is_an_error():
    assert await base_of(Recorded(refused(404, "9"))).read("Catalog_X", ORDER) is None
    with pytest.raises(Permanent):
        await base_of(Recorded(refused(404, "8"))).read("Catalog_X", ORDER)


@pytest.mark.parametrize("form", [{"value": [{"Value": True}]}, {"Value": True}], ids=["collection", "object"])
async def test_a_constant_is_read_in_both_forms(form):
    assert await base_of(Recorded(answered(form))).constant("Constant_X") is True


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused(400, "15"), BaseExists),
        (refused(500, "-1", "Ошибка при выполнении обработчика - 'ОбработкаПроведения'"), BaseRefusal),
        (page(500), DoubtfulWrite),
        (page(503), DoubtfulWrite),
        (page(200), DoubtfulWrite),
        (httpx.ReadTimeout("slow"), DoubtfulWrite),
        (httpx.RemoteProtocolError("cut"), DoubtfulWrite),
        (httpx.ConnectError("closed"), BaseAwayError),
    ],
    ids=str,
)
async def test_a_write_is_uncertain_wherever_1c_may_have_done_it(answer, error):
    with pytest.raises(error):
        await base_of(Recorded(answer)).create("Catalog_X", {"a": "b"})


async def test_a_read_is_repeated_once_and_a_write_never():
    reading, writing = Recorded(page(503), answered({"value": []})), Recorded(page(503), answered({}))

    await base_of(reading).listing("Catalog_X", Query())
    with pytest.raises(DoubtfulWrite):
        await base_of(writing).create("Catalog_X", {"a": "b"})

    assert (len(reading.requests), len(writing.requests)) == (2, 1)


async def test_a_wrong_password_is_tried_once_and_not_again_for_a_while():
    played = Recorded(page(401), answered({"value": []}))
    base = base_of(played)

    for _ in range(3):
        with pytest.raises(BaseBarredError):
            await base.probe()

    assert len(played.requests) == 1


async def test_a_missing_right_bars_nothing_else():
    played = Recorded(refused(401, "20"), answered({"value": []}))
    base = base_of(played)

    with pytest.raises(BaseBarredError):
        await base.listing("Catalog_X", Query())

    assert await base.listing("Catalog_Y", Query()) == []


async def test_a_missing_right_is_named_until_the_set_is_answered():
    base = base_of(Recorded(refused(401, "20"), answered({"value": []})))

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
        return page(404) if len(request.url.raw_path) > 2048 else answered({"value": [{"Ref_Key": "x"}]})

    base = Base(httpx.AsyncClient(transport=httpx.MockTransport(iis)), ROOT, query_bytes=8000)

    assert await base.any_of("Catalog_X", conditions, ("Ref_Key",))


async def test_the_cookie_of_a_session_goes_with_the_next_call_of_this_session():
    first = httpx.Response(200, content=b'{"value": []}', headers={"Set-Cookie": "ibsession=abc; Path=/ut"})
    played = Recorded(first, answered({"value": []}))
    base = base_of(played)

    await base.listing("Catalog_X", Query())
    await base.listing("Catalog_X", Query())

    assert played.requests[0].headers["IBSession"] == "start"
    assert played.requests[1].headers["Cookie"] == "ibsession=abc"


async def test_a_publication_without_sessions_is_not_asked_for_them_again():
    played = Recorded(answered({"value": []}))
    base = base_of(played)

    await base.listing("Catalog_X", Query())
    await base.listing("Catalog_X", Query())

    assert "IBSession" not in played.requests[1].headers
