"""Prices that an agreement fixes for an item: they are 1C's as those of kinds are, though a row names no kind (R12)."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement as names
from tests.integration.onec_connector.connector import command, deal, known_client, known_item
from tests.integration.onec_connector.test_priced_rows import ONEC, again, kind, notes, prices_of, row

__all__ = ["kind"]


async def fix(onec, agreement: str, **prices: str) -> None:
    goods = [{"LineNumber": "1", names.GOODS_ITEM: item, names.GOODS_PRICE: price} for item, price in prices.items()]
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, agreement, {names.PRICES_FROM: names.FROM_FIXED, names.GOODS: goods})


@pytest.fixture
async def fixed(onec, company, kind):
    """The client's agreement fixes 90 for the first item."""
    await fix(onec, known_client(company).agreement.guid, **{known_item(company).guid: "90"})


async def test_a_price_that_the_agreement_fixes_is_1cs_however_often_the_row_is_edited(connector, onec, company, fixed):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    said = []

    for edit, quantity in ((2, "12"), (3, "15"), (4, "16")):
        order = deal(company, lines=(row(company, price="90", quantity=quantity),)).with_(ref=first.ref)
        messages = await connector.upsert(await again(connector, order, by=edit))
        said.append(("цены соглашения: 1 строка" in notes(messages)[0], "вручную" in notes(messages)[0]))

    assert await prices_of(onec, messages[0]) == [90]
    assert said == [(True, False)] * 3


async def test_what_an_agreement_fixed_is_not_left_in_a_row_that_is_edited_under_another(
    connector, onec, company, fixed
):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    await fix(onec, known_client(company).agreement.guid, **{known_item(company).guid: "70"})

    order = deal(company, lines=(row(company, price="90", quantity="12"),)).with_(ref=first.ref)
    messages = await connector.upsert(await again(connector, order, by=2))

    assert await prices_of(onec, messages[0]) == [70]


@pytest.mark.parametrize("price", ["91", "100"])
async def test_a_price_that_a_person_types_in_such_a_row_is_his(connector, onec, company, fixed, price):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)

    order = deal(company, lines=(row(company, price=price, asked="1"),)).with_(ref=first.ref)
    messages = await connector.upsert(await again(connector, order, by=2))
    await connector.touch(first.ref.id)
    more = deal(company, lines=(row(company, price=price, asked="1", quantity="12"),)).with_(ref=first.ref)
    later = await connector.upsert(await again(connector, more, by=3))

    assert await prices_of(onec, messages[0]) == [Decimal(price)]
    assert await prices_of(onec, later[0]) == [Decimal(price)]
    assert "оставлены введённые вручную" in notes(later)[0]


async def test_a_price_that_an_accountant_types_stays_though_the_row_had_a_fixed_one(connector, onec, company, fixed):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    (there,) = (await onec.order(first.ref.id))["document"]["Товары"]
    await onec.do(f"orders/{first.ref.id}/edit", change=[{"row": there["КодСтроки"], "price": "80"}])
    await connector.touch(first.ref.id)

    order = deal(company, lines=(row(company, price="80", quantity="12"),)).with_(ref=first.ref)
    messages = await connector.upsert(await again(connector, order, by=2))

    assert await prices_of(onec, messages[0]) == [80]
