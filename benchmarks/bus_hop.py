"""What the bus costs: one hop (consume, publish with confirm, acknowledge) through a handler, beside its peers.

All run on uvloop, on the same broker, in turns; the same 1 KiB envelopes, persistent, quorum queues, prefetch 100,
at most 100 unconfirmed. Ours also checks the envelope and the message in it, keeps the order per key, counts and times.
FastStream, where it is installed (`pip install -e .[benchmarks]`), checks the same envelope, and no more; bare aio-pika
passes bytes and properties on. Processor time a message is what counts on a busy machine, and its ratio within one run.

    python benchmarks/bus_hop.py [--messages 10000] [--rounds 3] [--url amqp://user:password@host/vhost]

Without a URL a broker of its own is started.
"""

import argparse
import asyncio
import importlib
import importlib.util
import json
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aio_pika
import uvloop

from sandbox.stack import local_broker
from sandbox.stack.rabbitmq import private_node
from shared.bus.bus import Bus
from shared.bus.lane import Lane, on
from shared.bus.result import HandlerResult
from shared.bus.topology import apply_topology
from shared.messages.envelope import Envelope, wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import DealWanted
from shared.messages.ring.facts import OrderChanged
from shared.messages.ring.message import Message
from shared.messages.routes import ONEC, ROUTER, exchange_of
from shared.messages.things import Ref

PREFETCH = 100
BODY_BYTES = 1024
SOURCE = "stage-router.orders"
TARGET = "mapper.orders"


def fact(number: int, padding: int) -> OrderChanged:
    ref = Ref(system="onec", kind="order", id=f"{number:036}")
    return OrderChanged(order=SalesOrder(ref=ref, note="x" * padding))


def one_kibibyte() -> int:
    return BODY_BYTES - len(body_of(fact(0, 0)))


def body_of(message: Message) -> bytes:
    return wrap(message, source="bench").model_dump_json(exclude_none=True).encode()


async def fill(url: str, messages: int) -> None:
    async with Bus.connect(url, service=ONEC) as bus:
        padding = one_kibibyte()
        for start in range(0, messages, 1000):
            await bus.publish(*(fact(number, padding) for number in range(start, min(start + 1000, messages))))


async def empty(url: str, queue: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await (await channel.get_queue(queue)).purge()


async def ours(url: str, messages: int) -> float:
    finished = asyncio.Event()
    handled = 0

    async def handle(_: Envelope, message: OrderChanged) -> HandlerResult:
        nonlocal handled
        handled += 1
        if handled == messages:
            finished.set()
        return HandlerResult(publish=[DealWanted(order=message.order)])

    async with Bus.connect(url, service=ROUTER) as bus:
        started = time.perf_counter()
        async with bus.serve(Lane(group=SOURCE, handlers=[on(OrderChanged, handle)], prefetch=PREFETCH)):
            await finished.wait()
        return messages / (time.perf_counter() - started)


async def bare(url: str, messages: int) -> float:
    finished = asyncio.Event()
    handled = 0
    async with await aio_pika.connect(url) as consuming, await aio_pika.connect(url) as publishing:
        channel = await consuming.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        exchange = await (await publishing.channel(on_return_raises=True)).get_exchange(exchange_of(ROUTER))

        async def handle(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal handled
            onward = aio_pika.Message(
                message.body,
                delivery_mode=2,
                headers={"subject": message.headers["subject"]},
                type="dealbus.deal.wanted.v1",
                content_type=message.content_type,
                correlation_id=message.correlation_id,
                app_id=message.app_id,
                timestamp=message.timestamp,
            )
            await exchange.publish(onward, "deal.wanted", mandatory=True)
            await message.ack()
            handled += 1
            if handled == messages:
                finished.set()

        queue = await channel.get_queue(SOURCE)
        started = time.perf_counter()
        await queue.consume(handle)
        await finished.wait()
        return messages / (time.perf_counter() - started)


async def faststream(url: str, messages: int) -> float:
    """The same hop as FastStream's users write it: a typed handler and a confirmed publication."""
    rabbit: Any = importlib.import_module("faststream.rabbit")  # not in every environment
    finished = asyncio.Event()
    handled = 0
    plain = {"declare": False, "durable": True}
    channel = rabbit.Channel(prefetch_count=PREFETCH, publisher_confirms=True, on_return_raises=True)
    broker = rabbit.RabbitBroker(url, default_channel=channel, log_level=logging.WARNING, logger=None)
    outwards = rabbit.RabbitExchange(exchange_of(ROUTER), type=rabbit.ExchangeType.TOPIC, **plain)

    async def decoded(message: Any) -> Any:
        return json.loads(message.body)  # its own goes by `application/json` alone, and ours says CloudEvents

    async def handle(envelope: Envelope) -> None:
        nonlocal handled
        await broker.publish(
            envelope,
            routing_key="deal.wanted",
            exchange=outwards,
            mandatory=True,
            persist=True,
            headers={"subject": envelope.subject},
            correlation_id=envelope.correlationid,
            message_type="dealbus.deal.wanted.v1",
        )
        handled += 1
        if handled == messages:
            finished.set()

    broker.subscriber(rabbit.RabbitQueue(SOURCE, **plain), no_reply=True, decoder=decoded)(handle)
    started = time.perf_counter()
    await broker.start()
    try:
        await finished.wait()
        return messages / (time.perf_counter() - started)
    finally:
        await broker.stop()


async def run(url: str, messages: int, rounds: int) -> None:
    await apply_topology(url)
    contenders: dict[str, Callable[[str, int], Awaitable[float]]] = {"bare aio-pika": bare, "dealbus": ours}
    if importlib.util.find_spec("faststream"):
        contenders["FastStream"] = faststream
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    costs: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            await empty(url, SOURCE)
            await fill(url, messages)
            spent = time.process_time()
            rates[name].append(await contender(url, messages))
            costs[name].append((time.process_time() - spent) / messages * 1e6)
            await empty(url, TARGET)
    least = statistics.median(costs["bare aio-pika"])
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[1]:.1f} over 5 minutes, {messages} messages")
    for name, found in rates.items():
        cost = statistics.median(costs[name])
        print(
            f"{name:14} {statistics.median(found):8.0f} messages/s {cost:6.0f} µs of processor time each, "
            f"{cost / least:4.2f} of bare aio-pika   {[*map(round, costs[name])]}"
        )


async def main(url: str, messages: int, rounds: int) -> None:
    """Run on the broker given, else on one of our own."""
    if url:
        await run(url, messages, rounds)
        return
    with tempfile.TemporaryDirectory(prefix="bus-hop-") as folder:
        async with local_broker(Path(folder), private_node(Path(folder))) as broker:
            await run(await broker.create_vhost("hop"), messages, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    uvloop.run(main(chosen.url, chosen.messages, chosen.rounds))
