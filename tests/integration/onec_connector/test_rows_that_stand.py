"""Rows of an order that nobody has touched in its deal: what they are hinders no edit of the others (R11)."""

from decimal import Decimal, InvalidOperation

import pytest

from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Item, Ref
from tests.integration.onec_connector.connector import command, created, deal, document_of, known_item, line, said

HALF = Decimal("1.5")


async def rows_of(onec, order: str) -> dict[str, dict]:
    return {row["Номенклатура_Key"]: row for row in (await onec.order(order))["document"]["Товары"]}


async def halved(connector, onec, order: str, item: str):
    """The accountant sells one and a half of an item; return that row as the deal has it now, and what it knows."""
    row = (await rows_of(onec, order))[item]
    await onec.do(f"orders/{order}/edit", change=[{"row": row["КодСтроки"], "quantity": str(HALF)}])
    (fact, *_) = await connector.touch(order)
    (told,) = [one for one in fact.order.lines if one.item.ref.id == item]
    return told, max(stamp.edited for stamp in fact.order.groups.values())


def of_deal(sample, told):
    """The row as the portal shows what 1C has told."""
    return line(sample).with_(quantity=told.quantity, price=told.price, total=told.total)


def differing(before: dict, after: dict) -> dict:
    """Return what two states of a row say differently; 0 and 0.00 are the same."""
    return {
        name: (value, after.get(name))
        for name, value in before.items()
        if value != after.get(name) and not is_same_number(value, after.get(name))
    }


def is_same_number(one, other) -> bool:
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False


async def edit(connector, company, order: str, rows, *, edited: int = 2, known: int = 0):
    wanted = deal(company, lines=rows).with_(ref=Ref(system="onec", kind="order", id=order))
    outcome, *_ = await connector.upsert(command(wanted, edited=edited, known=known))
    return outcome


async def test_half_a_piece_that_the_accountant_sold_hinders_no_edit_of_another_row(connector, onec, company):
    one, other = known_item(company), known_item(company, 1)
    order = await created(connector, company, lines=(line(one), line(other)))
    told, known = await halved(connector, onec, order, one.guid)
    before = (await rows_of(onec, order))[one.guid]

    outcome = await edit(connector, company, order, (of_deal(one, told), line(other, quantity="7")), known=known)

    after = {row["Номенклатура_Key"]: row for row in (await document_of(onec, outcome))["Товары"]}
    assert differing(before, after[one.guid]) == {}
    assert after[other.guid]["Количество"] == "7"


async def test_its_price_may_be_edited_and_the_half_piece_stays(connector, onec, company):
    one = known_item(company)
    order = await created(connector, company, lines=(line(one),))
    told, known = await halved(connector, onec, order, one.guid)

    outcome = await edit(connector, company, order, (line(one, quantity="1.5", price="10"),), known=known)

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert (row["Количество"], row["СуммаСНДС"]) == ("1.5", "15")
    assert told.quantity == HALF


async def test_half_a_piece_that_the_manager_types_is_refused(connector, onec, company):
    one, other = known_item(company), known_item(company, 1)
    order = await created(connector, company, lines=(line(one), line(other)))
    told, known = await halved(connector, onec, order, one.guid)

    outcome = await edit(connector, company, order, (of_deal(one, told), line(other, quantity="2.5")), known=known)

    assert isinstance(outcome, OrderRefused)
    assert f"товар «{other.name}» продаётся штуками, в сделке 2,5" in said(outcome)


@pytest.mark.parametrize("by", ["pair", "outer key", "article"])
async def test_an_item_that_was_marked_later_hinders_no_edit_of_another_row(connector, onec, company, by):
    one, other = known_item(company), known_item(company, 1)
    product = Ref(system="b24", kind="product", id=str(one.number))
    paired = {"ref": Ref(system="onec", kind="item", id=one.guid), "origin": product}
    known_as = {
        "pair": Item(**paired, name=one.name),
        "outer key": Item(ref=product, name=one.name, external_code=one.guid),
        "article": Item(ref=product, name=one.name, article=one.article),
    }[by]
    kept = line(one).with_(item=known_as)
    order = await created(connector, company, lines=(kept, line(other)))
    before = (await rows_of(onec, order))[one.guid]
    await marked(connector, onec, one.guid)

    outcome = await edit(connector, company, order, (kept, line(other, quantity="7")))

    after = {row["Номенклатура_Key"]: row for row in (await document_of(onec, outcome))["Товары"]}
    assert differing(before, after[one.guid]) == {}
    assert after[other.guid]["Количество"] == "7"


