"""A sentence that a deal's timeline does not take is waited with by one message, however often it is said."""

from datetime import UTC, datetime, timedelta

import pytest

from services.b24_connector.writer.comments import NoteRefused
from shared.messages.envelope import wrap
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from tests.integration.b24_connector.commands import deal_ref
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_exchange_fields import NO_INN
from tests.integration.b24_connector.test_invoices import comments

__all__ = ["office"]


def closed(office, times=99) -> None:
    denied = {"kind": "error", "status": 400, "code": "ACCESS_DENIED", "text": "Доступ запрещен", "count": times}
    office.wire.app.server.faults.order({**denied, "method": "crm.timeline.comment.add"})


def said(deal, told=NO_INN, **words):
    """A message and what carries it."""
    ref = deal_ref(deal)
    note = DealNote(key=ref.key, source=ref, deal=ref, told=(told,), **words)
    return wrap(note, source="test"), note


async def refused(office, one) -> bool:
    try:
        await office.notes.noted(*one)
    except NoteRefused:
        return True
    return False


async def test_one_message_alone_waits_and_tells_when_it_is_taken(office):
    deal = office.new_deal()
    await office.handle()
    closed(office, times=6)
    first, *others = (said(deal, waiting=True) for _ in range(4))

    waits = [await refused(office, one) for one in (first, *others, first, first)]
    taken = [await refused(office, one) for one in (first, *others)]

    assert waits == [True, False, False, False, True, True]
    assert taken == 4 * [False]
    assert len(comments(office)) == 1


async def test_another_sentence_has_its_own_message(office):
    deal = office.new_deal()
    await office.handle()
    closed(office)

    waits = [await refused(office, said(deal, Told(topic="refusal", text=text))) for text in ("Раз.", "Два.", "Раз.")]

    assert waits == [True, True, False]


async def test_a_message_that_is_lost_leaves_its_place_to_another(office):
    deal = office.new_deal()
    await office.handle()
    closed(office)
    await refused(office, said(deal))
    (noted,) = office.store.entities[f"deal:{deal}"].fields["untold"].items()
    long_ago = datetime.now(UTC) - timedelta(hours=3)
    await office.store.set_fields(f"deal:{deal}", {"untold": {noted[0]: {**noted[1], "at": long_ago}}})

    assert await refused(office, said(deal))


async def test_what_a_deal_waits_for_is_remembered_though_it_is_not_told(office):
    deal = office.new_deal()
    await office.handle()
    closed(office)

    with pytest.raises(NoteRefused):
        await office.notes.noted(*said(deal, waiting=True))

    assert office.store.entities[f"deal:{deal}"].fields["waiting"] is True
