"""An order against the terms of sale stays unposted, whoever can help is named, and nothing is made twice."""

import pytest

from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.integration.onec_connector.connector import command, created, deal, known_item, line

TERMS = [
    ({"minimum_sum": "5000"}, "Добавьте товары в сделку"),
    ({"minimum_price": "100000"}, "Исправьте цену или скидку в сделке"),
    ({"overdue_debt": "1500"}, "скажет бухгалтер"),
    ({"debt_limit": "1"}, "увеличить лимит"),
]


@pytest.mark.parametrize(("switch", "remedy"), TERMS)
async def test_a_new_order_against_the_terms_of_sale_is_told_with_its_remedy(connector, onec, company, switch, remedy):
    await onec.do("switches", refusal_text="shown", **switch)
    order = command(deal(company))

    outcomes = [next(iter(await connector.upsert(order))) for _ in range(2)]

    assert [type(one) for one in outcomes] == [OrderRefused, OrderRefused]
    assert all(remedy in one.told[-1].text for one in outcomes)
    assert [one["Posted"] for one in await onec.orders()] == [False]


async def test_an_order_is_posted_once_its_deal_keeps_to_the_terms(connector, onec, company):
    await onec.do("switches", refusal_text="shown", minimum_sum="5000")
    await connector.upsert(command(deal(company, lines=(line(known_item(company), quantity="1", price="10.00"),))))

    more = deal(company, lines=(line(known_item(company), quantity="100", price="60.00"),))
    outcome, *_ = await connector.upsert(command(more, edited=2))

    assert isinstance(outcome, OrderUpserted)
    assert [(one["Posted"], float(one["СуммаДокумента"])) for one in await onec.orders()] == [(True, 6000.0)]


async def test_an_item_outside_the_agreements_segment_is_to_be_replaced(connector, onec, company):
    item = known_item(company)
    await onec.do("switches", refusal_text="shown", outside_segment=[item.guid])

    outcome, *_ = await connector.upsert(command(deal(company)))

    assert f'номенклатура "{item.name}" должна входить в сегмент' in outcome.told[-1].text
    assert "Замените товар в сделке" in outcome.told[-1].text


@pytest.mark.parametrize(("switch", "remedy"), TERMS)
async def test_an_edit_against_the_terms_of_sale_is_put_back_and_told(connector, onec, company, switch, remedy):
    """Also where the order itself, posted before there were such terms, goes against them."""
    guid = await created(connector, company)
    before = (await onec.order(guid))["document"]["СуммаДокумента"]
    await onec.do("switches", refusal_text="shown", **switch)
    edit = command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2)

    outcomes = [next(iter(await connector.upsert(edit))) for _ in range(2)]

    document = (await onec.order(guid))["document"]
    assert (document["СуммаДокумента"], document["Posted"]) == (before, True)
    assert [type(one) for one in outcomes] == [OrderRefused, OrderRefused]
    assert all(remedy in one.told[-1].text for one in outcomes)


async def test_an_edit_goes_through_once_the_debt_is_paid(connector, onec, company):
    guid = await created(connector, company)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")
    edit = command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2)
    await connector.upsert(edit)
    await onec.do("switches", overdue_debt="0")

    outcome, *_ = await connector.upsert(edit)

    assert isinstance(outcome, OrderUpserted)
    assert float((await onec.order(guid))["document"]["Товары"][0]["Количество"]) == 5


async def test_an_edit_of_a_partly_shipped_order_waits_for_the_cause_that_1c_names(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, lines=(first, second))
    (code, *_) = [row["КодСтроки"] for row in (await onec.order(guid))["document"]["Товары"]]
    await onec.do(f"orders/{guid}/ship", rows=[{"row": code}])
    await connector.touch(guid)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")
    edit = command(deal(company, lines=(first, second, line(known_item(company, 2)))), edited=2)

    refused, *_ = await connector.upsert(edit)
    await onec.do("switches", overdue_debt="0")
    outcome, *_ = await connector.upsert(edit)

    assert (type(refused), refused.reason) == (OrderRefused, "posting")
    assert "скажет бухгалтер" in refused.told[-1].text
    assert isinstance(outcome, OrderUpserted)
    assert len((await onec.order(guid))["document"]["Товары"]) == 3


async def test_goods_that_are_not_at_hand_are_a_matter_of_the_warehouse(connector, onec, company):
    guid = await created(connector, company)
    (code,) = [row["КодСтроки"] for row in (await onec.order(guid))["document"]["Товары"]]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "supply": "Отгрузить"}])
    await connector.touch(guid)
    await onec.do("switches", refusal_text="shown", stock_control=True, in_stock=False)

    more = deal(company, lines=(line(known_item(company), quantity="500"),))
    outcome, *_ = await connector.upsert(command(more, edited=2))

    assert isinstance(outcome, OrderRefused)
    assert "недостаточно свободного остатка" in outcome.told[-1].text
    assert "узнайте на складе, когда товар будет" in outcome.told[-1].text
