"""What a manager is told to do about an invoice on another sum than its order puts the sums right (R12)."""

import pytest

from sandbox.portal.control import invoices
from tests.integration.b24_connector.test_client_prices import office
from tests.integration.b24_connector.test_invoices import comments, ordered

__all__ = ["office"]

REPLACED = "Удалите этот счёт (или отметьте неоплаченным) и выставьте новый либо исправьте заказ."
ONE_MORE = "Выставьте ещё один счёт, на 40,00 ₽, или исправьте заказ."


async def invoiced(office, *totals, stage="DT31_1:N"):
    """A deal whose order is on 240 roubles, with invoices; the latest of them is in this stage."""
    deal = office.new_deal()
    await ordered(office, deal, 240)
    issued = [
        invoices.issue(office.simulated, {"deal": deal, "number": str(number), "total": total})["id"]
        for number, total in enumerate(totals, start=6)
    ]
    invoices.change(office.simulated, issued[-1], {"stage": stage})
    await office.look(deal)
    return deal, issued


def remedies(office):
    return [one.partition(" ₽. ")[2] for one in comments(office)]


@pytest.mark.parametrize("withdraw", ["delete", "mark"])
@pytest.mark.parametrize("total", [200, 280])
async def test_an_invoice_that_is_replaced_as_told_ends_the_difference(office, total, withdraw):
    deal, (former,) = await invoiced(office, total)
    told = remedies(office)

    if withdraw == "delete":
        invoices.delete(office.simulated, former, {})
    else:
        invoices.change(office.simulated, former, {"stage": "DT31_1:D"})
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)

    assert (told, len(comments(office))) == ([REPLACED], 1)


async def test_of_two_invoices_that_ask_for_more_than_the_order_one_is_to_go(office):
    deal, issued = await invoiced(office, 200, 240)
    (told,) = comments(office)

    invoices.delete(office.simulated, issued[0], {})
    await office.look(deal)

    assert told == (
        "Суммы расходятся: счета № 6, 7 на 440,00 ₽, заказ на 240,00 ₽. "
        "Удалите лишний счёт (или отметьте неоплаченным) либо исправьте заказ."
    )
    assert comments(office) == [told]


@pytest.mark.parametrize(("totals", "stage"), [((150, 50), "DT31_1:N"), ((200,), "DT31_1:P")])
async def test_what_parts_of_an_order_or_a_paid_invoice_leave_open_is_asked_for_beside_them(office, totals, stage):
    deal, _ = await invoiced(office, *totals, stage=stage)
    told = remedies(office)

    invoices.issue(office.simulated, {"deal": deal, "number": "9", "total": 40})
    await office.look(deal)

    assert (told, len(comments(office))) == ([ONE_MORE], 1)


async def test_a_paid_invoice_on_more_than_its_order_is_not_to_be_deleted(office):
    await invoiced(office, 280, stage="DT31_1:P")

    assert remedies(office) == ["Счёт оплачен: решите с бухгалтером, что делать с переплатой, или исправьте заказ."]
