"""Whoever handles messages of one record takes turns: the lane is given the reader's key."""

from unittest.mock import MagicMock

from services.onec_connector.__main__ import lanes


async def test_reader_and_writer_of_an_order_take_turns_by_its_birth_key():
    rooms = MagicMock()

    orders, *_ = lanes(rooms, MagicMock())

    assert orders.key is rooms.reader.key
