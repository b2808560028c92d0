"""The invoice of a deal: told with it, holding its prices, and compared with the order (R12, R13)."""

from decimal import Decimal

import pytest

from sandbox.portal.control import invoices
from services.b24_connector.reference import invoices as of_portal
from services.b24_connector.vocabulary.names import USER_FIELDS
from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.decisions import StageRule
from shared.messages.things import Invoice
from tests.integration.b24_connector.commands import move
from tests.integration.b24_connector.in_process import opened_office
from tests.integration.b24_connector.test_client_prices import NUMBER, by_the_bus, heard, office, priced
from tests.unit.b24_connector.stand_ins import Published

__all__ = ["office"]


async def test_the_latest_invoice_of_a_deal_is_told_with_its_number_day_and_sum(office):
    deal = office.new_deal()
    before = await heard(office, deal)

    invoices.issue(office.simulated, {"deal": deal, "number": "6", "date": "2026-11-27", "total": 100})
    invoices.issue(office.simulated, {"deal": deal, "number": "7", "date": "2026-11-28"})
    after = await heard(office, deal)

    assert before.invoice is None
    assert (after.invoice.number, after.invoice.dated.isoformat(), after.invoice.total) == ("7", "2026-11-28", 240)
    assert after.groups[OrderGroup.HEADER].edited > before.groups[OrderGroup.HEADER].edited


async def test_a_withdrawn_invoice_is_none(office):
    deal = office.new_deal()
    invoices.issue(office.simulated, {"deal": deal, "stage": "DT31_1:D"})

    assert (await heard(office, deal)).invoice is None


async def test_an_invoice_in_a_failure_stage_that_people_have_added_is_none_either(office):
    status = {"ENTITY_ID": "SMART_INVOICE_STAGE_1", "NAME": "Отказ", "SORT": 50, "SYSTEM": "N", "COLOR": ""}
    stages = {"DT31_1:UC_LOST": "F", "DT31_1:UC_SENT": None}
    for stage, semantics in stages.items():
        row = {**status, "STATUS_ID": stage, "SEMANTICS": semantics, "NAME_INIT": "", "CATEGORY_ID": 1}
        office.simulated.table("status").add(row, "ID")
    await office.directory.refresh()
    deals = [office.new_deal() for _ in stages]
    for deal, stage in zip(deals, stages, strict=True):
        invoices.issue(office.simulated, {"deal": deal, "stage": stage})

    assert [bool((await heard(office, deal)).invoice) for deal in deals] == [False, True]


async def test_an_invoice_of_another_deal_is_not_this_ones(office):
    deal, other = office.new_deal(), office.new_deal()
    invoices.issue(office.simulated, {"deal": other, "number": "7"})

    assert (await heard(office, deal)).invoice is None
    assert isinstance((await heard(office, other)).invoice, Invoice)


async def test_a_portal_that_shows_no_invoices_is_asked_once_and_its_deals_are_read(office):
    office.simulated.switches.change({"invoices_visible": False})
    deal = office.new_deal()

    order = await heard(office, deal)

    assert order.invoice is None
    assert order.total == 240


async def test_an_invoice_is_found_by_the_sweep_which_no_event_and_no_change_of_the_deal_tells_of(office):
    deal = office.new_deal()
    await office.sweep()

    issued = invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.sweep()
    first = office.heard(deal).invoice
    invoices.change(office.simulated, issued["id"], {"number": "8"})
    await office.sweep()
    said = len(office.facts)
    await office.sweep()

    assert (first.number, office.heard(deal).invoice.number) == ("7", "8")
    assert len(office.facts) == said


async def told_by_upsert(office, command):
    return [one.text.replace("\xa0", " ") for one in (await office.upsert(command)).told]


