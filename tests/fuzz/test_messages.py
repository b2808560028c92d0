"""Whatever a message holds, it reaches its handler as a valid one, or a person with the reason: no second try."""

import json
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiormq.abc import DeliveredMessage
from hypothesis import given
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from shared.bus.caution import Caution, ProcessCaution
from shared.bus.delivery import DEAD, HEADERS_LIMIT, LEFT, REASON, SENTENCE, Delivery, properties_of
from shared.bus.handling import Handling, HeldDelivery
from shared.bus.lane import Lane, on
from shared.bus.leaving import Leaving
from shared.bus.locks import KeyLocks
from shared.bus.peer import Watch
from shared.bus.result import HandlerResult
from shared.bus.session import Session
from shared.bus.undecoded import tolerate
from shared.messages.envelope import unwrap, wrap
from shared.messages.model import Model
from shared.messages.ring.facts import Touched
from shared.messages.routes import MESSAGES
from tests.fuzz.amount import inputs
from tests.fuzz.made import message_of
from tests.fuzz.odd import SEEDS, changed, odd, spelt

GROUP = "mapper.orders"
FAR_EAST, FAR_WEST = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")
TERMINAL = {"unreadable", "misrouted"}


class Wire:
    """The channel's end: what the session says of a delivery, and the publisher beside it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.put_there: list[tuple[str, Basic.Properties]] = []
        self.published: list[Any] = []

    async def basic_ack(self, _tag: int, **_: Any) -> None:
        self.said.append("ack")

    async def basic_reject(self, _tag: int, *, requeue: bool, **_: Any) -> None:
        self.said.append("requeued" if requeue else "set aside")

    async def publish(self, *messages: Any, **_: Any) -> None:
        self.published += messages

    async def put(self, _exchange: str, key: str, _body: bytes, properties: Basic.Properties) -> None:
        assert len(properties.marshal()) <= HEADERS_LIMIT + 6_000
        self.put_there.append((key, properties))


async def publish(*_: Any, **__: Any) -> None:
    return None


async def settled(letter: Delivery) -> tuple[Wire, list[Any]]:
    """Let a session settle one delivery, without a broker."""
    heard: list[Any] = []

    async def handle(envelope: Any, message: Any) -> HandlerResult:
        heard.append(message)
        return HandlerResult([message])

    lane = Lane(group=GROUP, handlers=[on(kind, handle) for kind in MESSAGES])
    wire, watch = Wire(), Watch(None, publish, [GROUP])
    session = Session(lane, Handling(lane, wire.publish, KeyLocks(), watch), wire, Leaving(), Caution(ProcessCaution()))
    session._wire = wire
    await session._visit(HeldDelivery(letter))
    return wire, heard


def letter_of(body: bytes, header: bytes, key: str) -> Delivery:
    read = ContentHeader()
    read.unmarshal(header)
    return Delivery.of(DeliveredMessage(Basic.Deliver("c", 1, False, "x", key), read, body, None), GROUP)


def check_value(value: Any) -> None:
    """Every value can be kept in MongoDB and told in any zone."""
    if isinstance(value, Model):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        for key, inner in value.items():
            check_value(str(key))
            check_value(inner)
    elif isinstance(value, tuple):
        for inner in value:
            check_value(inner)
    elif isinstance(value, datetime):
        assert value.astimezone(FAR_EAST) == value.astimezone(FAR_WEST)
    elif isinstance(value, Decimal):
        assert len(f"{value:f}") < 80
    elif isinstance(value, int):
        assert -(2**63) <= value < 2**63
    elif isinstance(value, str):
        value.encode()


def check(wire: Wire, heard: list[Any], body: bytes) -> None:
    queues = [key.removeprefix(f"{GROUP}.") for key, _ in wire.put_there]
    if wire.published and not heard:
        assert (wire.said, queues) == (["ack"], []), "a replayed command is looked at anew"
        assert isinstance(wire.published[0], Touched)
    elif heard:
        assert (wire.said, queues) == (["ack"], [])
        check_value(heard[0])
        assert unwrap(wrap(heard[0], source="mapper").model_dump_json().encode())[1] == heard[0]
    elif wire.said == ["set aside"]:
        assert queues == []
    else:
        assert (wire.said, queues) == (["ack"], ["dead"])
        headers = wire.put_there[0][1].headers
        assert headers[REASON] in TERMINAL
        assert headers[DEAD]
        assert 10 < len(headers[SENTENCE]) <= 1000


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.TYPE)
@inputs(6)
@given(SEEDS)
def test_a_valid_message_is_the_same_after_the_wire(kind: type[Model], seed: int) -> None:
    message = message_of(Random(seed), kind)
    envelope = wrap(message, source="mapper")

    read = unwrap(envelope.model_dump_json().encode())

    assert read == (envelope, message)
    assert wrap(read[1], source="mapper", cause=read[0]).data == envelope.data


@inputs(300)
@given(SEEDS)
async def test_a_message_is_handled_or_given_up_with_a_reason(seed: int) -> None:
    tolerate()
    luck = Random(seed)
    message = message_of(luck, luck.choice(MESSAGES))
    envelope = wrap(message, source="mapper")
    written = json.loads(envelope.model_dump_json())
    body = spelt(luck, changed(luck, written))
    properties = properties_of(envelope, service="mapper")
    properties.headers = {**properties.headers, **{f"h{n}": odd_header(luck) for n in range(luck.choice((0, 0, 3)))}}
    header = ContentHeader(0, len(body), properties).marshal()
    if luck.random() < 0.3:
        at = luck.randrange(12, len(header))
        header = header[:at] + luck.randbytes(luck.randint(0, 4)) + header[at + luck.randint(0, 4) :]
    key = luck.choice((envelope.topic, envelope.topic, GROUP, f"{GROUP}.replay", "deal.changed"))

    letter = letter_of(body, header, key)
    if letter.left_s and not letter.unfit:
        return  # it waits for its time, as it says
    check(*await settled(letter), body)


def odd_header(luck: Random) -> Any:
    value = odd(luck)
    is_text = isinstance(value, str) and value != "\ud800"
    return value if is_text else luck.choice((-1, 2**31, None, b"\xff".hex(), "x" * 70_000, {LEFT: 5}, True))
