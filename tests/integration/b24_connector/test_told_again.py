"""A sentence equal to the last one of its topic is told again where what it tells has ended and come back."""

from decimal import Decimal

from sandbox.portal.control import invoices
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from shared.russian import Sum, amount_typed
from tests.integration.b24_connector.test_client_prices import heard, office, priced
from tests.integration.b24_connector.test_invoices import comments, ordered, told_by_upsert

__all__ = ["office"]


async def test_an_order_that_parts_from_its_invoice_again_after_it_was_put_right_is_told_again(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})

    said = []
    for total in (300, 240, 300, 300):
        await ordered(office, deal, total)
        said.append(len(comments(office)))

    assert said == [1, 1, 2, 2]
    assert len(set(comments(office))) == 1


async def test_an_invoice_that_is_changed_to_and_fro_is_told_each_time(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    issued = invoices.issue(office.simulated, {"deal": deal, "number": "7"})["id"]

    said = []
    for total in (200, 240, 200, 200):
        invoices.change(office.simulated, issued, {"total": total})
        await office.look(deal)
        said.append(len(comments(office)))

    assert said == [1, 1, 2, 2]


async def test_a_portal_that_takes_no_comments_keeps_no_edit_from_1c(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)
    await office.look(deal)
    invoices.issue(office.simulated, {"deal": deal, "number": "7", "total": 200})
    refusal = {
        "kind": "error",
        "method": "crm.timeline.comment.add",
        "code": "ACCESS_DENIED",
        "text": "no",
        "status": 400,
    }
    office.wire.app.server.faults.order({**refusal, "count": 99})
    office.edit(deal, fields={"title": "Срочно"})

    await office.look(deal)

    assert office.heard(deal).title == "Срочно"


async def noted(office, deal, text, **words):
    ref = (await heard(office, deal)).ref if office.heard(deal) is None else office.heard(deal).ref
    told = Told(topic="total", text=text, **words)
    message = DealNote(key=ref.key, source=ref, deal=ref, told=(told,))
    await office.notes.noted(None, message)


async def test_an_amount_that_is_typed_again_after_it_was_taken_back_is_told_again(office):
    deal = office.new_deal()
    await ordered(office, deal, 240)

    said = []
    for amount in (300, 240, 300):
        office.edit(deal, opportunity=amount, manual_opportunity="Y")
        await office.look(deal)
        if amount != 240:
            await noted(office, deal, amount_typed(Sum(Decimal(300), "RUB"), Sum(Decimal(240), "RUB")))
        said.append(len(comments(office)))

    assert said == [1, 1, 2]


async def test_sums_that_agree_after_a_write_of_rows_are_news_when_they_part_again(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    await noted(office, deal, "Сумма заказа 1 в 1С 120,00 ₽, в сделке 240,00 ₽. Сверьте строки.")

    await office.upsert(priced(office, deal, 99, known))
    await noted(office, deal, "Сумма заказа 1 в 1С 120,00 ₽, в сделке 240,00 ₽. Сверьте строки.")

    assert len(comments(office)) == 2


async def test_an_answer_is_told_for_each_edit_that_it_answers_and_once_for_one(office):
    deal = office.new_deal()
    text = "Цены не пересчитаны: по сделке выставлен счёт № 7."

    said = []
    for edited in (5, 5, 6):
        await noted(office, deal, text, answers=edited)
        said.append(len(comments(office)))

    assert said == [1, 1, 2]


async def test_a_price_that_an_accountant_changes_again_under_an_invoice_is_told_again(office):
    deal = office.new_deal()
    known = (await heard(office, deal)).groups[OrderGroup.ROWS].edited
    invoices.issue(office.simulated, {"deal": deal, "number": "7"})
    first = priced(office, deal, 99, known)
    second = priced(office, deal, 98, known)
    stamps = {OrderGroup.ROWS: Stamp(edited=2, known=known)}
    second = second.with_(order=second.order.with_(groups=stamps, total=Decimal(196)))

    outcomes = [await office.upsert(one) for one in (first, second)]
    alike = {one.text for outcome in outcomes for one in outcome.told}
    for outcome in outcomes:
        message = DealNote(key=first.key, source=first.source, deal=outcome.ref, told=outcome.told)
        await office.notes.noted(None, message)
    again = await told_by_upsert(office, second)

    assert (len(alike), len(comments(office)), again) == (1, 2, [])
