"""Rows that keep their prices under another agreement: said whatever else became of the rows in that save (R12)."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement as names
from shared.messages.order import OrderGroup
from tests.integration.onec_connector.connector import command, deal, known_client, known_item
from tests.integration.onec_connector.test_priced_rows import ONEC, kind, notes, prices_of, row

__all__ = ["kind"]
STAY, BOTH = "прежние. Чтобы взять цены", [OrderGroup.ROWS, OrderGroup.PARTIES]


@pytest.fixture
async def moved(connector, onec, company, kind):
    """An order of two rows at 90 and 10 whose client becomes one who pays 80 and 8; gives the edit that does it."""
    other = next(one for one in company.clients if one.known_to_onec and one.agreement and one.kind == "company"
                 and one != known_client(company))  # fmt: skip
    cheap = (await onec.do("price_kinds", name="Дилерская"))["kind"]
    asked = [(0, cheap, "80"), (1, kind, "10"), (1, cheap, "8")]
    await onec.do("prices", rows=[{"item": known_item(company, n).guid, "kind": k, "price": p} for n, k, p in asked])
    async with onec.clerk() as clerk:
        same = {names.PRICE_KIND: cheap, names.PRICES_FROM: names.FROM_HEADER, names.VAT_INCLUDED: True}
        await clerk.change(names.SET, other.agreement.guid, same)
    rows = (row(company), row(company, place=1))
    first, *_ = await connector.upsert(command(deal(company, lines=rows), policy=ONEC))
    await connector.touch(first.ref.id)

    async def edit(*lines, reprice=False):
        order = deal(company, lines=lines, client=other, reprice=reprice).with_(ref=first.ref)
        known = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited
        return await connector.upsert(command(order, edited=2, known=known, groups=BOTH, policy=ONEC))

    return edit


async def test_that_the_other_rows_keep_theirs_is_said_beside_the_price_of_the_edited_one(moved, onec, company):
    messages = await moved(row(company, price="90", quantity="12"), row(company, place=1, price="10"))

    said = notes(messages)
    assert await prices_of(onec, messages[0]) == [80, 10]
    assert [one for one in said if "Дилерская" in one]
    assert [one for one in said if f"цены неизменённых строк {STAY}" in one]


async def test_where_a_row_is_taken_out_the_one_that_is_left_keeps_its_price_and_that_is_said(moved, onec, company):
    messages = await moved(row(company, price="90"))

    assert await prices_of(onec, messages[0]) == [90]
    assert [one for one in notes(messages) if STAY in one]


@pytest.mark.parametrize("reprice", [False, True])
async def test_where_every_row_was_asked_about_nothing_of_the_kind_is_said(moved, onec, company, reprice):
    quantities = ("2", "2") if reprice else ("12", "13")
    rows = [row(company, place=n, price=p, quantity=quantities[n]) for n, p in enumerate(("90", "10"))]

    messages = await moved(*rows, reprice=reprice)

    assert await prices_of(onec, messages[0]) == [Decimal(80), Decimal(8)]
    assert not [one for one in notes(messages) if STAY in one]


@pytest.mark.parametrize(("reprice", "said"), [(False, "нет цены каталога в RUB"), (True, "вместо цен сделки")])
async def test_of_a_row_without_a_catalogue_price_nobody_is_said_to_have_typed_its_price(
    connector, company, kind, reprice, said
):
    lines = (row(company).with_(list_price=None),)

    messages = await connector.upsert(command(deal(company, lines=lines, reprice=reprice), policy=ONEC))

    (note,) = notes(messages)
    assert said in note
    assert "вручную" not in note
