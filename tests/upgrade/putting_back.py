"""Database and queues of an older release, put back as they were."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import quote

import aio_pika

from sandbox.stack import Stack
from tests.upgrade.release import Delivery, Release

_LONG_AGO = timedelta(hours=1)

Collections = dict[str, list[dict[str, Any]]]


async def put_back(stack: Stack, release: Release) -> None:
    """Fill the empty database and virtual host of a stack."""
    async with stack.database.client() as client:
        database = client[stack.surroundings.mongo_database]
        for name, documents in _as_of_now(release).items():
            await database[name].insert_many(documents)
        for name, indexes in release.indexes.items():
            for index in indexes:
                options = {key: value for key, value in index.items() if key != "key"}
                await database[name].create_index(list(index["key"].items()), **options)
    await _put_back_topology(stack, release)
    await put_letters(stack.surroundings.amqp_url, release.letters)


def _as_of_now(release: Release) -> Collections:
    """Take the time since the dump out of what is compared with the clock.

    A write that a waiting command will finish began as shortly before as it had: one of ten minutes ago would be
    nobody's, as is one whose command was given up. What is held for minutes, a lease or a claim, has run out.
    """
    now, unfinished = datetime.now(UTC), {letter.subject for letter in release.waiting if letter.is_command}

    def fresh(document: dict[str, Any]) -> dict[str, Any]:
        if "until" in document:
            return {**document, "until": min(document["until"], now)}
        if "writing" not in document:
            return document
        since = document["writing"]["since"]
        moved = since + (now - release.taken_at) if document["_id"] in unfinished else min(since, now - _LONG_AGO)
        return {**document, "writing": {**document["writing"], "since": moved}}

    return {name: [fresh(one) for one in documents] for name, documents in release.documents.items()}


async def _put_back_topology(stack: Stack, release: Release) -> None:
    made = release.topology
    told = {
        "exchanges": [{"durable": True, "auto_delete": False, "internal": False, **one} for one in made["exchanges"]],
        "queues": [{"durable": True, "auto_delete": False, **one} for one in made["queues"]],
        "bindings": [{"destination_type": "queue", "arguments": {}, **one} for one in made["bindings"]],
    }
    async with stack.broker.management() as api:
        (await api.post(f"/api/definitions/{quote(vhost_of(stack), safe='')}", json=told)).raise_for_status()


async def put_letters(url: str, letters: Iterable[Delivery]) -> None:
    """Put messages into their queues with the routing keys and headers they had."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        for name, inside in groupby(letters, lambda letter: letter.queue):
            # A way of their own: the default exchange would make the queue's name their routing key.
            way = await channel.declare_exchange(f"to {name}", aio_pika.ExchangeType.FANOUT, auto_delete=True)
            queue = await channel.get_queue(name, ensure=False)
            await queue.bind(way)
            for letter in inside:
                await way.publish(message_of(letter), letter.routing_key)
            await queue.unbind(way)


def message_of(letter: Delivery) -> aio_pika.Message:
    known = dict(letter.properties)
    moment = known.pop("timestamp", None)
    return aio_pika.Message(
        letter.body,
        headers=letter.headers,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        timestamp=datetime.fromisoformat(moment) if moment else None,
        **known,
    )


def vhost_of(stack: Stack) -> str:
    return stack.surroundings.amqp_url.rsplit("/", 1)[1]
