"""Orders of deals that have an invoice: it freezes the deal's prices, and what that keeps out is said (R12)."""

from decimal import Decimal

import pytest

from shared.messages.things import Invoice
from tests.integration.onec_connector.connector import command, deal
from tests.integration.onec_connector.test_priced_rows import ONEC, again, heard, kind, notes, prices_of, row

__all__ = ["kind"]


async def test_an_invoice_freezes_prices_and_says_so_where_a_person_asks(connector, onec, company, kind):
    invoice = Invoice(number="7", total=Decimal(200))
    order = deal(company, lines=(row(company),), invoice=invoice)
    first = await connector.upsert(command(order, policy=ONEC))
    await connector.touch(first[0].ref.id)

    wish = order.with_(ref=first[0].ref, reprice=True)
    asked = await connector.upsert(await again(connector, wish, by=2))

    assert await prices_of(onec, first[0]) == [100]
    (late,) = notes(first)
    assert late.startswith("Цены 1С не подставлены: по сделке уже выставлен счёт № 7. Чтобы взять их, удалите счёт")
    assert "выставлен счёт № 7" in notes(asked)[0]
    assert [one.answers for one in asked[0].told if one.topic == "prices"] == [2]
    assert await heard(connector, asked) == [100]


@pytest.mark.parametrize("price", ["90", "95"])
async def test_an_invoice_on_1cs_prices_or_typed_ones_keeps_nothing_out_of_the_order(
    connector, onec, company, kind, price
):
    catalogue = "90" if price == "90" else "100"
    lines, invoice = (row(company, price=price, asked=catalogue),), Invoice(number="7", total=Decimal(200))

    first = await connector.upsert(command(deal(company, lines=lines, invoice=invoice), policy=ONEC))
    grown = deal(company, lines=(row(company, price=price, quantity="3"),), invoice=invoice).with_(ref=first[0].ref)
    edited = await connector.upsert(await again(connector, grown, by=2))

    assert [await prices_of(onec, done[0]) for done in (first, edited)] == [[Decimal(price)]] * 2
    assert notes(first) + notes(edited) == []
