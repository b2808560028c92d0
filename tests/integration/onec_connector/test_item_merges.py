"""Two items become one in 1C: the duplicate is offered no more, and what was sold as it is sold as the survivor."""

from decimal import Decimal

import pytest

from shared.messages.ring.facts import OrderChanged
from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import (
    command,
    created,
    deal,
    document_of,
    known_item,
    line,
    said,
    started_anew,
)

ITEMS = "Catalog_Номенклатура"


async def merge(onec, kept: str, dead: str, *, remove: bool) -> None:
    await onec.do("merge", of=ITEMS, kept=kept, dead=dead, remove=remove)


async def typed(onec, name: str, article: str) -> str:
    return (await onec.do("items", name=name, article=article, price="100"))["item"]


def row_with(company, guid: str, article: str, **changes):
    """A row of the deal whose product stands for an item."""
    one = line(known_item(company), price="100")
    return one.with_(item=one.item.with_(external_code=guid, article=article, barcode="", name="Болт"), **changes)


@pytest.mark.parametrize("remove", [False, True], ids=["marked", "removed"])
async def test_an_order_of_the_duplicate_tells_the_survivor_at_the_same_sum(connector, onec, company, remove):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    order = await created(connector, company, lines=(row_with(company, dead, "Б-8"),))

    await merge(onec, kept, dead, remove=remove)
    facts = await connector.touch(order)

    (told,) = next(one for one in facts if isinstance(one, OrderChanged)).order.lines
    assert (told.item.ref.id, told.total) == (kept, 200)


@pytest.mark.parametrize("remove", [False, True], ids=["marked", "removed"])
async def test_a_deal_that_names_the_duplicate_sells_the_survivor_where_their_article_is_one(
    connector, onec, company, remove
):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8")
    await merge(onec, kept, dead, remove=remove)

    order = await created(connector, company, lines=(row_with(company, dead, "Б-8"),))

    (row,) = (await onec.order(order))["document"]["Товары"]
    assert row["Номенклатура_Key"] == kept


async def test_where_nothing_names_the_survivor_the_manager_reads_what_to_do(connector, onec, company):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    await merge(onec, kept, dead, remove=False)

    (refused, *_) = await connector.upsert(command(deal(company, lines=(row_with(company, dead, "Б-8"),))))

    assert isinstance(refused, OrderRefused)
    assert "помечен на удаление" in said(refused)
    assert "Выберите другой товар" in said(refused)


async def test_an_edit_of_the_deal_that_still_names_the_duplicate_sells_what_stands_in_the_order(
    connector, onec, company
):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    order = await created(connector, company, lines=(row_with(company, dead, "Б-8"),))
    await merge(onec, kept, dead, remove=False)
    (fact, *_) = await connector.touch(order)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    more = row_with(company, dead, "Б-8", quantity=3, total=300)

    await connector.upsert(command(deal(company, lines=(more,)), edited=2, known=known))

    (row,) = (await onec.order(order))["document"]["Товары"]
    assert (row["Номенклатура_Key"], Decimal(row["Количество"])) == (kept, 3)


async def test_a_survivor_that_was_merged_too_is_followed(connector, onec, company):
    first, second = await typed(onec, "Болт 1", "Б-1"), await typed(onec, "Болт 2", "Б-2")
    last = await typed(onec, "Болт 3", "Б-3")
    order = await created(connector, company, lines=(row_with(company, first, "Б-1"),))
    for dead, kept in ((first, second), (second, last)):
        await merge(onec, kept, dead, remove=True)
        await connector.touch(order)

    another = await connector.upsert(command(deal(company, number=2, lines=(row_with(company, first, "Б-1"),))))

    (row,) = (await onec.order(another[0].ref.id))["document"]["Товары"]
    assert row["Номенклатура_Key"] == last


async def test_an_item_that_came_back_is_itself_again(connector, onec, company):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    order = await created(connector, company, lines=(row_with(company, dead, "Б-8"),))
    await merge(onec, kept, dead, remove=False)
    await connector.touch(order)
    await onec.do("items", guid=dead, marked=False)

    another = await connector.upsert(command(deal(company, number=2, lines=(row_with(company, dead, "Б-8"),))))

    (row,) = (await onec.order(another[0].ref.id))["document"]["Товары"]
    assert row["Номенклатура_Key"] == dead


async def test_an_item_that_a_person_swapped_by_hand_is_merged_into_nothing(connector, onec, company):
    one, other = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Винт М8", "В-8")
    order = await created(connector, company, lines=(row_with(company, one, "Б-8"),))
    code = (await onec.order(order))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{order}/edit", change=[{"row": code, "item": other}])
    await connector.touch(order)
    await onec.do("items", guid=one, marked=True)

    another = await connector.upsert(command(deal(company, number=2, lines=(row_with(company, one, "Б-8"),))))

    sold = [] if isinstance(another[0], OrderRefused) else (await document_of(onec, another[0]))["Товары"]
    assert other not in [row["Номенклатура_Key"] for row in sold]


async def test_an_item_that_another_order_still_sells_is_merged_into_nothing(connector, onec, company, database_of):
    one, other = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Винт М8", "В-8")
    order = await created(connector, company, lines=(row_with(company, one, "Б-8"),))
    second = await created(connector, company, number=3, lines=(row_with(company, one, "Б-8"),))
    await onec.do("items", guid=one, marked=True)
    code = (await onec.order(order))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{order}/edit", change=[{"row": code, "item": other}])
    await connector.touch(order)
    connector = await started_anew(connector, database_of)  # which forgets that the item could be sold

    (refused, *_) = await connector.upsert(command(deal(company, number=2, lines=(row_with(company, one, "Б-8"),))))

    more = row_with(company, one, "Б-8", quantity=Decimal(5), total=Decimal(500))
    await connector.upsert(command(deal(company, number=3, lines=(more,)), edited=2))
    (row,) = (await onec.order(second))["document"]["Товары"]
    assert isinstance(refused, OrderRefused)
    assert "помечен на удаление" in said(refused)
    assert row["Номенклатура_Key"] == one


async def test_a_merge_of_several_orders_at_once_is_followed_and_told(connector, onec, company):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    orders = [await created(connector, company, number=one, lines=(row_with(company, dead, "Б-8"),)) for one in (1, 2)]
    await merge(onec, kept, dead, remove=False)
    for order in orders:
        await connector.touch(order)

    written = await connector.upsert(command(deal(company, number=3, lines=(row_with(company, dead, "Б-8"),))))

    (row,) = (await document_of(onec, written[0]))["Товары"]
    assert row["Номенклатура_Key"] == kept
    assert "Вместо «Болт» в заказ вошёл «Болт М8 DIN»" in said(written[0])


async def test_an_order_that_sells_the_survivor_already_is_told_nothing_of_it(connector, onec, company):
    dead, kept = await typed(onec, "Болт М8", "Б-8"), await typed(onec, "Болт М8 DIN", "Б-8-DIN")
    order = await created(connector, company, lines=(row_with(company, dead, "Б-8"),))
    await merge(onec, kept, dead, remove=False)
    (fact, *_) = await connector.touch(order)
    known = max(stamp.edited for stamp in fact.order.groups.values())
    more = row_with(company, dead, "Б-8", quantity=3, total=300)

    written = await connector.upsert(command(deal(company, lines=(more,)), edited=2, known=known))

    assert "Вместо" not in said(written[0])
