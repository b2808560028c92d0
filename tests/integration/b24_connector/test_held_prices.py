"""Prices that an accountant changes in 1C once the deal has an invoice: they stay there (R12)."""

from uuid import uuid4

import pytest

from sandbox.portal.control import directory as repositories
from sandbox.portal.control import invoices
from shared.bus.errors import Retryable
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.things import Item, Manager, Ref
from tests.integration.b24_connector.commands import line
from tests.integration.b24_connector.test_client_prices import by_the_bus, heard, office, priced
from tests.integration.b24_connector.test_invoices import told_by_upsert

__all__ = ["office"]


async def test_prices_that_an_accountant_changes_after_the_invoice_stay_in_1c_and_that_is_said_once(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)
    said = len(office.facts)

    first = await told_by_upsert(office, priced(office, deal, 99, known))
    again = await told_by_upsert(office, priced(office, deal, 99, known))
    await office.look(deal)

    assert office.rows(deal) == [(120, 2)]
    assert (["в сделку не перенесены: по ней выставлен счёт № 7" in one for one in first], again) == ([True], [])
    assert len(office.facts) == said  # the order keeps what the accountant gave it


@pytest.mark.parametrize("by", ["people", "the bus"])
async def test_what_an_invoice_holds_is_said_whatever_is_written_beside(office, by):
    deal = office.new_deal()
    fact = await heard(office, deal)
    known, manager = (fact.groups[group].edited for group in (OrderGroup.ROWS, OrderGroup.MANAGER))
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)
    command = priced(office, deal, 99, known)
    groups = {**command.order.groups, OrderGroup.MANAGER: Stamp(edited=1, known=manager)}
    employee = Manager(name="Белова", ref=Ref(system="b24", kind="user", id="11"))
    command = command.with_(order=command.order.with_(groups=groups, manager=employee))

    told = await told_by_upsert(office, command if by == "people" else by_the_bus(command))

    assert (office.rows(deal), office.deal(deal)["assignedById"]) == ([(120, 2)], 11)
    assert any("выставлен счёт № 7" in one for one in told)


async def test_an_edit_that_equals_what_1c_says_is_told_to_it_all_the_same(office):
    deal = office.new_deal()
    before = (await heard(office, deal)).groups[OrderGroup.ROWS]
    command = priced(office, deal, 99, before.edited)
    office.set_row(deal, price=99, by=12)

    await office.upsert(command)
    told = (await heard(office, deal)).groups[OrderGroup.ROWS]

    assert (told.known, told.edited > before.edited) == (1, True)


