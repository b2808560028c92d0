"""The number of an invoice that does not come into its order: the order is 1C's own, and the deal says so (R13)."""

import pytest

from sandbox.portal.control import invoices
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_invoices import comments

__all__ = ["office"]


async def of_1c(office):
    deal = int((await office.upsert(upsert([line(240, 2)]))).ref.id)
    await office.look(deal)
    return deal


async def test_an_invoice_of_a_deal_that_1c_has_begun_is_said_once_not_to_stand_in_the_order(office):
    deal = await of_1c(office)
    invoices.issue(office.simulated, {"deal": deal, "number": "7", "date": "2026-11-28"})

    for _ in range(2):
        await office.look(deal)

    (told,) = comments(office)
    assert told == (
        "Счёт № 7 от 28.11.2026 в заказе не указан: заказ заведён в 1С, и его комментарий обмен не меняет. "
        "Попросите бухгалтера вписать номер счёта: на него сошлётся платёж."
    )


async def test_another_invoice_is_said_again_and_the_same_after_it_was_withdrawn(office):
    deal = await of_1c(office)
    issued = invoices.issue(office.simulated, {"deal": deal, "number": "7"})["id"]

    said = []
    for change in ({}, {"number": "8"}, {"stage": "DT31_1:D"}, {"stage": "DT31_1:N"}):
        invoices.change(office.simulated, issued, change)
        await office.look(deal)
        said.append(len(comments(office)))

    assert said == [1, 2, 2, 3]


async def test_an_invoice_of_a_deal_that_was_begun_in_the_portal_needs_no_word(office):
    deal = office.new_deal()
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    await office.look(deal)

    assert comments(office) == []


@pytest.mark.parametrize("deal_stage", ["WON", "LOSE"])
async def test_of_a_deal_that_has_ended_no_number_is_asked_for(office, deal_stage):
    deal = await of_1c(office)
    office.edit(deal, stage=deal_stage)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    await office.look(deal)

    assert comments(office) == []


async def test_an_invoice_that_is_paid_waits_for_no_number_and_the_next_one_does(office):
    deal = await of_1c(office)
    invoices.issue(office.simulated, {"deal": deal, "number": "7", "stage": "DT31_1:P"})
    await office.look(deal)
    before = comments(office)
    invoices.issue(office.simulated, {"deal": deal, "number": "8"})

    await office.look(deal)

    (told,) = comments(office)
    assert (before, told.partition(" от ")[0]) == ([], "Счёт № 8")
