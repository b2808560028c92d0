"""An amount that parts from its order between two writes, typed or by a delivery: told at the next look, once."""

import pytest

from sandbox.portal.control import invoices
from services.b24_connector.vocabulary.names import USER_FIELDS
from shared.messages.ring.decisions import StageRule
from tests.integration.b24_connector.commands import line, move, upsert
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_client_prices import heard, priced
from tests.integration.b24_connector.test_deliveries import told
from tests.integration.b24_connector.test_invoices import comments, ordered
from tests.integration.b24_connector.test_stated_amounts import later, of_two_digits

__all__ = ["office"]

TYPED = "Сумма сделки введена вручную: {},00 ₽, по строкам выходит 240,00 ₽. В заказ вошла сумма по строкам."
DELIVERED = (
    "Сумма заказа ТД00-000017 в 1С 240,00 ₽, в сделке 740,00 ₽. Сверьте строки: доставка сделки в заказ не входит."
)


async def looked_at(office, deal, **words):
    office.edit(deal, **words)
    for _ in range(2):
        await office.look(deal)
    return comments(office)


async def test_an_amount_that_is_typed_over_the_rows_of_an_order_is_told_once_and_another_one_anew(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    said = [
        await looked_at(office, deal, opportunity=typed, manual_opportunity="Y") for typed in (240, 200, 210, 240, 210)
    ]

    assert said[0] == []
    assert said[-1] == [TYPED.format(one) for one in (200, 210, 210)]
    assert [len(one) for one in said] == [0, 1, 2, 2, 3]


async def test_a_delivery_that_is_added_after_the_order_is_told_once(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    said = await looked_at(office, deal, delivery=500)
    await ordered(office, deal, 240)
    facts = len(office.facts)
    await office.look(deal)

    assert (said, comments(office), len(office.facts)) == ([DELIVERED], [DELIVERED], facts)


async def test_what_a_write_of_the_rows_says_of_a_delivery_is_not_said_at_the_next_look_again(office):
    made = upsert([line(240, 2)])
    made = made.with_(order=made.order.with_(number="ТД00-000017"))
    deal = int((await office.upsert(made)).ref.id)
    office.edit(deal, delivery=500)
    again = later(made, 240, 1)
    await told(office, again.with_(order=again.order.with_(number="ТД00-000017")))
    shown = move(deal, StageRule())
    await office.move(shown.with_(key=made.key, order=shown.order.with_(total=made.order.total)))

    await looked_at(office, deal, title="Срочно")

    assert comments(office) == [DELIVERED]


async def test_of_an_order_that_has_not_followed_its_deal_nothing_is_told(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    office.set_row(deal, price=150, by=11)
    said = await looked_at(office, deal, opportunity=250, manual_opportunity="Y")

    assert said == []


async def test_an_amount_that_the_bus_has_set_needs_no_word(office):
    deal, made = await of_two_digits(office, "13.00", 1000)
    for total in ("13.00", "10.00"):
        shown = move(deal, StageRule(), edited=2 + (total == "10.00"))
        await office.move(shown.with_(key=made.key, order=shown.order.with_(total=total)))
        await looked_at(office, deal, title=f"Заказ на {total}")

    assert comments(office) == []


@pytest.mark.parametrize("rounding", ["sum", "row"])
async def test_kopecks_that_the_portal_gains_by_adding_up_first_need_no_word(office, rounding):
    office.simulated.switches.change({"total_rounding": rounding})
    row = {"productName": "Труба", "price": "504.61", "taxRate": 22, "taxIncluded": "Y"}
    deal = office.new_deal(rows=[{**row, "quantity": "0.333"}, {**row, "quantity": "12.125"}])
    await ordered(office, deal, "6286.44")

    assert await looked_at(office, deal, title="Срочно") == []


async def test_a_deal_whose_prices_an_invoice_holds_is_told_of_them_alone(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups["rows"].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    await told(office, priced(office, deal, 99, known))
    await ordered(office, deal, 198)

    said = await looked_at(office, deal, title="Срочно")

    assert [one.partition(",")[0] for one in said] == ["Цены", "Суммы расходятся: счёт № 7 на 240"]


async def test_a_lost_deal_needs_no_word(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    assert await looked_at(office, deal, stage="LOSE", opportunity=200, manual_opportunity="Y") == []


async def test_rows_edited_between_the_looks_at_a_deal_and_at_its_rows_are_not_held_against_its_former_amount(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    office.set_row(deal, price=150, by=11)
    office.wire.after["crm.item.list"] = lambda: office.set_row(deal, price=120, by=11)

    await office.look(deal)

    assert comments(office) == []


async def test_a_number_that_was_wiped_in_the_deal_is_named_all_the_same(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    said = await looked_at(office, deal, delivery=500, fields={USER_FIELDS["number"].upper: ""})

    assert said == [DELIVERED]


async def test_what_is_told_costs_the_portal_the_comment_alone(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    asked = []
    for title in ("Срочно", "Не срочно"):
        office.edit(deal, fields={"title": title}, opportunity=200, manual_opportunity="Y")
        before = office.asked.copy()
        await office.look(deal)
        asked.append(office.asked - before)

    more = asked[0] - asked[1]
    assert set(more) == {"crm.timeline.comment.add"}
