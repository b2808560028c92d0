"""A message that breaks the client library, whatever it is: neighbours are handled, the broker gives it up."""

import struct
from collections import Counter

import pytest
from aio_pika.abc import AbstractChannel
from pamqp.header import ContentHeader

from shared.bus import consumer, undecoded
from shared.bus.bus import Bus
from shared.bus.caution import RETURNED_OFTEN
from tests.integration.bus.letters import GROUP, Heard, Raw, depth, lane, post, touched
from tests.waiting import wait_until

DEAD = f"{GROUP}.dead"
FAR = struct.pack(">HBQ", 0x1040, 2, 2**62)  # delivery mode, timestamp


@pytest.fixture
def breakable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client library as it is, as if nobody had found yet what it breaks over."""
    monkeypatch.setattr(undecoded, "tolerate", lambda: None)
    monkeypatch.setattr("shared.bus.connection.tolerate", lambda: None)
    monkeypatch.setattr(ContentHeader, "unmarshal", undecoded._decode)


async def poison(channel: AbstractChannel) -> None:
    wire = await channel.get_underlay_channel()
    await wire.basic_publish(b"poison", routing_key=GROUP, properties=Raw(FAR))


@pytest.mark.usefixtures("breakable")
async def test_a_message_that_breaks_every_session_takes_no_neighbour_along(
    bus: Bus, channel: AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "_FIRST_WAIT_S", 0.05)
    heard = Heard()

    for number in range(20):
        await post(channel, touched(number))
        if number == 9:
            await poison(channel)
    async with bus.serve(lane(heard)) as served:
        await wait_until(lambda: len(set(heard.numbers)) == 20, timeout=60)
        await wait_until(lambda: depth(channel, DEAD), timeout=60)
        await wait_until(lambda: served.ready and served.in_flight == 0)

    assert await depth(channel, DEAD) == 1
    assert await depth(channel, GROUP) == 0
    assert max(Counter(heard.numbers).values()) <= RETURNED_OFTEN + 1
