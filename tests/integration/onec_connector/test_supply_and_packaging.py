"""What an agreement says of returnable packaging and of separate supply: an order of the bus has it, as of the form."""

from typing import Any

import pytest

from shared.messages.things import Ref, Thing
from tests.integration.onec_connector.connector import (
    accountants_order,
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
    said,
)

ORDERS = "Document_ЗаказКлиента"
PACKAGING = ("ВернутьМногооборотнуюТару", "СрокВозвратаМногооборотнойТары", "ТребуетсяЗалогЗаТару")
TERMS = {
    "ВозвращатьМногооборотнуюТару": True,
    "СрокВозвратаМногооборотнойТары": 30,
    "ТребуетсяЗалогЗаТару": False,
    "ОбеспечиватьЗаказыОбособленно": True,
}


async def document(onec, order: str) -> dict[str, Any]:
    return (await onec.order(order))["document"]


def packaging_of(order: dict[str, Any]) -> list[Any]:
    return [order[name] for name in PACKAGING]


def apart_in(order: dict[str, Any]) -> list[bool]:
    return [row["Обособленно"] for row in order["Товары"]]


def by(company, agreement: str):
    return deal(company).terms.with_(agreement=Thing(ref=Ref(system="onec", kind="agreement", id=agreement)))


def service_of(company):
    return next(one for one in company.items if one.known_to_onec and one.kind == "service" and one.vat_rate == 22)


@pytest.fixture
async def separate(onec, company) -> str:
    """Another agreement of the client, with packaging to be returned and orders that are supplied apart."""
    made = await onec.do("agreements", partner=known_client(company).guid, name="С тарой")
    await onec.do("agreements", guid=made["agreement"], set=TERMS | {"Склад_Key": company.warehouses[0].guid})
    agreement: str = made["agreement"]
    return agreement


@pytest.mark.parametrize("deposit", [False, True], ids=["returned", "on deposit"])
async def test_a_new_order_has_what_an_accountant_s_order_by_the_same_agreement_has(connector, onec, company, deposit):
    agreement = known_client(company).agreement.guid
    await onec.do("agreements", guid=agreement, set=TERMS | {"ТребуетсяЗалогЗаТару": deposit})
    typed = await document(onec, await accountants_order(onec, company))

    ours = await document(onec, await created(connector, company))

    assert packaging_of(ours) == packaging_of(typed) == [True, 30, deposit]
    assert apart_in(ours) == apart_in(typed) == [True]


async def test_a_service_is_not_supplied_apart(connector, onec, company, separate):
    rows = (line(known_item(company)), line(service_of(company)))

    order = await document(onec, await created(connector, company, terms=by(company, separate), lines=rows))

    assert apart_in(order) == [True, False]


async def test_packaging_that_a_client_returns_is_told_with_what_1c_leaves_out(connector, onec, company, separate):
    goods, pallet = known_item(company), known_item(company, 1)
    tare = {"ТипНоменклатуры": "МногооборотнаяТара"}
    await onec.do("objects", of="Catalog_Номенклатура", guid=pallet.guid, set=tare)
    rows = (line(goods, quantity="10", price="1000"), line(pallet, quantity="3", price="1000"))

    outcome, *_ = await connector.upsert(command(deal(company, terms=by(company, separate), lines=rows)))

    assert float((await document(onec, outcome.ref.id))["СуммаДокумента"]) == 10_000
    assert "возвратную тару 1С в сумму не включает" in said(outcome)


async def test_another_agreement_brings_its_own_and_its_rows_are_supplied_by_it(connector, onec, company, separate):
    first = known_client(company).agreement.guid
    rows = (line(known_item(company)), line(service_of(company)))
    order = await created(connector, company, terms=by(company, first), lines=rows)
    before = await document(onec, order)

    outcome, *_ = await connector.upsert(command(deal(company, terms=by(company, separate), lines=rows), edited=2))
    there = await document(onec, order)
    await connector.touch(order)
    await connector.upsert(command(deal(company, terms=by(company, first), lines=rows), edited=3))

    back = await document(onec, order)
    assert "сменилось соглашение" in said(outcome)
    assert packaging_of(before) == packaging_of(back) == [False, 0, False]
    assert packaging_of(there) == [True, 30, False]
    assert [apart_in(one) for one in (before, there, back)] == [[False, False], [True, False], [False, False]]


async def test_what_a_person_has_chosen_in_an_order_stays_while_its_agreement_does(connector, onec, company, separate):
    order = await created(connector, company, terms=by(company, separate))
    chosen = {"ВернутьМногооборотнуюТару": False, "СрокВозвратаМногооборотнойТары": 5}
    await onec.do(f"orders/{order}/edit", header=chosen)
    await connector.touch(order)

    more = (line(known_item(company), quantity="7"),)
    await connector.upsert(command(deal(company, terms=by(company, separate), title="Другое", lines=more), edited=2))

    assert packaging_of(await document(onec, order)) == [False, 5, False]


async def test_a_row_that_is_added_is_supplied_as_those_beside_it(connector, onec, company, separate):
    rows = (line(known_item(company)),)
    order = await created(connector, company, terms=by(company, separate), lines=rows)

    more = (*rows, line(known_item(company, 1)), line(service_of(company)))
    await connector.upsert(command(deal(company, terms=by(company, separate), lines=more), edited=2))

    assert apart_in(await document(onec, order)) == [True, True, False]


async def test_a_row_reserved_already_keeps_its_supply_under_another_agreement(connector, onec, company, separate):
    first = known_client(company).agreement.guid
    rows = (line(known_item(company)), line(known_item(company, 1)))
    order = await created(connector, company, terms=by(company, first), lines=rows)
    code = (await document(onec, order))["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{order}/edit", change=[{"row": code, "supply": "СоСклада"}])
    await connector.touch(order)

    await connector.upsert(command(deal(company, terms=by(company, separate), lines=rows), edited=2))

    assert apart_in(await document(onec, order)) == [False, True]
