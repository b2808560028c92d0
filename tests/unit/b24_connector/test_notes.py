"""What a manager reads, once for each time it happens."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from services.b24_connector.portal import PortalRightsError
from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.notes import NoteWriter
from shared import russian
from shared.bus.errors import DoubtfulWrite, Retryable, TooLargeError
from shared.messages.envelope import wrap
from shared.messages.ring.commands import DealNote
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.told import Edit, Told, stage_by_id
from shared.store import Entity
from tests.unit.b24_connector.stand_ins import PortalInMemory, deal_ref, deal_row, refused
from tests.unit.b24_connector.stores import StoreInMemory

NAMES = {"C3:PREPARATION": "Собираем"}
NO_INN = Told(topic="refusal", text="Не заполнен ИНН.")


def note(*told, waiting):
    return DealNote(key="deal:41", source=deal_ref(), deal=deal_ref(), told=told, waiting=waiting)


async def test_a_refusal_that_went_away_is_told_again_when_it_comes_back():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)

    for one in (note(NO_INN, waiting=True), note(NO_INN, waiting=True), note(waiting=False)):
        await notes.noted(None, one)
    await notes.noted(None, note(NO_INN, waiting=True))

    assert portal.comments == [NO_INN.text] * 2


async def test_a_comment_the_portal_does_not_take_is_tried_again_in_an_hour_and_told_once():
    portal = PortalInMemory(answers={"crm.timeline.comment.add": refused()})
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)
    message = note(NO_INN, waiting=True)

    with pytest.raises(Retryable) as later:
        await notes.noted(wrap(message, source="test"), message)
    del portal.answers["crm.timeline.comment.add"]
    for _ in range(2):
        await notes.noted(None, note(NO_INN, waiting=True))

    assert (later.value.after_s, later.value.counted) == (3600, False)
    assert portal.comments == [NO_INN.text]


async def test_a_refusal_that_is_no_wait_is_told_once():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)

    await notes.noted(None, note(NO_INN, waiting=False))
    await notes.noted(None, note(NO_INN, waiting=False))

    assert portal.comments == [NO_INN.text]


async def test_words_of_1c_are_no_markup_in_the_timeline_and_are_not_written_twice():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)
    told = Told(topic="refusal", text="1С отказала: [url=https://evil.example]счёт[/url] <b>5</b>.")

    await notes.noted(None, note(told, waiting=True))

    (comment,) = portal.comments
    assert "[url" not in comment
    assert "<b>" not in comment
    assert comment.replace("\u200b", "") == told.text


async def test_a_stage_has_the_name_people_see_in_the_portal():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)
    told = Told(topic="jumped", text=f"Верните её в «{stage_by_id('C3:PREPARATION')}».", once=True)

    await notes.noted(None, note(told, waiting=None))

    assert portal.comments == ["Верните её в «Собираем»."]


def edited(number, *what, after="3 ₽", **rows):
    edit = Edit(numbers=(number,), order="7", what=what, before=f"{number} ₽", after=after, **rows)
    return note(Told(topic="changed", text=russian.edited(edit), edit=edit), waiting=False)


@pytest.fixture
def told_twice():
    portal, store = PortalInMemory(), StoreInMemory(Entity("deal:41", ref="41"))
    return portal, store, NoteWriter(portal, store, NAMES.get)


FIRST, SECOND, THIRD = (
    edited(1, added=1, edited=("5",), after="2 ₽"),
    edited(2, "сменился менеджер", edited=("5", "6")),
    edited(3, "сменился менеджер", added=1, removed=2, after="4 ₽"),
)
SUM = (
    "Заказ 7 изменён по сделке: добавлены 2 строки, убраны 2 строки, изменены 2 строки, "
    "сменился менеджер, сумма была 1 ₽, стала 4 ₽."
)


@pytest.mark.parametrize("order", list(permutations((FIRST, SECOND, THIRD))))
async def test_a_burst_of_edits_is_one_comment_whose_sentence_sums_them(told_twice, order):
    portal, _, notes = told_twice

    for one in order:
        await notes.noted(None, one)
        await notes.noted(None, one)  # a message may come twice
    await notes.noted(None, order[0])

    assert portal.comments == [SUM]


async def test_edits_that_come_in_one_note_are_one_sentence(told_twice):
    portal, _, notes = told_twice

    await notes.noted(None, note(*FIRST.told, *SECOND.told, *THIRD.told, waiting=False))

    assert portal.comments == [SUM]


async def test_the_same_edit_made_again_later_is_told_again(told_twice):
    portal, store, notes = told_twice
    await notes.noted(None, edited(1, "сменился менеджер", after="1 ₽"))
    store.entities["deal:41"].fields["burst"]["at"] -= timedelta(hours=1)
    again = edited(2, "сменился менеджер")
    alike = again.told[0].with_(text=FIRST.told[0].text)

    for _ in range(2):
        await notes.noted(None, note(alike, waiting=False))

    assert len(portal.comments) == 2


async def test_an_edit_behind_another_sentence_stands_below_it(told_twice):
    portal, _, notes = told_twice

    for one in (FIRST, note(NO_INN, waiting=True), SECOND):
        await notes.noted(None, one)

    assert portal.comments == [one.told[0].text for one in (FIRST, note(NO_INN, waiting=True), SECOND)]


async def test_edits_of_another_time_are_a_comment_of_their_own(told_twice):
    portal, store, notes = told_twice
    await notes.noted(None, FIRST)
    store.entities["deal:41"].fields["burst"]["at"] -= timedelta(minutes=6)

    await notes.noted(None, SECOND)

    assert portal.comments == [FIRST.told[0].text, SECOND.told[0].text]


async def test_edits_behind_a_comment_that_somebody_deleted_are_told_in_a_new_one(told_twice):
    portal, _, notes = told_twice
    await notes.noted(None, FIRST)
    portal.answers["crm.timeline.comment.update"] = refused("Not found", "crm.timeline.comment.update")

    await notes.noted(None, SECOND)

    assert portal.comments == [FIRST.told[0].text, SECOND.told[0].text]


async def test_a_comment_of_an_earlier_release_is_left_as_it_is(told_twice):
    portal, store, notes = told_twice
    store.entities["deal:41"].fields["burst"] = {"comment": "1", "at": datetime.now(UTC)}

    await notes.noted(None, FIRST)

    assert portal.comments == [FIRST.told[0].text]


async def test_edits_whose_comment_was_changed_and_not_confirmed_are_told_once(told_twice):
    portal, _, notes = told_twice
    await notes.noted(None, FIRST)
    portal.lost = ["crm.timeline.comment.update"]

    with pytest.raises(DoubtfulWrite):
        await notes.noted(None, SECOND)
    for one in (SECOND, THIRD):
        await notes.noted(None, one)

    assert portal.comments == [SUM]


def edit_of(version, total):
    return Told(topic="refusal", text=f"Сумма стала {total}.", id=f"deal:41:{version}:refusal")


async def test_notes_that_come_again_after_a_crash_are_told_once_each():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)

    for version, total in [(1, 100), (2, 200), (1, 100), (2, 200)]:
        await notes.noted(None, note(edit_of(version, total), waiting=None))

    assert portal.comments == ["Сумма стала 100.", "Сумма стала 200."]


async def test_sentences_of_one_write_are_all_told():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)
    first, second = (Told(topic="order", text=text, id="deal:41:1:order") for text in ("Одно.", "Другое."))

    await notes.noted(None, note(first, second, waiting=None))

    assert portal.comments == ["Одно.\n\nДругое."]


async def test_a_second_edit_is_told_though_its_words_are_those_of_the_first():
    portal, store = PortalInMemory(), StoreInMemory(Entity("deal:41", ref="41"))
    notes = NoteWriter(portal, store, NAMES.get)

    for number in (1, 2, 2):
        edit = Edit(numbers=(number,), order="17", added=1, before="10,00 ₽", after="20,00 ₽")
        told = Told(topic="changed", text=russian.edited(edit), edit=edit, id=f"deal:41:{number}:changed")
        await notes.noted(None, note(told, waiting=None))

    assert portal.comments == ["Заказ 17 изменён по сделке: добавлены 2 строки, сумма была 10,00 ₽, стала 20,00 ₽."]


async def test_words_that_are_owed_stay_owed_while_the_portal_takes_others_alone():
    owed = Told(topic="stage", text="Сделка передвинута.")
    portal = PortalInMemory()
    taken = portal._crm_timeline_comment_add
    portal.answers["crm.timeline.comment.add"] = lambda params: (
        refused() if params["fields"]["COMMENT"] == owed.text else taken(params)
    )
    store = StoreInMemory(Entity("deal:41", ref="41", fields={"owed": [owed.model_dump(mode="json")]}))
    notes = NoteWriter(portal, store, NAMES.get)

    await notes.noted(None, note(NO_INN, waiting=True))
    del portal.answers["crm.timeline.comment.add"]
    for _ in range(2):
        await notes.noted(None, note(waiting=None))

    assert portal.comments == [NO_INN.text, owed.text]
    assert store.entities["deal:41"].fields.get("owed") is None


async def test_a_name_that_looks_like_a_stage_is_read_as_it_is_written():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")), NAMES.get)
    named = Told(topic="refusal", text=f"Клиента «{stage_by_id('C3:PREPARATION')} {{itself}}» нет в 1С.")

    await notes.noted(None, note(named, waiting=True))

    assert portal.comments == [named.text]


async def test_a_deal_that_no_message_can_hold_is_told_in_it_once():
    portal, store = PortalInMemory(), StoreInMemory(Entity("deal:41", ref="41"))
    failures = DealFailures(Standing(), store, NoteWriter(portal, store, NAMES.get))
    touched = DealTouched(ref=deal_ref())

    for _ in range(2):
        error = TooLargeError("deal.changed", "deal:41", 5_000_000, 4_194_304)
        await failures.tell(None, touched, error, is_dead=True)

    assert portal.comments == ["Сделка слишком велика для обмена. Сократите её состав или разделите на несколько."]


class Standing:
    """A deal that has changed since it was read."""

    async def header(self, _):
        return deal_row()


async def test_a_portal_that_has_no_todos_holds_no_note_up():
    missing = PortalRightsError(PortalFault("crm.activity.todo.add", "ERROR_METHOD_NOT_FOUND", "Method not found!"))
    portal, store = (
        PortalInMemory(answers={"crm.activity.todo.add": missing}),
        StoreInMemory(Entity("deal:41", ref="41")),
    )
    notes = NoteWriter(portal, store, NAMES.get, todos=True)

    for _ in range(2):
        await notes.noted(None, note(NO_INN, waiting=True))

    assert portal.comments == [NO_INN.text]
    assert [method for method, _ in portal.calls].count("crm.activity.todo.add") == 1
