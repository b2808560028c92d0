"""Messages for the tests and what is asked of queues."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from pamqp.commands import Basic

from shared.bus.lane import Lane, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope, wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import DealChanged, DealTouched, OrderTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from tests.waiting import wait_until

GROUP = "b24-connector.orders"
ROUTER = "stage-router.orders"
WRITERS = "onec-connector.orders"
MAPPER = "mapper.orders"


def also(*groups: str) -> pytest.MarkDecorator:
    """Have the queues of these groups too: a test's messages go there."""
    return pytest.mark.parametrize("groups", [tuple(dict.fromkeys((GROUP, *groups)))])


def deal(number: object) -> Ref:
    return Ref(system="b24", kind="deal", id=str(number))


def touched(number: object) -> DealTouched:
    return DealTouched(ref=deal(number))


def order_command(number: object) -> OrderUpsert:
    return OrderUpsert(key=f"deal:{number}", source=deal(number), order=SalesOrder(origin=deal(number)))


def fact(number: object) -> DealChanged:
    return DealChanged(order=SalesOrder(ref=deal(number)))


class Raw(Basic.Properties):
    """Properties as bytes: flags, and the fields they name."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw

    def marshal(self) -> bytes:
        return self.raw


class Heard:
    """A handler that remembers what it was given, and does what the test asks."""

    def __init__(self, act: Callable[[Message], Awaitable[HandlerResult | None]] | None = None) -> None:
        self.messages: list[Message] = []
        self.envelopes: list[Envelope] = []
        self._act = act

    @property
    def numbers(self) -> list[str]:
        return [message.subject.split(":")[1] for message in self.messages]

    async def __call__(self, envelope: Envelope, message: Message) -> HandlerResult:
        self.messages.append(message)
        self.envelopes.append(envelope)
        return (self._act and await self._act(message)) or HandlerResult()


def failing(error: Exception) -> Heard:
    async def fail(_: Message) -> HandlerResult:
        raise error

    return Heard(fail)


def lane(
    handler: Callable[[Envelope, Message], Awaitable[HandlerResult]], group: str = GROUP, **settings: object
) -> Lane:
    handlers = [on(message, handler) for message in (DealTouched, OrderTouched, DealChanged, OrderUpsert)]
    return Lane(group=group, handlers=handlers, **settings)


async def post(
    channel: AbstractChannel, message: Message | bytes, *, queue: str = GROUP, headers: dict[str, object] | None = None
) -> None:
    """Put a message into a queue as an operator or a stranger would, past the bus."""
    body = message if isinstance(message, bytes) else wrap(message, source="t").model_dump_json().encode()
    delivery = aio_pika.Message(body, headers=headers or {}, message_id=uuid4().hex, delivery_mode=2)
    await channel.default_exchange.publish(delivery, queue)


async def depth(channel: AbstractChannel, queue: str) -> int:
    """Messages ready in a queue."""
    wire = await channel.get_underlay_channel()
    return (await wire.queue_declare(queue, passive=True)).message_count or 0


async def first(channel: AbstractChannel, queue: str) -> AbstractIncomingMessage:
    """Take the first message of a queue."""
    work = await channel.get_queue(queue, ensure=False)

    async def arrived() -> AbstractIncomingMessage | None:
        return await work.get(fail=False, no_ack=True)

    return await wait_until(arrived)