async def test_a_variation_that_was_marked_later_hinders_no_edit_of_another_row(connector, onec, company):
    sample = next(one for one in company.items if one.known_to_onec and len(one.characteristics) > 1)
    code = f"{sample.guid}#{sample.characteristics[1].guid}"
    kept = line(sample).with_(item=Item(name=sample.name, external_code=code))
    other = known_item(company, 1)
    order = await created(connector, company, lines=(kept, line(other)))
    before = (await rows_of(onec, order))[sample.guid]
    await marked(connector, onec, sample.guid)

    outcome = await edit(connector, company, order, (kept, line(other, quantity="7")))

    after = {row["Номенклатура_Key"]: row for row in (await document_of(onec, outcome))["Товары"]}
    assert differing(before, after[sample.guid]) == {}
    assert after[other.guid]["Количество"] == "7"


async def test_the_item_that_took_the_article_of_a_marked_one_takes_no_row_that_stands(connector, onec, company):
    one, other = known_item(company), known_item(company, 1)
    order = await created(connector, company, lines=(line(one), line(other)))
    await marked(connector, onec, one.guid)
    await onec.do("items", name="Новая карточка", article=one.article)

    outcome = await edit(connector, company, order, (line(one), line(other, quantity="7")))

    assert {row["Номенклатура_Key"] for row in (await document_of(onec, outcome))["Товары"]} == {one.guid, other.guid}


async def test_more_of_a_marked_item_is_refused(connector, onec, company):
    one = known_item(company)
    order = await created(connector, company, lines=(line(one),))
    await marked(connector, onec, one.guid)

    outcome = await edit(connector, company, order, (line(one, quantity="5"),))

    assert isinstance(outcome, OrderRefused)
    assert "помечен на удаление" in said(outcome)


async def test_a_row_whose_product_a_person_has_told_apart_from_its_item_does_not_stand(connector, onec, company):
    one, other = known_item(company), known_item(company, 1)
    order = await created(connector, company, lines=(line(one), line(other)))
    apart = line(one).with_(item=Item(name=one.name, article=one.article, not_these=(one.guid,)))

    outcome = await edit(connector, company, order, (apart, line(other, quantity="7")))

    assert isinstance(outcome, OrderRefused)


@pytest.mark.parametrize(
    ("code", "words"),
    [("736", "рулонами"), ("778", "упаковками"), ("715", "парами"), ("704", "наборами"), ("839", "комплектами")],
)
async def test_a_fraction_is_refused_in_the_items_own_unit(connector, onec, company, code, words):
    async with onec.clerk() as clerk:
        unit = {"Code": code, "Description": code, "ТипИзмеряемойВеличины": "КоличествоШтук"}
        made = await clerk.create("Catalog_УпаковкиЕдиницыИзмерения", {**unit, "Числитель": 1, "Знаменатель": 1})
    one = known_item(company)
    own = {"ЕдиницаИзмерения_Key": made["Ref_Key"]}
    await onec.do("objects", of="Catalog_Номенклатура", guid=one.guid, set=own)

    (refused,) = await connector.upsert(command(deal(company, lines=(line(one, quantity="1.5", unit=code),))))

    assert f"товар «{one.name}» продаётся {words}, в сделке 1,5" in said(refused)


async def marked(connector, onec, item: str) -> None:
    """Mark an item for deletion, and let what the connector has kept of it grow old."""
    await onec.do("items", guid=item, marked=True)
    connector.flow.snapshots.catalogue._items.forget()
