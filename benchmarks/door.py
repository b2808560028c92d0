"""What the door for the portal's events costs, beside a bare Starlette and aio-pika door in the same run.

Both stand behind uvicorn and h11 in this process, are asked over kept connections by a client of a few lines, and
answer after the broker's confirm; same broker, same events of 300 deals, persistent messages, quorum queue. Ours also
compares token and portal, reads the form, bounds what it reads, builds a message and its envelope, and counts.
Printed: events a second and processor time each with 100 at once, and their ratio; then what an open loop of `--rate`
events a second for `--seconds` was answered with and after how long. Every 200 must be a message in the queue.

    python benchmarks/door.py [--events 3000] [--rounds 3] [--rate 100] [--seconds 60] [--url amqp://…]
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import aio_pika
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.stack import free_ports, local_broker
from sandbox.stack.rabbitmq import private_node
from services.b24_connector.intake import DealPush
from services.b24_connector.intake.push import PATH
from services.b24_connector.memory.deal import DealStore
from shared.bus.bus import Bus
from shared.bus.topology import apply_topology
from shared.messages.routes import B24, exchange_of
from shared.process.http import serve

QUEUE = "b24-connector.orders"
DEALS, AT_ONCE = 300, 100
TOKEN, MEMBER = "a" * 32, "b" * 32
FORM = "application/x-www-form-urlencoded"


def event(number: int) -> bytes:
    """An event as the portal posts it."""
    fields = {
        "event": "ONCRMDEALUPDATE",
        "event_handler_id": "1",
        "data[FIELDS][ID]": str(number % DEALS + 1),
        "ts": "1764400000",
        "auth[domain]": "portal.example",
        "auth[client_endpoint]": "https://portal.example/rest/",
        "auth[member_id]": MEMBER,
        "auth[application_token]": TOKEN,
    }
    return urlencode(fields).encode()


class Line:
    """A connection that is kept, for one request after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def post(self, body: bytes) -> int:
        """Give an event to a door and return the status of its answer."""
        head = f"POST {PATH} HTTP/1.1\r\nhost: door\r\ncontent-type: {FORM}\r\ncontent-length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        await self.reader.readexactly(int(answer.partition(b"content-length: ")[2].partition(b"\r")[0]))
        return int(answer.split()[1])


@asynccontextmanager
async def lines_to(port: int) -> AsyncIterator["asyncio.Queue[Line]"]:
    """Open the connections of a client."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(AT_ONCE):
        free.put_nowait(Line(*await asyncio.open_connection("127.0.0.1", port)))
    yield free
    while not free.empty():
        free.get_nowait().writer.close()


@asynccontextmanager
async def answering(work: Coroutine[Any, Any, None], port: int) -> AsyncIterator["asyncio.Queue[Line]"]:
    """Let a door answer for a while."""
    serving = asyncio.create_task(work)
    await asyncio.sleep(1)
    try:
        async with lines_to(port) as free:
            yield free
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def ours(bus: Bus) -> Starlette:
    """The connector's own door; of deals it asks no store."""
    store = cast("DealStore", None)
    push = DealPush(bus.publish, store, token=TOKEN, member_id=MEMBER, missed=lambda: None)
    return Starlette(routes=[push.route])


def bare(exchange: aio_pika.abc.AbstractExchange) -> Starlette:
    """What the same costs without anything of ours."""

    async def take(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if form.get("auth[application_token]") != TOKEN:
            return PlainTextResponse("no", 403)
        message = aio_pika.Message(form["data[FIELDS][ID]"].encode(), delivery_mode=2)
        await exchange.publish(message, "deal.touched", mandatory=True)
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(PATH, take, methods=["POST"])])


def bare_server(door: Starlette, port: int) -> Coroutine[Any, Any, None]:
    config = uvicorn.Config(door, port=port, http="h11", ws="none", log_config=None, access_log=False, lifespan="off")
    return uvicorn.Server(config).serve()


