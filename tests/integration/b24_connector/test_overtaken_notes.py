"""A note that comes after a later answer of 1C, as it was parked or replayed: what it still tells, and what not."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.messages.envelope import wrap
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Edit, Told
from shared.russian import edited
from tests.integration.b24_connector.commands import deal_ref
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_invoices import comments
from tests.integration.b24_connector.test_refused_notes import refused

__all__ = ["office"]

CREATED = Told(topic="created", text="Заказ ТД-1 создан.", once=True, clears=("refusal",))
CLOSED = Told(topic="closed", text="1С закрыта на обслуживание.")
REFUSED = Told(topic="refusal", text="Заказ не создан: у компании не заполнен ИНН.")
KEPT = Told(topic="refusal", text="Смена клиента не принята: в 1С остался прежний.", id="deal:1:5:refusal:a")
CONFLICT = Told(topic="conflict", text="Строки изменили и в сделке, и в 1С. Оставлено значение 1С.", id="deal:1:5:a")
STOPPED = Told(topic="conflict", text="Строки больше не передаются.", id="deal:1:5:b", stops=True)
EARLIER, ANSWERED = datetime(2026, 11, 30, 12, 40, tzinfo=UTC), datetime(2026, 11, 30, 13, 5, 0, 123456, tzinfo=UTC)
LATER = ANSWERED + timedelta(seconds=1)


def edit(number):
    made = Edit(numbers=(number,), order="7", edited=("5",), before=f"{number} ₽", after=f"{number + 1} ₽")
    return Told(topic="changed", text=edited(made), edit=made)


def closed(office, times=99) -> None:
    denied = {"kind": "error", "status": 400, "code": "ACCESS_DENIED", "text": "Доступ запрещен", "count": times}
    office.wire.app.server.faults.order({**denied, "method": "crm.timeline.comment.add"})


def said(deal, since, *told, waiting=None):
    """A message and what carries it."""
    ref = deal_ref(deal)
    note = DealNote(key=ref.key, source=ref, deal=ref, told=told, waiting=waiting, since=since)
    return wrap(note, source="test"), note


async def noted(office, deal, since, *told, waiting=None):
    await office.notes.noted(*said(deal, since, *told, waiting=waiting))


async def read(office):
    deal = office.new_deal()
    await office.handle()
    return deal


def hindered(office, deal):
    known = office.store.entities[deal_ref(deal).key].fields.get("hindered") or {}
    return {of: one["text"] for of, one in known.items()}


@pytest.mark.parametrize(("late", "waiting"), [(CLOSED, None), (REFUSED, True)])
async def test_what_1c_has_answered_since_is_not_told_of_an_earlier_moment(office, late, waiting):
    deal = await read(office)
    await noted(office, deal, ANSWERED, CREATED, waiting=False)

    await noted(office, deal, EARLIER, late, waiting=waiting)

    assert comments(office) == [CREATED.text]
    assert not hindered(office, deal)


async def test_an_answer_that_comes_twice_and_a_later_one_are_told(office):
    deal = await read(office)
    await noted(office, deal, ANSWERED, CREATED, waiting=False)
    await noted(office, deal, ANSWERED, CREATED, waiting=False)

    await noted(office, deal, LATER, REFUSED, waiting=True)

    assert comments(office) == [CREATED.text, REFUSED.text]


@pytest.mark.parametrize(
    ("late", "waiting"),
    [((CONFLICT,), False), ((CONFLICT, REFUSED), True), ((CONFLICT, CLOSED), None)],
    ids=["accepted", "refused", "closed"],
)
async def test_whose_value_stands_is_told_though_a_later_answer_was_told_first(office, late, waiting):
    deal = await read(office)
    await noted(office, deal, ANSWERED, edit(2), waiting=False)

    for _ in range(2):
        await noted(office, deal, EARLIER, *late, waiting=waiting)

    assert comments(office) == [edit(2).text, CONFLICT.text]
    assert not hindered(office, deal)


async def test_an_edit_whose_note_comes_after_that_of_the_next_one_is_told_with_it(office):
    deal = await read(office)
    await noted(office, deal, ANSWERED, edit(2), waiting=False)

    await noted(office, deal, EARLIER, edit(1), waiting=False)

    assert comments(office) == ["Заказ 7 изменён по сделке: изменена 1 строка, сумма была 1 ₽, стала 3 ₽."]


async def test_what_an_accepted_order_did_not_take_is_told_late_and_hinders_nothing(office):
    deal = await read(office)
    await noted(office, deal, ANSWERED, edit(2), waiting=False)

    await noted(office, deal, EARLIER, KEPT, waiting=False)

    assert comments(office) == [edit(2).text, KEPT.text]
    assert not hindered(office, deal)


async def test_what_goes_on_only_after_an_administrator_has_acted_is_shown_however_late_it_comes(office):
    deal = await read(office)
    await noted(office, deal, ANSWERED, edit(2), waiting=False)

    await noted(office, deal, EARLIER, STOPPED, waiting=False)

    assert comments(office) == [edit(2).text, STOPPED.text]
    assert hindered(office, deal) == {"stopped": STOPPED.text}


@pytest.mark.parametrize("late", [CREATED, KEPT])
async def test_a_refusal_that_stands_is_neither_lifted_nor_said_again_by_an_earlier_answer(office, late):
    deal = await read(office)
    await noted(office, deal, ANSWERED, REFUSED, waiting=True)

    await noted(office, deal, EARLIER, late, waiting=False)
    await noted(office, deal, LATER, REFUSED, waiting=True)

    assert comments(office) == [REFUSED.text, late.text]
    assert hindered(office, deal) == {"order": REFUSED.text}
    assert office.store.entities[deal_ref(deal).key].fields["waiting"] is True


@pytest.mark.parametrize("remembered", [True, False], ids=["by an earlier release", "now"])
async def test_an_answer_dated_in_the_future_hides_no_later_one(office, remembered):
    deal, now = await read(office), datetime.now(UTC)
    ahead = now + timedelta(hours=1)
    await noted(office, deal, ahead, CREATED, waiting=False)
    if remembered:
        await office.store.set_fields(deal_ref(deal).key, {"answered": ahead, "state_at": None})

    await noted(office, deal, now + timedelta(seconds=30), REFUSED, waiting=True)

    assert comments(office) == [CREATED.text, REFUSED.text]
    assert hindered(office, deal) == {"order": REFUSED.text}


async def test_an_answer_dated_in_the_future_is_overtaken_by_nothing_of_the_time_before_it_came(office):
    deal, now = await read(office), datetime.now(UTC)
    await noted(office, deal, now + timedelta(hours=1), CREATED, waiting=False)

    await noted(office, deal, now - timedelta(minutes=1), REFUSED, waiting=True)

    assert comments(office) == [CREATED.text]


async def test_both_answers_are_told_once_the_portal_takes_comments_again(office):
    deal = await read(office)
    notes = [said(deal, EARLIER, CONFLICT, waiting=False), said(deal, ANSWERED, edit(2), waiting=False)]
    closed(office, times=2)

    waits = [await refused(office, one) for one in notes]
    taken = [await refused(office, one) for one in notes]

    assert (waits, taken) == ([True, True], [False, False])
    assert comments(office) == [CONFLICT.text, edit(2).text]


async def test_a_refusal_with_which_one_message_waits_is_told_though_1c_has_refused_again_since(office):
    deal = await read(office)
    first, again = (said(deal, since, REFUSED, waiting=True) for since in (EARLIER, ANSWERED))
    closed(office, times=2)

    waits = [await refused(office, one) for one in (first, again)]
    await office.notes.noted(*first)

    assert waits == [True, False]
    assert comments(office) == [REFUSED.text]


async def test_a_deal_shows_the_last_answer_while_neither_can_be_told(office):
    deal = await read(office)
    notes = [said(deal, EARLIER, REFUSED, waiting=True), said(deal, ANSWERED, CREATED, waiting=False)]
    closed(office)

    for one in (*notes, notes[0]):
        assert await refused(office, one)

    assert not hindered(office, deal)
