"""What a manager reads, once for each time it happens."""

from datetime import timedelta

import pytest

from services.b24_connector.writer.notes import NoteWriter
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told, stage_by_id
from shared.store import Entity
from tests.unit.b24_connector.stand_ins import PortalInMemory, StoreInMemory, deal_ref, refused

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

    with pytest.raises(Retryable) as later:
        await notes.noted(None, note(NO_INN, waiting=True))
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


def edited(total):
    return note(Told(topic="changed", text=f"Заказ 7 изменён по сделке: сумма стала {total}."), waiting=False)


@pytest.fixture
def told_twice():
    portal, store = PortalInMemory(), StoreInMemory(Entity("deal:41", ref="41"))
    return portal, store, NoteWriter(portal, store, NAMES.get)


async def test_a_burst_of_edits_is_one_comment(told_twice):
    portal, _, notes = told_twice

    for total in (1, 2, 3):
        await notes.noted(None, edited(total))

    assert portal.comments == ["\n\n".join(edited(total).told[0].text for total in (1, 2, 3))]


async def test_an_edit_behind_another_sentence_stands_below_it(told_twice):
    portal, _, notes = told_twice

    for one in (edited(1), note(NO_INN, waiting=True), edited(2)):
        await notes.noted(None, one)

    assert len(portal.comments) == 3


async def test_edits_of_another_time_are_a_comment_of_their_own(told_twice):
    portal, store, notes = told_twice
    await notes.noted(None, edited(1))
    store.entities["deal:41"].fields["burst"]["at"] -= timedelta(minutes=6)

    await notes.noted(None, edited(2))

    assert len(portal.comments) == 2


async def test_edits_behind_a_comment_that_somebody_deleted_are_told_in_a_new_one(told_twice):
    portal, _, notes = told_twice
    await notes.noted(None, edited(1))
    portal.answers["crm.timeline.comment.get"] = refused("Not found", "crm.timeline.comment.get")

    await notes.noted(None, edited(2))

    assert portal.comments == [edited(1).told[0].text, edited(2).told[0].text]


async def test_an_edit_whose_comment_was_changed_and_not_confirmed_is_told_once(told_twice):
    portal, _, notes = told_twice
    await notes.noted(None, edited(1))
    portal.lost = ["crm.timeline.comment.update"]

    with pytest.raises(DoubtfulWrite):
        await notes.noted(None, edited(2))
    for total in (2, 3):
        await notes.noted(None, edited(total))

    assert portal.comments == ["\n\n".join(edited(total).told[0].text for total in (1, 2, 3))]
