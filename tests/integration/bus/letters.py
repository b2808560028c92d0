"""Messages for the tests and what is asked of queues."""

import asyncio
from collections.abc import Awaitable, Callable

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared.bus.done import Done
from shared.bus.lane import Lane
from shared.messages.envelope import Envelope
from shared.messages.order import Ref, SalesOrder
from shared.messages.ring import DealChanged, DealTouched, Message, OrderTouched, OrderUpsert

GROUP = "b24-connector.orders"


def deal(number: object) -> Ref:
    return Ref(system="b24", kind="deal", id=str(number))


def touched(number: object) -> DealTouched:
    return DealTouched(ref=deal(number))


def order_command(number: object) -> OrderUpsert:
    return OrderUpsert(key=f"deal:{number}", source=deal(number), order=SalesOrder(origin=deal(number)))


def fact(number: object) -> DealChanged:
    return DealChanged(order=SalesOrder(ref=deal(number)))


class Heard:
    """A handler that remembers what it was given, and does what the test asks."""

    def __init__(self, act: Callable[[Message], Awaitable[Done | None]] | None = None) -> None:
        self.messages: list[Message] = []
        self.envelopes: list[Envelope] = []
        self._act = act

    @property
    def ids(self) -> list[str]:
        return [message.subject.split(":")[1] for message in self.messages]

    async def __call__(self, envelope: Envelope, message: Message) -> Done:
        self.messages.append(message)
        self.envelopes.append(envelope)
        return (self._act and await self._act(message)) or Done()


def lane(handler: Callable[[Envelope, Message], Awaitable[Done]], group: str = GROUP, **settings: object) -> Lane:
    handlers = dict.fromkeys((DealTouched, OrderTouched, DealChanged, OrderUpsert), handler)
    return Lane(group=group, handlers=handlers, **settings)


async def depth(channel: AbstractChannel, queue: str) -> int:
    """Messages ready in a queue."""
    wire = await channel.get_underlay_channel()
    return (await wire.queue_declare(queue, passive=True)).message_count or 0


async def first(channel: AbstractChannel, queue: str, timeout: float = 10) -> AbstractIncomingMessage:
    """Take the first message of a queue."""
    work = await channel.get_queue(queue, ensure=False)
    async with asyncio.timeout(timeout):
        while (message := await work.get(fail=False, no_ack=True)) is None:
            await asyncio.sleep(0.05)
    return message
