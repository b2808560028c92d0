"""What the bus publishes and what lies in its queues, seen from outside, whatever exchanges and queues are called."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import aio_pika

from sandbox.stack import Stack
from tests.upgrade.putting_back import vhost_of
from tests.upgrade.release import Delivery

FACTS = ("deal.changed", "order.changed", "order.status")
QUIET_S = 3.0
_SHORTEST_RUNG_MS = 5_000

Envelope = dict[str, Any]


def topic_of(envelope: Envelope) -> str:
    return str(envelope["type"]).removeprefix("dealbus.").rpartition(".v")[0]


def facts(published: list[Envelope]) -> list[Envelope]:
    return [envelope for envelope in published if topic_of(envelope) in FACTS]


class Watch:
    """Every message published to a topic exchange since `watching` began."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.published: list[Envelope] = []

    async def note(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        self.published.append(json.loads(message.body))

    async def until_quiet(self, timeout_s: float = 240) -> list[Envelope]:
        """Wait until nothing waits, is handled or is published, and return what was published since the last time."""
        began, seen, since = time.monotonic(), -1, time.monotonic()
        while time.monotonic() - since < QUIET_S:
            busy = {queue["name"]: queue["messages"] for queue in await self._queues() if queue.get("messages")}
            if busy or len(self.published) != seen:
                seen, since = len(self.published), time.monotonic()
            assert time.monotonic() - began < timeout_s, f"no rest in {timeout_s} s: {busy}, {self.published[-3:]}"
            await asyncio.sleep(0.25)
        published, self.published = self.published, []
        return published

    async def _queues(self) -> list[dict[str, Any]]:
        """Queues from which messages are taken by themselves and soon: work, and the shortest rungs."""
        return [queue for queue in await all_queues(self._stack) if not _keeps(queue)]


def _keeps(queue: dict[str, Any]) -> bool:
    arguments = queue["arguments"]
    is_dead = "x-dead-letter-exchange" not in arguments
    return is_dead or arguments.get("x-message-ttl", 0) > _SHORTEST_RUNG_MS or queue.get("exclusive", False)


@asynccontextmanager
async def watching(stack: Stack) -> AsyncIterator[Watch]:
    """Bind a queue of our own to every topic exchange."""
    watch = Watch(stack)
    async with await aio_pika.connect(stack.surroundings.amqp_url) as connection:
        channel = await connection.channel()
        probe = await channel.declare_queue(exclusive=True)
        for exchange in await _look(stack, "exchanges"):
            if exchange["type"] == "topic" and not exchange["name"].startswith("amq."):
                await probe.bind(exchange["name"], "#")
        await probe.consume(watch.note, no_ack=True)
        yield watch


async def all_queues(stack: Stack) -> list[dict[str, Any]]:
    return [queue for queue in await _look(stack, "queues") if not queue.get("exclusive")]


async def lying(stack: Stack) -> list[Delivery]:
    """Read all messages in all queues and leave them there; nobody may be consuming."""
    found = []
    async with await aio_pika.connect(stack.surroundings.amqp_url) as connection:
        channel = await connection.channel()
        for one in await all_queues(stack):
            queue = await channel.get_queue(one["name"], ensure=False)
            while (message := await queue.get(fail=False)) is not None:
                found.append(Delivery(one["name"], message.routing_key or "", {}, dict(message.headers), message.body))
    return found


async def let_rungs_pass(stack: Stack) -> int:
    """Send what lies on the rungs where the broker would when its time is over, and return its number."""
    moved = 0
    async with await aio_pika.connect(stack.surroundings.amqp_url) as connection:
        channel = await connection.channel()
        for one in await all_queues(stack):
            if not one["arguments"].get("x-message-ttl"):
                continue
            back = await channel.get_exchange(one["arguments"]["x-dead-letter-exchange"], ensure=False)
            queue = await channel.get_queue(one["name"], ensure=False)
            while (message := await queue.get(fail=False)) is not None:
                await back.publish(message, one["arguments"]["x-dead-letter-routing-key"])
                await message.ack()
                moved += 1
    return moved


async def _look(stack: Stack, what: str) -> list[dict[str, Any]]:
    async with stack.broker.management() as api:
        answer = await api.get(f"/api/{what}/{quote(vhost_of(stack), safe='')}")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found
