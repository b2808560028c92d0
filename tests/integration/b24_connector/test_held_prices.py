"""Prices that an accountant changes in 1C once the deal has an invoice: they stay there (R12)."""

from uuid import uuid4

import pytest

from sandbox.portal.control import directory as repositories
from sandbox.portal.control import invoices
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
