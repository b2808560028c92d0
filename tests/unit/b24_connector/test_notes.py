"""What a manager reads, once for each time it happens."""

from services.b24_connector.writer.notes import NoteWriter
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from shared.store import Entity
from tests.unit.b24_connector.stand_ins import PortalInMemory, StoreInMemory, deal_ref

NO_INN = Told(topic="refusal", text="Не заполнен ИНН.")


def note(*told, waiting):
    return DealNote(key="deal:41", source=deal_ref(), deal=deal_ref(), told=told, waiting=waiting)


async def test_a_refusal_that_went_away_is_told_again_when_it_comes_back():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")))

    for one in (note(NO_INN, waiting=True), note(NO_INN, waiting=True), note(waiting=False)):
        await notes.noted(None, one)
    await notes.noted(None, note(NO_INN, waiting=True))

    assert portal.comments == [NO_INN.text] * 2


async def test_a_refusal_that_is_no_wait_is_told_once():
    portal = PortalInMemory()
    notes = NoteWriter(portal, StoreInMemory(Entity("deal:41", ref="41")))

    await notes.noted(None, note(NO_INN, waiting=False))
    await notes.noted(None, note(NO_INN, waiting=False))

    assert portal.comments == [NO_INN.text]
