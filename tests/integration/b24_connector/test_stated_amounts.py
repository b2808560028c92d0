"""The amount of a deal whose rows the portal keeps with two digits: set by hand, for as long as it is the order's."""

from decimal import Decimal

import pytest

from sandbox.portal.control import invoices
from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_client_prices import heard, priced
from tests.integration.b24_connector.test_invoices import told_by_upsert

__all__ = ["office"]


async def of_two_digits(office, total, quantity):
    """A deal whose rows do not make its order's sum, and the command that made it."""
    office.simulated.switches.change({"price_digits": 2})
    made = upsert([line(total, quantity)], groups=(OrderGroup.ROWS,))
    deal = int((await office.upsert(made)).ref.id)
    await office.look(deal)
    return deal, made


def later(made, total, quantity, edited=2):
    return upsert([line(total, quantity)], groups=(OrderGroup.ROWS,), guid=made.source.id, edited=edited)


def amount(office, deal):
    card = office.deal(deal)
    return card["isManualOpportunity"], Decimal(str(card["opportunity"]))


async def edited_anew(office, deal):
    await office.look(deal)
    office.set_row(deal, price=5, quantity=3, by=11)
    await office.look(deal)


async def test_an_order_that_comes_to_what_the_rows_make_lets_the_portal_add_them_up(office):
    deal, made = await of_two_digits(office, 100, 3)
    before = amount(office, deal)

    outcome = await office.upsert(later(made, "99.99", 3))
    said = len(office.facts)
    await office.look(deal)

    assert (before, amount(office, deal)) == (("Y", 100), ("N", Decimal("99.99")))
    assert ([one.text for one in outcome.told], len(office.facts)) == ([], said)


async def test_an_order_that_moves_within_rounding_takes_the_amount_along(office):
    deal, made = await of_two_digits(office, "14.00", 1000)

    outcome = await office.upsert(later(made, "13.00", 1000))
    said = len(office.facts)
    await office.look(deal)

    assert (office.rows(deal), amount(office, deal)) == ([(Decimal("0.01"), 1000)], ("Y", 13))
    assert ([one.text for one in outcome.told], len(office.facts)) == ([], said)


async def test_an_amount_that_a_person_has_typed_since_stays(office):
    deal, made = await of_two_digits(office, 100, 3)
    office.edit(deal, opportunity=500, manual_opportunity="Y")
    await office.look(deal)

    outcome = await office.upsert(later(made, "99.99", 3))

    assert amount(office, deal) == ("Y", 500)
    assert len(outcome.told) == 1


async def test_an_amount_whose_setting_nobody_heard_of_is_the_buses(office):
    deal, made = await of_two_digits(office, "14.00", 1000)
    office.dies_at("crm.item.update")
    with pytest.raises(Retryable):
        await office.run(later(made, "13.00", 1000))

    await office.upsert(later(made, "13.00", 1000))
    await edited_anew(office, deal)

    assert amount(office, deal) == ("N", 15)


async def test_the_first_amount_whose_setting_nobody_heard_of_is_the_buses_too(office):
    office.simulated.switches.change({"price_digits": 2})
    made = upsert([line(100, 3)], groups=(OrderGroup.ROWS,))
    office.dies_at("crm.item.update")
    with pytest.raises(Retryable):
        await office.run(made)

    deal = int((await office.upsert(made)).ref.id)
    stated = amount(office, deal)
    await edited_anew(office, deal)

    assert (stated, amount(office, deal)) == (("Y", 100), ("N", 15))


TYPED = "Сумма сделки, введённая вручную (200,00 ₽), заменена суммой строк, пришедших из заказа ТД00-000018: 198,00 ₽."


async def typed_over(office):
    """A deal with an amount that a person has typed, and an edit of its order's rows."""
    deal = office.new_deal(opportunity=200, manual_opportunity="Y")
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    return deal, priced(office, deal, 99, known)


async def test_an_amount_that_a_person_has_typed_does_not_go_without_a_word(office):
    deal, command = await typed_over(office)

    said = await told_by_upsert(office, command)
    again = await told_by_upsert(office, command)

    assert (said, again, amount(office, deal)) == ([TYPED], [], ("N", 198))


async def test_that_it_went_is_told_though_nobody_heard_of_the_write(office):
    deal, command = await typed_over(office)
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(Retryable):
        await office.run(command)

    said = await told_by_upsert(office, command)

    assert (said, amount(office, deal)[1]) == ([TYPED], 198)


