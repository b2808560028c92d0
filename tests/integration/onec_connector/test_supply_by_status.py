"""Bases where nobody supplies rows by line: an order of the bus is what 1C's form would have made of it."""

from datetime import date
from decimal import Decimal

import pytest

from services.onec_connector.check import check
from tests.integration.onec_connector.connector import (
    RULES,
    accountants_order,
    command,
    created,
    deal,
    document_of,
    known_item,
    line,
    started_anew,
)


@pytest.fixture
async def by_status(connector, onec, database_of):
    await onec.do("switches", line_shipment=False)
    return await started_anew(connector, database_of)


async def seen_in_form(onec, guid):
    return (await onec.do(f"orders/{guid}/save_in_form"))["complaints"]


async def order(onec, guid):
    return (await onec.order(guid))["document"]


def supplies(document):
    return [row["ВариантОбеспечения"] for row in document["Товары"]]


async def test_goods_of_a_new_order_are_reserved_and_people_see_when_it_is_shipped(by_status, onec, company):
    guid = await created(by_status, company, ship_on=date(2031, 1, 15))

    document = await order(onec, guid)
    assert (supplies(document), document["Posted"]) == (["СоСклада"], True)
    assert (document["НеОтгружатьЧастями"], document["ДатаОтгрузки"][:10]) == (True, "2031-01-15")
    assert await seen_in_form(onec, guid) == []


async def test_an_order_that_waits_for_approval_reserves_nothing_yet(by_status, onec, company, database_of):
    await onec.do("switches", approval=True)
    connector = await started_anew(by_status, database_of)

    guid = await created(connector, company)
    waiting = supplies(await order(onec, guid))
    await onec.do(f"orders/{guid}/approve")

    assert (waiting, supplies(await order(onec, guid))) == (["НеТребуется"], ["СоСклада"])
    assert await seen_in_form(onec, guid) == []


@pytest.mark.parametrize(("status", "supply"), [("КОбеспечению", "СоСклада"), ("КОтгрузке", "Отгрузить")])
async def test_a_row_that_a_deal_adds_is_supplied_as_the_others(by_status, onec, company, status, supply):
    guid = await created(by_status, company)
    await onec.do(f"orders/{guid}/edit", header={"Статус": status})
    await by_status.touch(guid)
    rows = (line(known_item(company)), line(known_item(company, 1)))

    await by_status.upsert(command(deal(company, lines=rows), edited=2))

    assert supplies(await order(onec, guid)) == [supply, supply]
    assert await seen_in_form(onec, guid) == []


async def test_a_service_is_shipped_and_not_reserved(by_status, onec, company):
    service = next(one for one in company.items if one.kind == "service" and one.known_to_onec)

    guid = await created(by_status, company, lines=(line(known_item(company)), line(service)))

    assert supplies(await order(onec, guid)) == ["СоСклада", "Отгрузить"]


async def test_an_order_of_an_earlier_release_shows_its_day_of_shipment_once_that_is_moved(
    connector, onec, company, database_of
):
    guid = await created(connector, company, ship_on=date(2031, 1, 15))
    await onec.do("switches", line_shipment=False)
    anew = await started_anew(connector, database_of)

    await anew.upsert(command(deal(company, ship_on=date(2031, 2, 20)), edited=2))

    document = await order(onec, guid)
    assert (document["НеОтгружатьЧастями"], document["ДатаОтгрузки"][:10]) == (True, "2031-02-20")


async def test_days_of_shipment_that_differ_are_not_made_one(connector, onec, company, database_of):
    rows = (line(known_item(company)), line(known_item(company, 1)))
    guid = await created(connector, company, lines=rows, ship_on=date(2031, 1, 15))
    document = await order(onec, guid)
    first, second = document["Товары"]
    async with onec.clerk() as clerk:
        later = [first, second | {"ДатаОтгрузки": "2031-03-01T00:00:00"}]
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": later})
    await onec.do("switches", line_shipment=False)
    anew = await started_anew(connector, database_of)

    await anew.upsert(command(deal(company, lines=rows, ship_on=date(2031, 2, 20)), edited=2))

    document = await order(onec, guid)
    assert [row["ДатаОтгрузки"][:10] for row in document["Товары"]] == ["2031-02-20", "2031-03-01"]
    assert document["НеОтгружатьЧастями"] is False


async def test_goods_that_are_not_at_hand_are_named_to_the_manager(by_status, onec, company, monkeypatch):
    monkeypatch.setattr("services.onec_connector.base.posting._PAUSES_S", (0, 0))
    await onec.do("switches", stock_control=True, in_stock=False, refusal_text="shown")

    outcome, *_ = await by_status.upsert(command(deal(company)))

    assert "недостаточно свободного остатка" in outcome.told[-1].text


async def test_by_line_and_where_a_base_does_not_say_rows_wait_for_supply(connector, onec, company, database_of):
    constant = "Constant_ИспользоватьПострочнуюОтгрузкуВЗаказеКлиента"
    await onec.do("switches", line_shipment=False, unpublished_sets=[constant])
    connector = await started_anew(connector, database_of)

    outcome, *_ = await connector.upsert(command(deal(company)))

    document = await document_of(onec, outcome)
    assert (supplies(document), document["НеОтгружатьЧастями"]) == (["КОбеспечению"], False)


async def test_a_change_of_the_option_begins_the_work_anew(connector, onec):
    await onec.do("switches", line_shipment=False)

    await connector.flow.switches.look()

    assert connector.flow.switches._changed.is_set()


async def test_check_says_what_becomes_of_goods(connector, onec):
    await onec.do("switches", line_shipment=False)

    found = await check(connector.flow.snapshots.base, RULES)

    (said,) = [one for one in found if "резервирует" in one.text]
    assert (said.ok, "К обеспечению" in said.text) == (True, True)


async def test_an_accountants_order_gets_the_deals_new_row_supplied_likewise(by_status, onec, company):
    guid = await accountants_order(onec, company)
    await by_status.touch(guid)
    standing = (await order(onec, guid))["Товары"][0]
    there = line(known_item(company), price=str(Decimal(standing["Цена"])))
    edited = deal(company, lines=(there, line(known_item(company, 1))))

    await by_status.upsert(command(edited, edited=2, known=1, key=f"order:{guid}"))

    assert set(supplies(await order(onec, guid))) == {"СоСклада"}
