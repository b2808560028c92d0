"""Whatever a sender writes around a message, it ends in one place and is delivered once, and so are its neighbours."""

import gzip
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from aio_pika.abc import AbstractChannel
from pamqp.commands import Basic

from shared.bus import session
from shared.bus.bus import Bus
from shared.bus.delivery import ATTEMPTS, FIRST_FAILURE, LEFT, REASON, SENTENCE
from shared.bus.errors import Permanent, Retryable
from shared.bus.replay import dead_letters
from shared.messages.envelope import wrap
from shared.messages.ring.message import Message
from tests.integration.bus.letters import GROUP, Heard, depth, lane, post, touched
from tests.waiting import wait_until

DEEP: dict[str, object] = {}
for _ in range(300):
    DEEP = {"a": DEEP}
HEADERS: list[dict[str, object]] = [
    *(
        {ATTEMPTS: value}
        for value in (-1, 2**63 - 1, -(2**63), "7", True, 1.5, [1], {"a": 1}, None, bytearray(b"\xff"))
    ),
    *({LEFT: value} for value in (-1, "60", False, [60], 1e30)),
    *({FIRST_FAILURE: value} for value in ([None] * 50_000, "x" * 60_000, datetime(1970, 1, 1, tzinfo=UTC), 1)),
    *({REASON: value, SENTENCE: value} for value in ("x" * 30_000, bytearray(b"\xff"), {"a": [None]}, 7)),
    {"subject": bytearray(b"\xff"), "x-death": [{"reason": "delivery_limit", "count": 99}], "x-delivery-count": 10**9},
    {"dealbus-group": {}, "dealbus-error": 1, "price": Decimal("1.50"), "deep": DEEP, "": "", "k" * 120: [[], {}]},
]
ODD: list[dict[str, object]] = [
    {"content_encoding": "gzip"},
    {"expiration": "3600000", "priority": 9, "reply_to": "x" * 255, "message_type": "x" * 255},
    {"message_id": "x" * 255, "correlation_id": "x" * 255, "app_id": "x" * 255, "content_type": "x" * 255},
    {"timestamp": datetime(9999, 12, 31, tzinfo=UTC), "delivery_mode": 1},
]


async def test_odd_headers_and_properties_stop_nobody(bus: Bus, channel: AbstractChannel) -> None:
    wire = await channel.get_underlay_channel()
    for number, headers in enumerate(HEADERS):
        await post(channel, touched(number), headers=headers)
        await post(channel, touched(f"9{number}"))
    for number, properties in enumerate(ODD):
        body = wrap(touched(f"8{number}"), source="t").model_dump_json().encode()
        body = gzip.compress(body) if "content_encoding" in properties else body
        await wire.basic_publish(body, routing_key=GROUP, properties=Basic.Properties(**properties))
    everything = 2 * len(HEADERS) + len(ODD)

    async def fail(_: Message) -> None:
        raise Retryable("503", after_s=600)

    async def put_aside() -> bool:
        queues = (f"{GROUP}.dead", *(f"{GROUP}.retry.{rung}" for rung in ("1m", "10m", "1h")))
        return sum([await depth(channel, queue) for queue in queues]) == everything

    heard = Heard(fail)
    async with bus.serve(lane(heard)):
        await wait_until(put_aside, timeout=20)

    assert set(Counter(heard.numbers).values()) == {1}
    assert await depth(channel, GROUP) == 0


class MuteError(Exception):
    """Not even its text can be had."""

    def __str__(self) -> str:
        raise ZeroDivisionError


def only_41(error: Exception) -> Heard:
    async def fail(message: Message) -> None:
        if message.subject == "deal:41":
            raise error

    return Heard(fail)


async def test_a_sentence_that_is_no_utf8_is_written_down(bus: Bus, channel: AbstractChannel, url: str) -> None:
    await bus.publish(touched(41))
    async with bus.serve(lane(only_41(Permanent("Нет \ud800", reason="odd")))):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))
    [delivery] = await dead_letters(url, GROUP)

    assert (delivery.reason, delivery.sentence) == ("odd", "Нет ?")


async def test_what_fails_while_it_is_put_aside_is_delivered_again_and_keeps_no_place(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_UNREACHABLE_PAUSE_S", 0.01)
    heard = only_41(MuteError())

    await bus.publish(touched(41), *(touched(42) for _ in range(5)))
    async with bus.serve(lane(heard, prefetch=2)):
        await wait_until(lambda: heard.numbers.count("41") > 1 and heard.numbers.count("42") == 5, timeout=30)
