"""Whoever handles messages of one record takes turns: the lanes are given the readers' keys."""

from unittest.mock import AsyncMock, MagicMock

from services.onec_connector.__main__ import lanes
from shared.messages.ring.facts import PartnerTouched
from shared.messages.things import Ref


async def test_reader_and_writer_of_an_order_take_turns_by_its_birth_key():
    flow = MagicMock()

    orders, *_ = lanes(flow, MagicMock())

    assert orders.key is flow.reader.key


async def test_reader_and_writer_of_a_partner_take_turns_by_one_key():
    directories = MagicMock()
    directories.partners.reader.key = AsyncMock(return_value="partner:1")

    _, directory, _ = lanes(MagicMock(), directories)

    assert directory.key is not None
    assert await directory.key(PartnerTouched(ref=Ref(system="onec", kind="partner", id="2"))) == "partner:1"
