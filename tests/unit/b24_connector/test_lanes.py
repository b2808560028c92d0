"""Whoever handles messages of one record takes turns: the lanes are given the readers' keys."""

from unittest.mock import AsyncMock, MagicMock

from services.b24_connector.__main__ import lanes
from shared.messages.contact import in_company
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from shared.messages.things import Ref


def parties():
    """Companies and contacts, each of whose readers names a key of its own."""
    flow = MagicMock(), MagicMock()
    for room, key in zip(flow, ("partner:1", "contact_person:2"), strict=True):
        room.reader.key = AsyncMock(return_value=key)
    return flow


async def test_reader_and_writers_of_a_deal_take_turns_by_its_birth_key():
    flow = MagicMock()

    orders, _, _ = lanes(flow, MagicMock(), *parties())

    assert orders.key is flow.reader.key


async def test_reader_and_writers_of_a_client_take_turns_by_its_birth_key():
    _, directory, _ = lanes(MagicMock(), MagicMock(), *parties())

    assert directory.key is not None
    assert await directory.key(CompanyTouched(ref=Ref(system="b24", kind="company", id="17"))) == "partner:1"
    assert await directory.key(ContactTouched(ref=in_company("7", "17"))) == "contact_person:2"