async def test_an_amount_that_was_refused_to_go_and_that_a_person_takes_out_has_not_gone(office):
    deal, command = await typed_over(office)
    for method in ("crm.item.update", "crm.item.productrow.set"):
        refusal = {"kind": "error", "method": method, "status": 400, "code": "ERROR_CORE", "text": "Нельзя"}
        office.wire.app.server.faults.order(refusal)
    await office.run(command)
    stood = amount(office, deal)
    office.edit(deal, opportunity=198, manual_opportunity="Y")

    said = await told_by_upsert(office, command)

    assert (stood, TYPED in said) == (("Y", 200), False)


async def test_an_amount_that_an_invoice_puts_back_has_not_gone(office):
    deal, command = await typed_over(office)
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    said = await told_by_upsert(office, command)

    assert (TYPED in said, len(said), amount(office, deal)) == (False, 1, ("Y", 200))


async def test_an_amount_of_the_buses_goes_without_a_word(office):
    deal, made = await of_two_digits(office, 100, 3)

    said = await told_by_upsert(office, later(made, 60, 3))

    assert (said, amount(office, deal)) == ([], ("N", 60))


GIVEN_WAY = "Сумма сделки, введённая вручную (500,00 ₽), заменена суммой строк, пришедших из заказа {}: {} ₽."


@pytest.mark.parametrize(("total", "shown"), [("99.99", "N"), (100, "Y")])
async def test_a_typed_amount_gives_way_where_a_person_has_decided_for_the_rows_of_1c_though_they_are_equal(
    office, total, shown
):
    deal, made = await of_two_digits(office, 100, 3)
    office.edit(deal, opportunity=500, manual_opportunity="Y")
    await office.look(deal)
    wanted = later(made, total, 3)
    decided = {group: stamp.with_(decided=9) for group, stamp in wanted.order.groups.items()}

    outcome = await office.upsert(wanted.with_(order=wanted.order.with_(groups=decided)))
    await office.look(deal)

    assert amount(office, deal) == (shown, Decimal(total))
    (told,) = outcome.told
    assert told.text.replace("\N{NO-BREAK SPACE}", " ") == GIVEN_WAY.format(
        made.order.number, f"{Decimal(total):.2f}".replace(".", ",")
    )


async def test_a_typed_amount_that_an_invoice_quotes_stays_whoever_decides(office):
    deal, made = await of_two_digits(office, 100, 3)
    office.edit(deal, opportunity=500, manual_opportunity="Y")
    invoices.issue(office.simulated, {"deal": deal, "number": "12"})
    await office.look(deal)
    wanted = later(made, "99.99", 3)
    decided = {group: stamp.with_(decided=9) for group, stamp in wanted.order.groups.items()}

    await office.upsert(wanted.with_(order=wanted.order.with_(groups=decided)))

    assert amount(office, deal) == ("Y", 500)


async def test_an_amount_over_rows_whose_price_an_invoice_has_held_meanwhile_is_the_buses(office):
    row = {"productName": "Болт", "price": "504.61", "taxRate": 22, "taxIncluded": "Y"}
    deal = office.new_deal(rows=[{**row, "quantity": "0.333"}, {**row, "quantity": "12.125"}])
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)
    command = priced(office, deal, 99, known)
    kept = line("6118.40", Decimal("12.125")).with_(price=Decimal("504.61"))
    changed = (line(600, Decimal("0.333")), kept, line(50, name="Гайка"))
    total = Decimal("6768.40")

    await office.upsert(command.with_(order=command.order.with_(lines=changed, total=total)))
    stated = amount(office, deal)
    await edited_anew(office, deal)

    assert (stated, amount(office, deal)) == (("Y", Decimal("6336.44")), ("N", 15))


async def test_rows_that_the_portal_keeps_otherwise_are_not_hidden_behind_the_amount_of_the_order(office):
    office.simulated.switches.change({"price_digits": 0})
    made = upsert([line("240.80", 2)], groups=(OrderGroup.ROWS,))

    outcome = await office.upsert(made)

    assert amount(office, int(outcome.ref.id)) == ("N", 240)
    assert [one.text.replace("\xa0", " ") for one in outcome.told] == [
        f"Сумма заказа {made.order.number} в 1С 240,80 ₽, в сделке 240,00 ₽. Сверьте строки."
    ]
