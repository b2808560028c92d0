import asyncio
import base64
from urllib.parse import quote

import httpx
import pytest

from sandbox.base.control import routes
from sandbox.base.web.faults import PlannedFault
from sandbox.base.web.server import SERVICE, Publication, application

USER, PASSWORD = "Обмен", "пароль"
ROOT = f"http://1c.test{SERVICE}"


@pytest.fixture
def publish(make_desk):
    def make(**switches):
        return Publication(make_desk(**switches).base, USER, PASSWORD)

    return make


def browser(publication, **more):
    app = application(publication, routes.application(publication, lambda: None))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ROOT, auth=(USER, PASSWORD), **more)


async def get(publication, path="/Catalog_Валюты?$format=json", **headers):
    async with browser(publication) as client:
        return await client.get(f"{ROOT}{path}", headers=headers)


async def test_cyrillic_credentials_are_read_as_utf_8_only(publish):
    publication = publish()
    in_cp1251 = base64.b64encode(f"{USER}:{PASSWORD}".encode("cp1251")).decode()
    async with httpx.AsyncClient(transport=browser(publication)._transport) as client:
        wrong = await client.get(f"{ROOT}/", headers={"Authorization": f"Basic {in_cp1251}"})

    right = await get(publication)

    assert (right.status_code, wrong.status_code, wrong.json()["odata.error"]["code"]) == (200, 401, "20")


async def test_bad_credentials_may_meet_a_page_with_200(publish):
    async with browser(publish(auth_html=True)) as client:
        found = await client.get(f"{ROOT}/", auth=("x", "y"))

    assert (found.status_code, found.headers["content-type"].startswith("text/html")) == (200, True)


@pytest.mark.parametrize(
    ("server", "orders", "expected"),
    [
        ("iis", 10, 200),
        ("iis", 11, 404),
        ("apache", 39, 200),
        ("apache", 45, 414),
        ("none", 45, 200),
    ],
)
async def test_a_long_query_meets_the_web_server_s_own_page(publish, server, orders, expected):
    one = "Заказ eq cast(guid'0a000000-0000-4000-8000-000000000001','Document_ЗаказКлиента')"
    condition = quote(" or ".join([one] * orders), safe="")

    found = await get(
        publish(web_server=server),
        f"/{quote('InformationRegister_СостоянияЗаказовКлиентов')}?$format=json&$filter={condition}",
    )

    assert (expected, expected != 200) == (found.status_code, found.headers["content-type"].startswith("text/html"))


async def test_a_long_piece_of_the_path_is_invalid_for_iis(publish):
    found = await get(publish(), f"/Catalog_X({'a' * 300})")

    assert (found.status_code, "Invalid URL" in found.text) == (400, True)


async def test_a_locked_base_says_so_in_html(publish):
    publication = publish()
    publication.locked = "Начало сеанса с информационной базой запрещено"

    found = await get(publication)

    assert (found.status_code, "Начало сеанса с информационной базой запрещено" in found.text) == (500, True)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("html_500", 500, "application error"),
        ("html_503", 503, "503"),
        ("html_200", 200, "1С:Предприятие"),
        ("versions_409", 409, "Различаются версии клиента и сервера"),
        ("error_500", 500, "Конфликт блокировок"),
    ],
)
async def test_a_fault_meets_as_many_calls_as_planned(publish, kind, status, words):
    publication = publish()
    publication.plan.append(PlannedFault(kind=kind, skip=1, path="Валюты"))

    found = [await get(publication) for _ in range(3)]

    assert [200, status, 200] == [one.status_code for one in found]
    assert words in found[1].text


async def test_a_fault_may_wait_for_one_method(publish):
    publication = publish()
    publication.plan.append(PlannedFault(kind="html_503", method="PATCH"))

    assert (await get(publication)).status_code == 200


async def test_a_session_is_kept_by_a_cookie_until_it_is_finished(publish):
    publication = publish(licences=1)
    started = await get(publication, IBSession="start")
    cookie = started.headers["set-cookie"].split(";")[0]

    answers = [
        await get(publication),
        await get(publication, IBSession="start"),
        await get(publication, Cookie=cookie),
        await get(publication, Cookie=cookie, IBSession="finish"),
        await get(publication, Cookie=cookie),
        await get(publication),
    ]

    assert [one.status_code for one in answers] == [500, 406, 200, 200, 404, 200]
    assert "Не обнаружено свободной лицензии!" in answers[0].text


async def test_a_base_may_know_no_kept_sessions(publish):
    found = await get(publish(ibsession=False), IBSession="start")

    assert (found.status_code, found.headers.get("set-cookie")) == (200, None)


async def test_more_calls_at_a_time_than_licences_are_refused(publish):
    publication = publish(licences=2, call_ms=50)

    found = await asyncio.gather(*(get(publication) for _ in range(3)))

    assert sorted(one.status_code for one in found) == [200, 200, 500]


async def test_calls_are_kept_with_method_address_and_status(publish):
    publication = publish()
    await get(publication, "/Catalog_%D0%9D%D0%B5%D1%82?$top=1")

    call = publication.calls[-1]

    assert tuple(call[name] for name in ("method", "path", "query", "status")) == ("GET", "/Catalog_Нет", "$top=1", 404)
    assert publication.counts["calls"] == 1


async def test_outside_of_the_service_there_is_nothing(publish):
    async with browser(publish()) as client:
        found = await client.get("http://1c.test/ut/hs/x")

    assert (found.status_code, found.headers["content-type"].startswith("text/html")) == (404, True)
