"""What the bus costs: one hop (consume, publish with confirm, acknowledge) through a handler, beside bare aio-pika.

Both run on uvloop, on the same broker, in turns; the same 1 KiB envelopes, persistent, quorum queues, prefetch 100,
at most 100 unconfirmed. Ours also checks the envelope and the message in it, keeps the order per key, counts and times;
bare aio-pika passes bytes and properties on. Processor time a message is printed too: on a busy machine it says more
than the clock.

    python benchmarks/bus_hop.py amqp://user:password@host/vhost [--messages 10000] [--rounds 3]
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import aio_pika
import uvloop

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


async def run(url: str, messages: int, rounds: int) -> None:
    await apply_topology(url)
    contenders: dict[str, Callable[[str, int], Awaitable[float]]] = {"bare aio-pika": bare, "dealbus": ours}
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
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, found in rates.items():
        cost = statistics.median(costs[name])
        print(
            f"{name:14} {medians[name]:8.0f} messages/s {cost:6.0f} µs of processor time each   {[*map(round, found)]}"
        )
    print(f"ratio          {medians['dealbus'] / medians['bare aio-pika']:8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    uvloop.run(run(chosen.url, chosen.messages, chosen.rounds))
