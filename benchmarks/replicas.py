"""What replicas give: messages a second through stage-router and mapper, one replica of each beside four, in one run.

    python benchmarks/replicas.py [--messages 5000] [--rounds 3]

Starts a broker and a database of its own (or takes those given by `DEALBUS_AMQP_URL` and `DEALBUS_MONGO_URL`). The
services are the real ones, as processes; they are started, frozen, given the messages, and thawed, so that starting is
not measured. Every message is a new deal with three rows, the dearest kind: the mapper stores a pair for each. "both"
is the way from the fact to the command for 1C. Processor time a message is printed too: on a busy machine it says more
than the clock, and cores divided by it is the most that any number of replicas can reach.
"""

import argparse
import asyncio
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import aio_pika
import uvloop

from sandbox.stack import Program, Stack, StackPlan, replicas_of, running_stack
from shared.bus.bus import Bus
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.decisions import OrderWanted
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.message import Message
from shared.messages.routes import B24, ROUTER
from shared.messages.things import Customer, Item, LegalEntity, Line, Manager, Ref, Stage

REPLICAS = (1, 4)
PATIENCE_S = 300
AT_ONCE = 1000


@dataclass
class Way:
    """What is measured: services between two queues, and the message that goes in, in the name of `by`."""

    name: str
    services: tuple[str, ...]
    by: str
    source: str
    target: str
    message: Callable[[SalesOrder], Message]
    rates: dict[int, list[float]] = field(default_factory=lambda: {replicas: [] for replicas in REPLICAS})
    costs: dict[int, list[tuple[float, float]]] = field(default_factory=lambda: {replicas: [] for replicas in REPLICAS})


def ways() -> tuple[Way, ...]:
    decided = lambda deal: OrderWanted(order=deal, wanted="yes", may_create=True)  # noqa: E731 - one short act
    fact = lambda deal: DealChanged(order=deal)  # noqa: E731
    return (
        Way("stage-router", ("stage-router",), B24, "stage-router.orders", "mapper.orders", fact),
        Way("mapper", ("mapper",), ROUTER, "mapper.orders", "onec-connector.orders", decided),
        Way("both", ("stage-router", "mapper"), B24, "stage-router.orders", "onec-connector.orders", fact),
    )


def deal(number: int) -> SalesOrder:
    """A deal in «Заказ в работе»."""
    entity = LegalEntity(ref=_b24("requisite", number % 200), name=f"ООО Клиент {number % 200}", inn="7701310010")
    lines = tuple(
        Line(
            key=str(row),
            item=Item(ref=_b24("product", (number + row) % 300), name=f"Товар {row}", article=f"A-{row}"),
            quantity=Decimal(row),
            price=Decimal("120.50"),
            vat_rate=Decimal(20),
            total=Decimal("120.50") * row,
        )
        for row in (1, 2, 3)
    )
    return SalesOrder(
        ref=_b24("deal", number),
        groups=dict.fromkeys(OrderGroup, Stamp(edited=number)),
        dated=datetime(2026, 2, 1, tzinfo=UTC),
        title=f"Заказ {number}",
        customer=Customer(ref=_b24("company", number % 200), name=entity.name, legal_entity=entity),
        manager=Manager(ref=_b24("user", 11), name="Сидоров Иван", email="sidorov@td.example"),
        lines=lines,
        total=Decimal("723.00"),
        stage=Stage(pipeline="0", id="PREPARATION", semantic="P"),
    )


def _b24(kind: str, number: int) -> Ref:
    return Ref(system="b24", kind=kind, id=str(number))


async def measure(stack: Stack, way: Way, replicas: int, deals: Iterator[int], messages: int) -> None:
    """Drain the messages once and note how fast."""
    names = [name for service in way.services for name in replicas_of(service, replicas)]
    await stack.add_services(*names)
    running = [stack.services[name].program for name in names]
    servers = [one for one in (stack.broker.program, stack.database.program) if one]
    signalled(running, signal.SIGSTOP)
    await fill(stack, way, deals, messages)
    spent, served, began = processor_time(running), processor_time(servers), time.perf_counter()
    signalled(running, signal.SIGCONT)
    await arrived(stack, way.target, messages)
    taken = time.perf_counter() - began
    way.rates[replicas].append(messages / taken)
    costs = processor_time(running) - spent, processor_time(servers) - served
    way.costs[replicas].append((costs[0] / messages * 1e6, costs[1] / messages * 1e6))
    await asyncio.gather(*(program.stop() for program in running))
    await purge(stack, way.target)


def signalled(running: list[Program], number: signal.Signals) -> None:
    for program in running:
        program.signal(number)


def processor_time(running: list[Program]) -> float:
    """Seconds of processor that programs have used since they began."""
    ticks = 0
    for program in running:
        told = Path(f"/proc/{program.pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def fill(stack: Stack, way: Way, deals: Iterator[int], messages: int) -> None:
    async with Bus.connect(stack.surroundings.amqp_url, service=way.by) as bus:
        for start in range(0, messages, AT_ONCE):
            batch = range(min(AT_ONCE, messages - start))
            await bus.publish(*(way.message(deal(next(deals))) for _ in batch))


async def arrived(stack: Stack, queue: str, messages: int) -> None:
    """Wait until as many stand in a queue that nobody reads.

    Raises:
        TimeoutError: they do not come.
    """
    async with asyncio.timeout(PATIENCE_S), await aio_pika.connect(stack.surroundings.amqp_url) as connection:
        channel = await connection.channel()
        while (await channel.declare_queue(queue, passive=True)).declaration_result.message_count != messages:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def purge(stack: Stack, queue: str) -> None:
    async with await aio_pika.connect(stack.surroundings.amqp_url) as connection:
        await (await (await connection.channel()).get_queue(queue)).purge()


def report(way: Way) -> None:
    medians = {replicas: statistics.median(found) for replicas, found in way.rates.items()}
    for replicas, found in way.rates.items():
        services, servers = (statistics.median(costs) for costs in zip(*way.costs[replicas], strict=True))
        print(
            f"{way.name:13} × {replicas} {medians[replicas]:7.0f} messages/s; processor time each {services:5.0f} µs "
            f"in services, {servers:5.0f} µs in broker and database   {[*map(round, found)]}"
        )
    print(f"{way.name:13} ratio {medians[REPLICAS[-1]] / medians[REPLICAS[0]]:5.2f}")


async def run(messages: int, rounds: int) -> None:
    deals, measured = count(1), ways()
    async with running_stack(Path(".local/benchmark"), StackPlan(simulators=False, services=())) as stack:
        await stack.console("topology", "apply")
        for _ in range(rounds):
            for way in measured:
                for replicas in REPLICAS:
                    await measure(stack, way, replicas, deals, messages)
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[1]:.1f} over 5 minutes")
    for way in measured:
        report(way)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    uvloop.run(run(chosen.messages, chosen.rounds))
