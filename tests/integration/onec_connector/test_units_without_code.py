"""An item of 1C whose unit has no OKEI code, or that has no unit: an order keeps its rows, and its deal the unit."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import standard
from tests.integration.onec_connector.connector import command, created, deal, line
from tests.integration.onec_connector.test_item_merges import row_with, typed

ITEMS = "Catalog_Номенклатура"
UNITS = "Catalog_УпаковкиЕдиницыИзмерения"


async def uncoded(onec, company):
    """A row in pairs of an item whose unit «пар» bears no code in 1C."""
    guid = await typed(onec, "Перчатки", "П-1")
    async with onec.clerk() as clerk:
        unit = await clerk.create(UNITS, {"Description": "пар", "Code": ""})
        await clerk.change(ITEMS, guid, {"ЕдиницаИзмерения_Key": unit["Ref_Key"]})
    return row_with(company, guid, "П-1", unit="715")


async def unitless(onec, company):
    """A row in hours of a service that has no unit in 1C."""
    service = next(one for one in company.items if one.known_to_onec and one.kind == "service")
    async with onec.clerk() as clerk:
        await clerk.change(ITEMS, service.guid, {"ЕдиницаИзмерения_Key": standard.NO_REF})
    return line(service, price="100", unit="356")


@pytest.fixture(params=[uncoded, unitless], ids=["without a code", "without a unit"])
async def row(request, onec, company):
    return await request.param(onec, company)


async def test_an_order_of_the_deal_is_no_edit_of_its_unit(connector, company, row):
    order = await created(connector, company, lines=(row,), settle=False)

    assert await connector.touch(order) == []


@pytest.mark.parametrize("looked", [False, True], ids=["unread", "read"])
async def test_an_edit_of_the_deal_keeps_the_row(connector, onec, company, row, looked):
    order = await created(connector, company, lines=(row,), settle=looked)
    (before,) = (await onec.order(order))["document"]["Товары"]
    more = row.with_(quantity=Decimal(3), total=Decimal(300))

    await connector.upsert(command(deal(company, lines=(more,)), edited=2))

    (after,) = (await onec.order(order))["document"]["Товары"]
    assert (after["КодСтроки"], Decimal(after["Количество"])) == (before["КодСтроки"], 3)
