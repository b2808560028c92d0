"""Answers that no base should give: too long, too deep, without sense."""

import base64

import httpx
import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.base.query import Query
from shared.bus.errors import DoubtfulWrite, Permanent
from shared.observe import secrets
from tests.contract.onec_connector.recorded import ORDER, ROOT, Recorded, answered, base_of, refused


async def test_a_name_that_no_message_could_hold_is_read_without_what_makes_it_so():
    body = r'{"value": [{"Description": "Ромашка\ud83d \u202e\u0000\u2028"}]}'

    [row] = await base_of(Recorded(httpx.Response(200, content=body))).listing("Catalog_Партнеры", Query())

    assert row["Description"] == "Ромашка\ufffd \n"


async def test_an_answer_nested_too_deep_is_a_fault_of_1c():
    base = base_of(Recorded(httpx.Response(200, content=b"[" * 100_000)))

    with pytest.raises(BaseAwayError):
        await base.listing("Catalog_Партнеры", Query())
    with pytest.raises(DoubtfulWrite):
        await base.create("Catalog_Партнеры", {})


async def test_a_page_that_shows_what_was_sent_tells_no_secret_of_ours(monkeypatch):
    monkeypatch.setattr(secrets, "_known", {})
    secrets.learn("pa 12345 ss")
    token = base64.b64encode("Обмен:pa 12345 ss".encode()).decode()
    page = httpx.Response(502, content=f"<html>Bad gateway. Authorization: Basic {token}; pa 12345 ss</html>")

    with pytest.raises(BaseAwayError) as told:
        await base_of(Recorded(page)).metadata()

    assert "ss" not in str(told.value)
    assert token[-8:] not in str(told.value)


ELSEWHERE = [{"status": "ok"}, {}, [], {"value": None}, {"value": {"0": {}}}, {"value": ["x"]}, None, "fine"]


@pytest.mark.parametrize("body", [one for one in ELSEWHERE if one != []], ids=str)
async def test_what_is_no_list_is_not_taken_for_an_empty_one(body):
    with pytest.raises(BaseAwayError, match="not the list"):
        await base_of(Recorded(answered(body))).listing("Catalog_Партнеры", Query())


@pytest.mark.parametrize("body", [*ELSEWHERE, {"Ref_Key": None}, {"Ref_Key": "41"}], ids=str)
async def test_what_is_no_record_is_not_taken_for_one(body):
    seen, written = base_of(Recorded(answered(body))), base_of(Recorded(answered(body)))

    with pytest.raises(BaseAwayError):
        (await seen.read("Document_ЗаказКлиента", ORDER))["Ref_Key"]
    with pytest.raises(DoubtfulWrite):
        (await written.create("Document_ЗаказКлиента", {"a": "b"}))["Ref_Key"]


@pytest.mark.parametrize("body", [*(one for one in ELSEWHERE if one != []), {"value": [{}]}], ids=str)
async def test_a_switch_that_was_not_told_is_not_off(body):
    with pytest.raises(BaseAwayError):
        await base_of(Recorded(answered(body))).constant("Constant_X")


@pytest.mark.parametrize("digits", ["1E+40000000", "1E-40000000", "1E+99999999999999999999", "NaN", "Infinity"])
async def test_a_number_without_measure_is_no_answer(digits):
    answer = httpx.Response(200, content=f'{{"value": [{{"Цена": {digits}}}]}}'.encode())

    with pytest.raises(BaseAwayError, match="no JSON"):
        await base_of(Recorded(answer)).listing("Catalog_X", Query())


@pytest.mark.parametrize(
    "cookies", [["ibsession=a; path=/1", "ibsession=b; path=/2"], ["ibsession=\xe9"], ["ibsession="]]
)
async def test_a_session_that_cannot_be_sent_back_is_none(cookies):
    headers = [("Set-Cookie", one.encode("latin-1")) for one in cookies]
    played = Recorded(httpx.Response(200, content=b'{"value": []}', headers=headers))
    async with Base.connect(ROOT, user="u", password="p") as base:
        base.way._transport = httpx.MockTransport(played)
        base.way._mounts = {}

        for _ in range(2):
            await base.listing("Catalog_X", Query())

    told = played.requests[1].headers.get("Cookie")
    assert told == ("ibsession=a" if len(cookies) > 1 else None)


async def test_a_secret_in_the_code_of_an_error_is_not_told():
    secrets.learn("очень/секретно")

    with pytest.raises(Permanent) as caught:
        await base_of(Recorded(refused(400, "очень/секретно", "слова"))).listing("Catalog_X", Query())

    assert "секретно" not in str(caught.value)
