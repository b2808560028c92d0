"""A deal whose amount is more than its rows make, by a delivery of the portal: told, and never taken out."""

from decimal import Decimal

import pytest

from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealNote
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_invoices import comments
from tests.integration.b24_connector.test_stated_amounts import amount, later, of_two_digits

__all__ = ["office"]

APART = "Сумма заказа ТД00-000018 в 1С {} ₽, в сделке {} ₽. Сверьте строки: доставка сделки в заказ не входит."


async def delivered(office, total="240.00", price=500):
    """A deal of an order, to which its manager has added a delivery, and the command that made it."""
    made = upsert([line(total, 2)], groups=(OrderGroup.ROWS,))
    deal = int((await office.upsert(made)).ref.id)
    await office.look(deal)
    office.edit(deal, delivery=price)
    await office.look(deal)
    return deal, made


async def told(office, command):
    """Carry a command out, and have the note written that its outcome ends in; return what it says."""
    outcome = await office.upsert(command)
    note = DealNote(key=command.key, source=command.source, deal=outcome.ref, told=outcome.told)
    await office.notes.noted(wrap(note, source="test"), note)
    return [one.text.replace("\xa0", " ") for one in outcome.told]


async def test_rows_from_1c_leave_the_delivery_in_the_amount_and_both_sums_are_told(office):
    deal, made = await delivered(office)

    said = await told(office, later(made, "360.00", 2))
    facts = len(office.facts)
    await office.look(deal)

    assert (office.rows(deal), amount(office, deal)) == ([(180, 2)], ("N", 860))
    assert (said, len(office.facts)) == ([APART.format("360,00", "860,00")], facts)


async def test_that_the_sums_are_apart_by_a_delivery_is_told_once_and_anew_after_it_was_gone(office):
    deal, made = await delivered(office)

    said = []
    for edited, delivery in enumerate((500, 500, 0, 500), start=2):
        office.edit(deal, delivery=delivery)
        await office.look(deal)
        await told(office, later(made, "360.00", 2, edited=edited))
        said.append(len([one for one in comments(office) if "360,00 ₽, в сделке 860,00 ₽" in one]))

    assert said == [1, 1, 1, 2]


@pytest.mark.parametrize("digits", [2, 8])
async def test_kopecks_that_rounding_takes_beside_a_delivery_are_no_reason_to_take_it_out(office, digits):
    office.simulated.switches.change({"price_digits": digits})
    deal, made = await delivered(office)

    await office.upsert(later(made, "100.00", 3))

    rows = Decimal("99.99") if digits == 2 else 100
    assert amount(office, deal) == ("N", rows + 500)


async def test_an_amount_of_the_buses_that_is_added_up_again_has_the_delivery(office):
    deal, made = await of_two_digits(office, 100, 3)
    office.edit(deal, delivery=500)

    outcome = await office.upsert(later(made, "99.99", 3))

    assert amount(office, deal) == ("N", Decimal("599.99"))
    assert len(outcome.told) == 1


async def test_an_amount_typed_over_rows_and_delivery_gives_way_to_both(office):
    deal, made = await delivered(office)
    office.edit(deal, opportunity=700, manual_opportunity="Y")
    await office.look(deal)

    said = await told(office, later(made, "360.00", 2))

    assert amount(office, deal) == ("N", 860)
    assert said[-1] == APART.format("360,00", "860,00")


async def test_an_amount_typed_while_rows_are_written_is_a_persons_and_is_told(office):
    deal, made = await of_two_digits(office, 100, 3)
    office.edit(deal, opportunity=100, manual_opportunity="N")
    office.wire.before["crm.item.productrow.set"] = lambda: office.edit(
        deal, opportunity=700, manual_opportunity="Y", by=11
    )

    said = await told(office, later(made, "200.00", 3))
    office.set_row(deal, price=80, quantity=3, by=11)
    await office.look(deal)

    assert amount(office, deal) == ("Y", 700)
    assert (len(said), office.heard(deal).stated_total) == (1, 700)
