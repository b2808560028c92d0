"""What a manager reads, once for each time it happens."""

import pytest

from services.b24_connector.writer.notes import NoteWriter
from shared.bus.errors import Retryable
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
