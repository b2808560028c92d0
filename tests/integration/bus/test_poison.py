"""Messages of a stranger that cannot be handled: set aside whole, and their neighbours are handled."""

import struct

import pytest
from aio_pika import Message
from aio_pika.abc import AbstractChannel
from pamqp.commands import Basic

from shared.bus.bus import Bus
from shared.bus.delivery import BODY_LIMIT, LEFT
from shared.bus.errors import Retryable
from shared.bus.replay import dead_letters
from shared.messages.envelope import wrap
from shared.messages.routes import exchange_of
from tests.integration.bus.letters import GROUP, Heard, Raw, depth, failing, first, lane, post, touched
from tests.tester import TESTER
from tests.waiting import wait_until

DEAD = f"{GROUP}.dead"


class Key(str):
    """A routing key as bytes that are no text."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return b"\xff"


FAR = struct.pack(">HBQ", 0x1040, 2, 2**62)  # delivery mode, timestamp
NO_TEXT = struct.pack(">HBBB", 0x1400, 2, 1, 0xFF)  # delivery mode, a correlation id that is no UTF-8


@pytest.mark.parametrize("raw", [FAR, NO_TEXT], ids=["timestamp", "text"])
async def test_what_the_client_cannot_decode_is_set_aside_and_takes_nobody_along(
    bus: Bus, channel: AbstractChannel, url: str, raw: bytes
) -> None:
    heard = Heard()
    wire = await channel.get_underlay_channel()

    for number in range(19):
        await post(channel, touched(number))
        if number == 9:
            await wire.basic_publish(b"poison", routing_key=GROUP, properties=Raw(raw))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.numbers) >= 19)
        await wait_until(lambda: depth(channel, DEAD))
        [delivery] = await dead_letters(url, GROUP)
        dead = await first(channel, DEAD)

    assert (delivery.reason, "свойства AMQP не читаются" in delivery.sentence) == ("unfit", True)
    assert dead.body == b"poison"
    assert sorted(map(int, heard.numbers)) == list(range(19)), "a neighbour was delivered twice: the session broke"
    assert await depth(channel, DEAD) == 0


async def test_a_routing_key_that_is_no_text_takes_nobody_along(bus: Bus, channel: AbstractChannel) -> None:
    heard = Heard()
    wire = await channel.get_underlay_channel()
    led_to_us = Basic.Properties(headers={"CC": ["deal.touched"]}, delivery_mode=2)

    for number in range(19):
        await post(channel, touched(number))
        if number == 9:
            await wire.basic_publish(
                b"poison", exchange=exchange_of(TESTER), routing_key=Key("key"), properties=led_to_us
            )
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.numbers) >= 19)
        dead = await first(channel, DEAD)

    assert dead.body == b"poison"
    assert dead.headers["dealbus-reason"] == "unreadable"
    assert sorted(map(int, heard.numbers)) == list(range(19)), "a neighbour was delivered twice: the session broke"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"no json", {"mine": "x" * 131_000}),
        (b"x" * (BODY_LIMIT + 1), {}),
    ],
    ids=["headers", "body"],
)
async def test_what_is_too_long_to_be_written_again_is_set_aside_whole(
    bus: Bus, channel: AbstractChannel, body: bytes, headers: dict[str, object]
) -> None:
    heard = Heard()

    await post(channel, body, headers=headers)
    await post(channel, touched(41))
    async with bus.serve(lane(heard)):
        dead = await first(channel, DEAD)
        await wait_until(lambda: heard.numbers)

    assert dead.body == body
    assert dead.headers.get("mine") == headers.get("mine")


async def test_a_letter_is_put_on_one_rung_whatever_queues_its_sender_names(bus: Bus, channel: AbstractChannel) -> None:
    rungs = [f"{GROUP}.retry.{rung}" for rung in ("5s", "1m", "10m", "1h")]

    exchange = await channel.get_exchange(exchange_of(TESTER))
    body = wrap(touched(41), source="t").model_dump_json().encode()
    await exchange.publish(Message(body, headers={"CC": [*rungs, DEAD]}), "deal.touched")
    async with bus.serve(lane(failing(Retryable("503", after_s=600)))) as served:
        await wait_until(lambda: depth(channel, rungs[2]))
        await wait_until(lambda: served.in_flight == 0)

    assert [await depth(channel, queue) for queue in (*rungs, DEAD)] == [0, 0, 1, 0, 0]


async def test_a_wait_that_nobody_asked_for_does_not_last_for_ever(bus: Bus, channel: AbstractChannel) -> None:
    await post(channel, touched(41), headers={LEFT: 2**62})

    async with bus.serve(lane(Heard())):
        waiting = await first(channel, f"{GROUP}.retry.1h")

    assert waiting.headers[LEFT] < 8 * 24 * 3600
