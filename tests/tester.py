"""A program that may publish every message, as no service may: tests play all of them."""

from collections.abc import Collection, Iterable

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractQueue

from shared.bus.topology import Exchange, Queue, exchanges_of, queues, queues_of
from shared.messages.envelope import topic_of
from shared.messages.routes import GROUPS, PUBLISHERS, ROUTES, exchange_of

TESTER = "tester"


async def admit_tester(amqp_url: str, groups: Collection[str] = GROUPS) -> None:
    """Bind the work queues of these groups to an exchange of the tester's; the topology must be there."""
    async with await aio_pika.connect(amqp_url) as connection:
        await _bind_tester(await connection.channel(), groups)


async def apply_groups(amqp_url: str, groups: Collection[str], *, stand_ins: bool = False) -> None:
    """Create what `apply_topology` creates, for these groups alone, and admit the tester.

    Making and deleting all 49 quorum queues is most of what a test of the bus costs. A message for a group that is not
    here is refused to whoever publishes it: no test can pass by its silence.

    Args:
        amqp_url: of a virtual host with nothing in it.
        groups: with all that belongs to them.
        stand_ins: have the names of the other groups too, as queues in memory that cost next to nothing: a service
            looks for all of them when it starts, and what it publishes waits in them. Nothing comes back from there.
    """
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        for program in PUBLISHERS:
            await _declare(channel, Exchange(exchange_of(program), "topic"))
        for group in groups:
            await _declare(channel, *exchanges_of(group))
            for queue in queues_of(group):
                await _declare_queue(channel, queue)
        for group in (one for one in GROUPS if stand_ins and one not in groups):
            await _declare_stand_ins(channel, group)
        await _bind_tester(channel, GROUPS if stand_ins else groups)


async def _declare_queue(channel: AbstractChannel, queue: Queue) -> None:
    arguments = {"x-queue-type": "quorum", **queue.arguments}
    await _bind(await channel.declare_queue(queue.name, durable=True, arguments=arguments), queue)


async def _declare_stand_ins(channel: AbstractChannel, group: str) -> None:
    for exchange in exchanges_of(group):
        await channel.declare_exchange(exchange.name, exchange.kind)
    for queue in queues_of(group):
        declared = await channel.declare_queue(queue.name)
        if queue.name == group:
            await _bind(declared, queue)


async def _bind(declared: AbstractQueue, queue: Queue) -> None:
    for exchange, key in queue.bindings:
        await declared.bind(exchange, key)


async def waiting(amqp_url: str) -> dict[str, int]:
    """Count what is ready in each queue of the table, asked of the queues themselves; an empty one is left out."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        found = [await channel.declare_queue(one.name, passive=True) for one in queues()]
    return {one.name: count for one in found if (count := one.declaration_result.message_count)}


async def empty(amqp_url: str, names: Iterable[str]) -> None:
    """Throw away what is ready in these queues."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        for name in names:
            await (await channel.get_queue(name, ensure=False)).purge()


async def _declare(channel: AbstractChannel, *exchanges: Exchange) -> None:
    for one in exchanges:
        await channel.declare_exchange(one.name, one.kind, durable=True, arguments=one.arguments)


async def _bind_tester(channel: AbstractChannel, groups: Collection[str]) -> None:
    exchange = await channel.declare_exchange(exchange_of(TESTER), "topic", durable=True)
    for route in ROUTES:
        if route.to in groups:
            queue = await channel.get_queue(route.to, ensure=False)
            await queue.bind(exchange, topic_of(route.message.TYPE))
