"""What `check` says of the client's prices and of invoices (R12, R13)."""

from collections.abc import AsyncIterator

import pytest

from services.b24_connector.reference.client_price_findings import check_client_prices
from tests.integration.b24_connector.in_process import Office, opened_office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with opened_office("onec") as made:
        yield made


async def said_by_check(office, mode="onec"):
    return [(one.ok, one.text) for one in await check_client_prices(office.portal, mode)]


async def test_check_finds_nothing_missing_in_an_ordinary_portal(office):
    findings = await said_by_check(office)

    assert [ok for ok, _ in findings] == [True, True]


async def test_check_names_invoices_that_are_not_shown(office):
    office.simulated.switches.change({"invoices_visible": False})

    of_onec, of_b24 = (await said_by_check(office))[-1], (await said_by_check(office, "b24"))[-1]

    assert not of_onec[0]
    assert "цены сделки со счётом обмен может изменить" in of_onec[1]
    assert of_b24[0]
    assert "номер счёта не попадёт в заказ" in of_b24[1]


async def test_check_names_a_portal_without_a_base_price_type(office):
    for type_ in office.simulated.table("price_type"):
        type_["base"] = "N"

    is_ok, text = (await said_by_check(office))[0]

    assert not is_ok
    assert text.startswith("В портале нет базового типа цены: все цены сделок обмен примет за исправленные вручную.")