async def crowded(free: "asyncio.Queue[Line]", events: int) -> Counter[int]:
    """As fast as it goes, 100 at once."""
    answers: Counter[int] = Counter()
    numbers = iter(range(events))

    async def one_of_many(line: Line) -> None:
        for number in numbers:
            answers[await line.post(event(number))] += 1
        free.put_nowait(line)

    await asyncio.gather(*(one_of_many(free.get_nowait()) for _ in range(AT_ONCE)))
    return answers


async def open_loop(free: "asyncio.Queue[Line]", rate: int, seconds: int) -> tuple[Counter[int], list[float]]:
    """Events that come whether or not the former ones were answered; returns answers and seconds until each."""
    answers: Counter[int] = Counter()
    waited: list[float] = []

    async def one(number: int, due: float) -> None:
        line = await free.get()
        answers[await line.post(event(number))] += 1
        free.put_nowait(line)
        waited.append(time.perf_counter() - due)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(rate * seconds):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(number, due))
    return answers, waited


async def arrived(channel: aio_pika.abc.AbstractChannel, answers: Counter[int]) -> str:
    """Compare what was answered with what the queue holds, and empty it."""
    purged = await (await channel.get_queue(QUEUE)).purge()
    return f"{answers[200]} times 200, {purged.message_count} messages, {answers.total() - answers[200]} refused"


async def run(url: str, events: int, rounds: int, rate: int, seconds: int) -> None:
    await apply_topology(url)
    async with AsyncExitStack() as opened:
        bus = await opened.enter_async_context(Bus.connect(url, service=B24))
        connection = await opened.enter_async_context(await aio_pika.connect(url))
        publishing = await connection.channel(on_return_raises=True)
        channel = await connection.channel()
        exchange = await publishing.get_exchange(exchange_of(B24))
        doors: dict[str, Callable[[int], Coroutine[Any, Any, None]]] = {
            "bare door": lambda port: bare_server(bare(exchange), port),
            "dealbus": lambda port: serve(ours(bus), host="127.0.0.1", port=port),
        }
        rates: dict[str, list[float]] = {name: [] for name in doors}
        costs: dict[str, list[float]] = {name: [] for name in doors}
        for _ in range(rounds):
            for name, door in doors.items():
                (port,) = free_ports(1)
                async with answering(door(port), port) as free:
                    began, spent = time.perf_counter(), time.process_time()
                    answers = await crowded(free, events)
                    rates[name].append(events / (time.perf_counter() - began))
                    costs[name].append((time.process_time() - spent) / events * 1e6)
                print(f"{name:10} {await arrived(channel, answers)}")
        report(rates, costs)
        (port,) = free_ports(1)
        async with answering(doors["dealbus"](port), port) as free:
            answers, waited = await open_loop(free, rate, seconds)
        slowest = statistics.quantiles(waited, n=20)[-1] * 1000
        print(f"open loop of {rate} events a second for {seconds} s: {await arrived(channel, answers)}")
        print(f"answered after {statistics.median(waited) * 1000:.0f} ms (median), {slowest:.0f} ms (95 %)")


def report(rates: dict[str, list[float]], costs: dict[str, list[float]]) -> None:
    """Print medians, and ours as a share of the bare door's."""
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[1]:.1f} over 5 minutes")
    for name, found in rates.items():
        print(
            f"{name:10} {statistics.median(found):6.0f} events/s "
            f"{statistics.median(costs[name]):5.0f} µs of processor time each"
        )
    fast = statistics.median(ours / other for ours, other in zip(rates["dealbus"], rates["bare door"], strict=True))
    dear = statistics.median(costs["bare door"]) / statistics.median(costs["dealbus"])
    print(f"dealbus / bare door: {fast:.2f} by events a second, {dear:.2f} by processor time")


async def main(chosen: argparse.Namespace) -> None:
    """Run on the broker given, else on one of our own."""
    given = (chosen.events, chosen.rounds, chosen.rate, chosen.seconds)
    if chosen.url:
        await run(chosen.url, *given)
        return
    with tempfile.TemporaryDirectory(prefix="door-") as folder:
        async with local_broker(Path(folder), private_node(Path(folder))) as broker:
            await run(await broker.create_vhost("door"), *given)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="")
    for name, usual in (("events", 3000), ("rounds", 3), ("rate", 100), ("seconds", 60)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    uvloop.run(main(parser.parse_args()))
