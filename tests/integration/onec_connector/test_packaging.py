"""Packaging that a client is to return stands in the rows of an order and not in its sum, as 1C has it."""

from decimal import Decimal
from typing import Any

import pytest

from services.onec_connector.writer.orders.trial import OrderTrial
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item, line, said

ORDERS = "Document_ЗаказКлиента"


async def pallets(onec, company) -> str:
    guid: str = known_item(company, 1).guid
    await onec.do("objects", of="Catalog_Номенклатура", guid=guid, set={"ТипНоменклатуры": "МногооборотнаяТара"})
    return guid


@pytest.fixture
async def on_pallets(connector, onec, company) -> str:
    """An order for 10 000 of goods on pallets for 3 000 that are to be returned."""
    goods, pallet = known_item(company), known_item(company, 1)
    await pallets(onec, company)
    rows = (line(goods, quantity="10", price="1000"), line(pallet, quantity="3", price="1000"))
    order = await created(connector, company, lines=rows)
    async with onec.clerk() as clerk:
        await clerk.change(ORDERS, order, {"ВернутьМногооборотнуюТару": True})
    return order


async def document(onec, order: str) -> dict[str, Any]:
    found: dict[str, Any] = (await onec.order(order))["document"]
    return found


@pytest.mark.parametrize(("deposit", "total"), [(False, 10_000), (True, 13_000)])
async def test_it_is_told_at_what_1c_asks_for_it(connector, onec, company, deposit, total):
    goods, pallet = known_item(company).guid, await pallets(onec, company)
    rows = [{"item": goods, "quantity": 10, "price": 1000}, {"item": pallet, "quantity": 3, "price": 1000}]
    header = {"ВернутьМногооборотнуюТару": True, "ТребуетсяЗалогЗаТару": deposit, "ЦенаВключаетНДС": True}
    made = await onec.do("orders", client=known_client(company).guid, rows=rows, header=header)

    (fact,) = await connector.touch(made["guid"])

    assert (fact.order.total, sum(one.total for one in fact.order.lines)) == (total, 13_000)


async def test_an_edit_of_the_deal_leaves_the_stages_of_payment_at_what_1c_asks_for(
    connector, onec, company, on_pallets
):
    (fact, *_) = await connector.touch(on_pallets)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    goods, pallet = known_item(company), known_item(company, 1)
    rows = (line(goods, quantity="20", price="1000"), line(pallet, quantity="3", price="1000"))

    outcome, *_ = await connector.upsert(command(deal(company, lines=rows), edited=2, known=known))

    after = await document(onec, on_pallets)
    stages = [Decimal(one["СуммаПлатежа"]) for one in after["ЭтапыГрафикаОплаты"]]
    assert (Decimal(after["СуммаДокумента"]), sum(stages)) == (20_000, 20_000)
    text = said(outcome).replace("\xa0", " ")
    assert "в 1С 20 000,00 ₽, по строкам выходит 23 000,00 ₽: возвратную тару 1С в сумму не включает." in text
    assert "Сверьте строки" not in text


async def test_a_preview_of_an_edit_names_the_sums_that_1c_has_and_will_have(connector, company, on_pallets):
    (fact, *_) = await connector.touch(on_pallets)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    rows = (line(known_item(company), quantity="20", price="1000"), fact.order.lines[1])
    wanted = command(deal(company, lines=rows), edited=2, known=known)

    found = await OrderTrial(connector.flow.context).order(wanted)

    (amount,) = [one for one in found.values if one.name == "сумма"]
    sums = (amount.before.replace("\xa0", " "), amount.after.replace("\xa0", " "))
    assert (found.total, sums) == (20_000, ("10 000,00 ₽", "20 000,00 ₽"))
