"""Dead letters, read and replayed from the command line (the management UI's "Move messages" does the same)."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aio_pika.abc import AbstractIncomingMessage
from pamqp.commands import Basic

from shared.bus import letter
from shared.bus.connection import Link
from shared.bus.publisher import Publisher
from shared.bus.topology import retry_exchange


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message the bus gave up.

    Args:
        id: identity of the event.
        type: wire type; empty where the body could not be read.
        reason: a word from a closed set: of the handler's `Permanent`, or `unreadable`, `unhandled`, `misrouted`,
            `exhausted`, `bug`, or `delivery_limit` when the broker gave it up because consumers kept dying over it.
        sentence: what a person can do.
        error: class of the error under it.
        attempts: failed runs that counted.
        first_failure, last_failure: None where the broker gave it up.
        body: the envelope's bytes.
    """

    id: str
    type: str
    subject: str
    correlation_id: str
    reason: str
    sentence: str
    error: str
    attempts: int
    first_failure: datetime | None
    last_failure: datetime | None
    body: bytes


async def dead_letters(url: str, group: str, *, limit: int = 1000) -> list[DeadLetter]:
    """Read a group's dead letters, oldest first, and leave them where they are."""
    async with _dead(url, group, limit) as found:
        return [_read(message) async for message in found]


async def replay(url: str, group: str, *, where: Callable[[DeadLetter], bool], limit: int = 1000) -> int:
    """Hand dead letters back to their group, which runs facts and notes and looks again where a command was meant.

    Args:
        url: broker.
        group: whose dead letters.
        where: says yes to those to be replayed; the others stay.
        limit: replay no more than this.

    Returns:
        how many were replayed.
    """
    link = Link(url, "replay")
    publisher = Publisher(link, service="replay")
    replayed = 0
    try:
        async with _dead(url, group, None) as found:
            async for message in found:
                if replayed == limit:
                    break
                if where(_read(message)):
                    await publisher.put(retry_exchange(group), f"{group}.replay", message.body, _again(message))
                    await message.ack()
                    replayed += 1
    finally:
        await link.close()
    return replayed


@asynccontextmanager
async def _dead(url: str, group: str, limit: int | None) -> AsyncIterator[AsyncIterator[AbstractIncomingMessage]]:
    """Messages of the dead queue as it is now; those not acknowledged return to it in the end."""
    link = Link(url, "dead letters")
    try:
        channel = await link.channel(confirms=False)
        queue = await channel.declare_queue(f"{group}.dead", passive=True)
        present = queue.declaration_result.message_count or 0

        async def messages() -> AsyncIterator[AbstractIncomingMessage]:
            for _ in range(present if limit is None else min(present, limit)):
                message = await queue.get(fail=False)
                if message is None:
                    return
                yield message

        yield messages()
    finally:
        await link.close()


def _again(message: AbstractIncomingMessage) -> Basic.Properties:
    return Basic.Properties(
        message_id=letter.fresh_id(),
        message_type=message.type,
        correlation_id=message.correlation_id,
        content_type=message.content_type,
        delivery_mode=2,
        app_id=message.app_id,
        timestamp=message.timestamp,
        headers={name: value for name, value in message.headers.items() if not name.startswith("x-")},
    )


def _read(message: AbstractIncomingMessage) -> DeadLetter:
    headers = message.headers
    ours = letter.DEAD in headers
    return DeadLetter(
        id=str(_envelope(message.body).get("id", message.message_id or "")),
        type=message.type or str(_envelope(message.body).get("type", "")),
        subject=str(headers.get(letter.SUBJECT, "")),
        correlation_id=str(message.correlation_id or ""),
        reason=str(headers.get(letter.REASON, "")) if ours else str(headers.get("x-first-death-reason", "unknown")),
        sentence=str(headers.get(letter.SENTENCE, "")) if ours else _by_broker(headers),
        error=str(headers.get(letter.ERROR, "")),
        attempts=_int(headers.get(letter.ATTEMPTS)),
        first_failure=_moment(headers.get(letter.FIRST_FAILURE)),
        last_failure=_moment(headers.get(letter.LAST_FAILURE)),
        body=message.body,
    )


_BY_BROKER = (
    "the broker gave it up after delivering it again and again; look for crashes of the service, then replay it"
)
_SET_ASIDE = (
    "it is no message of the bus: its AMQP properties or its body are too long or cannot be decoded; look who sent it "
    "and do not replay it"
)


def _by_broker(headers: Mapping[str, Any]) -> str:
    return _SET_ASIDE if headers.get("x-first-death-reason") == "rejected" else _BY_BROKER


def _envelope(body: bytes) -> Mapping[str, Any]:
    with suppress(ValueError):
        envelope = json.loads(body)
        if isinstance(envelope, dict):
            return envelope
    return {}


def _moment(text: object) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(str(text))
    return None


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