async def test_a_manager_who_takes_prices_over_from_1c_after_the_invoice_ends_the_difference(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.upsert(priced(office, deal, 99, known))

    office.edit(deal, rows=[{"productName": "Болт М8", "price": 99, "quantity": 2, "taxRate": 22, "taxIncluded": "Y"}])
    told = (await heard(office, deal)).groups[OrderGroup.ROWS]

    assert (office.heard_rows(deal), told.known) == ([(99, 2)], 1)


async def test_a_quantity_that_changes_after_the_invoice_comes_into_the_deal(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    command = priced(office, deal, 120, known)

    await office.upsert(command.with_(order=command.order.with_(lines=[line(360, 3)])))

    assert office.rows(deal) == [(120, 3)]


async def test_an_invoice_issued_while_an_accountants_price_is_written_has_the_former_rows_put_back(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    said = len(office.facts)
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    told = await told_by_upsert(office, priced(office, deal, 99, known))
    await office.look(deal)

    assert (office.rows(deal), office.deal(deal)["opportunity"]) == ([(120, 2)], 240)
    assert ["в сделку не перенесены: по ней выставлен счёт № 7" in one for one in told] == [True]
    assert {one.order.groups[OrderGroup.ROWS].edited for one in office.facts[said:]} <= {known}


async def test_a_quantity_that_changes_while_the_invoice_is_issued_stays_in_the_deal(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    command = priced(office, deal, 120, known)
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    await office.upsert(command.with_(order=command.order.with_(lines=[line(360, 3)], total=360)))

    assert office.rows(deal) == [(120, 3)]


async def test_a_product_made_after_the_invoice_takes_the_place_of_its_row_of_text(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    nut = Item(origin=Ref(system="onec", kind="item", id=str(uuid4())), name="Гайка")
    command = priced(office, deal, 120, known)
    lines = (line(240, 2).with_(item=nut),)
    command = command.with_(order=command.order.with_(lines=lines, total=240))
    await office.upsert(command)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    product = repositories.create_product(office.simulated, {"name": "Гайка", "price": "120"})["id"]
    made = lines[0].with_(item=nut.with_(ref=Ref(system="b24", kind="product", id=str(product))))

    told = await told_by_upsert(office, command.with_(order=command.order.with_(lines=(made,), priced=True)))

    await office.look(deal)
    (row,) = office.heard(deal).lines
    assert (row.item.ref.id, office.rows(deal), told) == (str(product), [(120, 2)], [])
    assert office.heard(deal).groups[OrderGroup.ROWS].edited == known  # nobody has edited anything


def changed(office, deal, known, *lines, **words):
    """The order as an accountant has changed it."""
    command = priced(office, deal, 120, known)
    total = sum(one.total for one in lines)
    return command.with_(order=command.order.with_(lines=tuple(lines), total=total, **words))


@pytest.fixture
async def invoiced(office):
    """A deal with an invoice, and the number of its rows' edit."""
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)
    return deal, known


async def test_a_row_that_comes_with_a_changed_price_comes_and_the_managers_next_edit_keeps_it(office, invoiced):
    deal, known = invoiced
    said = len(office.facts)

    told = await told_by_upsert(office, changed(office, deal, known, line(198, 2), line(50, name="Гайка")))
    await office.look(deal)
    silent = len(office.facts) == said
    office.edit(deal, rows=[{**row, "quantity": 3} for row in office.simulated.rows["D", deal]])
    again = await heard(office, deal)

    assert ["в сделку не перенесены: по ней выставлен счёт № 7" in one for one in told] == [True]
    assert (silent, office.heard_rows(deal)) == (True, [(120, 3), (50, 3)])
    assert again.groups[OrderGroup.ROWS].known == 1


async def test_a_quantity_that_changes_with_a_price_and_a_row_that_goes_come_alike(office, invoiced):
    deal, known = invoiced
    await office.upsert(changed(office, deal, known, line(198, 2), line(50, name="Гайка")))

    command = changed(office, deal, known, line(270, 3))
    stamps = {OrderGroup.ROWS: command.order.groups[OrderGroup.ROWS].with_(edited=2)}
    await office.upsert(command.with_(order=command.order.with_(groups=stamps)))

    assert (office.rows(deal), office.deal(deal)["opportunity"]) == ([(120, 3)], 360)


async def test_a_row_keeps_its_discount_with_the_deals_price(office):
    row = {"productName": "Болт", "price": 90, "quantity": 2, "taxRate": 22, "taxIncluded": "Y"}
    deal = office.new_deal(rows=[{**row, "discountTypeId": 2, "discountRate": 10}])
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    await office.upsert(changed(office, deal, known, line(160, 2), line(50, name="Гайка")))
    (kept, _) = (await heard(office, deal)).lines

    assert (kept.price, kept.discount_percent, kept.total) == (100, 10, 180)


async def test_a_row_that_comes_with_a_price_while_the_invoice_is_issued_comes_alone(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    said = len(office.facts)
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    told = await told_by_upsert(office, changed(office, deal, known, line(198, 2), line(50, name="Гайка")))
    await office.look(deal)

    assert (office.rows(deal), office.deal(deal)["opportunity"]) == ([(120, 2), (50, 1)], 290)
    assert ["в сделку не перенесены: по ней выставлен счёт № 7" in one for one in told] == [True]
    assert {one.order.groups[OrderGroup.ROWS].edited for one in office.facts[said:]} <= {known}


async def test_held_rows_whose_write_nobody_heard_of_are_nobodys_edit_and_hold_the_price_again(office, invoiced):
    deal, known = invoiced
    command = changed(office, deal, known, line(198, 2), line(50, name="Гайка"))
    said = len(office.facts)
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(Retryable):
        await office.run(command)

    await office.run(command)
    await office.look(deal)

    assert office.rows(deal) == [(120, 2), (50, 1)]
    assert len(office.facts) == said


async def test_a_price_that_a_manager_types_among_rows_nobody_heard_of_is_told(office, invoiced):
    deal, known = invoiced
    command = changed(office, deal, known, line(198, 2), line(50, name="Гайка"))
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(Retryable):
        await office.run(command)
    office.edit(deal, rows=[{**row, "price": 110} for row in office.simulated.rows["D", deal]])

    with pytest.raises(Retryable, match="edited meanwhile"):
        await office.run(command)
    await office.handle()

    assert office.heard_rows(deal) == [(110, 2), (110, 1)]


async def test_rows_in_another_currency_stay_in_1c_and_the_deal_does_not_pass_for_one_that_has_them(office, invoiced):
    deal, known = invoiced

    told = await told_by_upsert(office, changed(office, deal, known, line(3, 2), line(1), currency="USD"))
    office.set_row(deal, quantity=3, by=11)
    again = await heard(office, deal)

    assert (office.rows(deal), again.groups[OrderGroup.ROWS].known) == ([(120, 3)], 0)
    assert ["его валюта в 1С теперь USD, а по сделке выставлен счёт № 7" in one for one in told] == [True]


async def test_a_preview_foresees_the_rows_that_come_without_the_price(office, invoiced):
    deal, known = invoiced

    prices = await office.trial.deal(changed(office, deal, known, line(198, 2)))
    both = await office.trial.deal(changed(office, deal, known, line(198, 2), line(50, name="Гайка")))

    assert (prices.groups, both.groups) == ((), (OrderGroup.ROWS,))
    assert [(one.name, one.after.replace("\xa0", " ")) for one in both.values] == [("сумма", "290,00 ₽")]


@pytest.mark.parametrize("text_price", [50, 45])
async def test_a_product_that_takes_the_place_of_text_brings_no_price_that_the_invoice_holds(
    office, invoiced, text_price
):
    deal, known = invoiced
    nut = Item(origin=Ref(system="onec", kind="item", id=str(uuid4())), name="Гайка")
    rows = [line(240, 2), line(50).with_(item=nut)]
    await office.upsert(changed(office, deal, known, *rows))
    priced_anew = [line(198, 2), line(text_price).with_(item=nut)]
    second = changed(office, deal, known, *priced_anew)
    stamps = {OrderGroup.ROWS: second.order.groups[OrderGroup.ROWS].with_(edited=2)}
    await office.upsert(second.with_(order=second.order.with_(groups=stamps)))
    product = repositories.create_product(office.simulated, {"name": "Гайка", "price": "50"})["id"]
    there = nut.with_(ref=Ref(system="b24", kind="product", id=str(product)))
    filled = changed(office, deal, known, line(198, 2), line(text_price).with_(item=there), line(10, name="Шайба"))
    stamps = {OrderGroup.ROWS: second.order.groups[OrderGroup.ROWS].with_(edited=3)}

    await office.upsert(filled.with_(order=filled.order.with_(groups=stamps)))
    await office.look(deal)

    assert office.rows(deal) == [(120, 2), (50, 1), (10, 1)]


async def test_text_that_a_product_fills_in_later_leaves_the_price_that_the_invoice_holds(office, invoiced):
    deal, known = invoiced
    nut = Item(origin=Ref(system="onec", kind="item", id=str(uuid4())), name="Гайка")
    command = changed(office, deal, known, line(198, 2), line(50).with_(item=nut))
    await office.upsert(command)
    product = repositories.create_product(office.simulated, {"name": "Гайка", "price": "50"})["id"]
    there = nut.with_(ref=Ref(system="b24", kind="product", id=str(product)))
    filled = command.with_(order=command.order.with_(lines=(line(198, 2), line(50).with_(item=there))))

    foreseen = await office.trial.deal(filled)
    await office.upsert(filled)
    await office.look(deal)

    assert office.rows(deal) == [(120, 2), (50, 1)]
    assert [row["productId"] for row in office.simulated.rows["D", deal]][1] == product
    assert [one for one in foreseen.values if one.name == "сумма"] == []