async def test_prices_of_1c_that_come_after_an_invoice_leave_the_rows_and_go_back_as_the_deals(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    said = await told_by_upsert(office, by_the_bus(priced(office, deal, 99, known)))
    await office.handle()

    assert office.rows(deal) == [(120, 2)]
    assert "по сделке уже выставлен счёт № 7" in "".join(said)
    rows = office.heard(deal).groups[OrderGroup.ROWS]
    assert (office.heard_rows(deal), rows.known, rows.edited > known) == ([(120, 2)], 1, True)


async def test_an_invoice_issued_while_the_bus_writes_1cs_prices_has_the_former_rows_put_back(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    said = await told_by_upsert(office, by_the_bus(priced(office, deal, 99, known)))
    await office.handle()

    assert (office.rows(deal), office.deal(deal)["opportunity"]) == ([(120, 2)], 240)
    assert "по сделке уже выставлен счёт № 7" in "".join(said)
    assert office.heard_rows(deal) == [(120, 2)]
    assert office.heard(deal).groups[OrderGroup.ROWS].edited > known


@pytest.mark.parametrize("total", [198, 77])
async def test_an_invoice_on_another_sum_than_the_former_one_leaves_1cs_prices(office, total):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    between = {"deal": deal, "number": "7", "total": total}
    office.wire.after["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    await office.upsert(by_the_bus(priced(office, deal, 99, known)))

    assert office.rows(deal) == [(99, 2)]


async def test_a_sum_that_a_person_had_typed_is_put_back_with_the_rows(office):
    deal = office.new_deal(opportunity=200, manual_opportunity="Y")
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    between = {"deal": deal, "number": "7"}
    office.wire.before["crm.item.productrow.set"] = lambda: invoices.issue(office.simulated, between)

    await office.upsert(by_the_bus(priced(office, deal, 99, known)))

    assert (office.rows(deal), office.deal(deal)["opportunity"]) == ([(120, 2)], 200)


async def test_a_wish_is_cleared_with_rows_that_stay_though_an_invoice_holds_their_prices(office):
    deal = office.new_deal()
    office.edit(deal, fields={USER_FIELDS["reprice"].upper: "Y"})
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    await office.upsert(by_the_bus(priced(office, deal, 120, known)))

    assert (office.rows(deal), office.deal(deal)[NUMBER]) == ([(120, 2)], False)


async def test_the_sum_of_rows_on_their_way_back_is_not_held_against_the_invoice(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await heard(office, deal)

    await ordered(office, deal, 198, priced=True)

    assert comments(office) == []


async def ordered(office, deal, total, **words):
    """1C has an order of this sum, and its figures are shown in the deal."""
    office.version = getattr(office, "version", 0) + 1
    command = move(deal, StageRule(action="stay"), edited=office.version)
    await office.move(command.with_(order=command.order.with_(total=Decimal(total), **words)))
    await office.handle()


def comments(office):
    return [one["COMMENT"].replace("\xa0", " ") for one in office.simulated.table("comment")]


async def test_an_order_that_becomes_dearer_than_its_invoice_is_told_once_with_both_sums(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await heard(office, deal)
    in_accord = comments(office)

    await ordered(office, deal, 300)
    await ordered(office, deal, 300)

    assert in_accord == []
    (told,) = comments(office)
    assert told.startswith("Суммы расходятся: счёт № 7 на 240,00 ₽, заказ на 300,00 ₽. Удалите этот счёт")


async def test_an_invoice_that_is_issued_for_another_sum_is_told_at_the_next_look_once(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    invoices.issue(office.simulated, {"deal": deal, "number": "7", "total": 200})
    await office.look(deal)
    await office.look(deal)

    (told,) = comments(office)
    assert "счёт № 7 на 200,00 ₽, заказ на 240,00 ₽" in told


async def test_invoices_of_one_deal_are_compared_with_its_order_together(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    invoices.issue(office.simulated, {"deal": deal, "number": "6", "total": 140})
    second = invoices.issue(office.simulated, {"deal": deal, "number": "7", "total": 100})
    await office.look(deal)
    in_accord = comments(office)
    invoices.change(office.simulated, second["id"], {"total": 110})
    await office.look(deal)
    await office.look(deal)

    assert in_accord == []
    (told,) = comments(office)
    assert told.startswith("Суммы расходятся: счета № 6, 7 на 250,00 ₽, заказ на 240,00 ₽. Удалите лишний счёт")


async def test_a_withdrawn_invoice_and_one_in_another_currency_are_not_compared(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    issued = [invoices.issue(office.simulated, {"deal": deal, "total": total})["id"] for total in (5, 7)]
    invoices.change(office.simulated, issued[0], {"stage": "DT31_1:D"})
    office.simulated.items[31].rows[issued[1]]["currencyId"] = "USD"
    await office.look(deal)

    assert comments(office) == []


async def test_the_number_of_an_invoice_is_the_orders_in_every_mode_of_prices():
    async with opened_office("b24") as office:
        deal = office.new_deal()
        invoices.issue(office.simulated, {"deal": deal, "number": "7"})

        assert (await heard(office, deal)).invoice.number == "7"


async def test_a_portal_that_shows_no_invoices_is_left_alone_by_the_sweep_too_and_holds_no_deal_up(office):
    office.simulated.switches.change({"invoices_visible": False})
    await office.sweep()
    cursor = office.cursors["deals"]
    asked = office.asked["crm.item.list"]

    await office.sweep()

    assert office.asked["crm.item.list"] - asked == 1
    assert office.cursors["deals"] > cursor


async def test_an_invoice_whose_deal_the_broker_did_not_take_is_found_by_the_next_sweep(office, monkeypatch):
    deal = office.new_deal()
    await office.sweep()
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    with monkeypatch.context() as away:
        away.setattr(office.invoice_sweep, "_publish", Published(broken=Retryable("the broker is away")))
        with pytest.raises(Retryable):
            await office.sweep()
    await office.sweep()

    assert office.heard(deal).invoice.number == "7"


async def test_nothing_is_told_of_an_invoice_while_the_order_has_not_followed_the_deal(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    office.set_row(deal, price=150, by=11)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await office.look(deal)
    await ordered(office, deal, 300)

    assert comments(office) == []


async def test_an_invoice_issued_while_none_are_shown_is_found_once_they_are(office, monkeypatch):
    deal = office.new_deal()
    await office.sweep()
    office.simulated.switches.change({"invoices_visible": False})
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    for _ in range(5):
        await office.sweep()
    office.simulated.switches.change({"invoices_visible": True})

    monkeypatch.setattr(of_portal, "_LEFT_ALONE_S", 0)
    await office.sweep()

    assert office.heard(deal).invoice.number == "7"
