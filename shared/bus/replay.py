"""Reads, replays and deletes dead letters for the command line (replays as the management UI's "Move messages")."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiormq.channel import Channel as Wire
from pamqp.commands import Basic

from shared.bus import delivery
from shared.bus.connection import Link, wire_of
from shared.bus.delivery import Delivery
from shared.bus.publisher import Publisher
from shared.bus.topology import retry_exchange

_LONGEST_WORD = 200


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message the bus gave up, with its reason.

    Args:
        id: identity of the event.
        type: wire type; empty where the body could not be read.
        reason: a word from a closed set: of the handler's `Permanent`, or `unreadable`, `unhandled`, `misrouted`,
            `exhausted`, `bug`, `crash`; where the broker put it aside whole, `delivery_limit` because it was delivered
            again and again, or `unfit`.
        sentence: what a person can do.
        error: class of the error under it.
        attempts: failed runs that counted.
        first_failure, last_failure: None where the broker gave it up.
        body: the envelope's bytes.
        since: when it came here; None: nobody has noted it.
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
    since: datetime | None = None


async def dead_letters(url: str, group: str, *, limit: int = 1000) -> list[DeadLetter]:
    """Read a group's dead letters, oldest first, and leave them where they are."""
    async with _dead(url, group, limit) as found:
        return [_read(message) async for message in found]


async def replay(url: str, group: str, *, where: Callable[[DeadLetter], bool], limit: int = 1000) -> int:
    """Replay dead letters to their group: facts and notes run again, of a command its source is looked at anew.

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
            async for dead in found:
                if replayed == limit:
                    break
                if where(_read(dead)):
                    await publisher.put(retry_exchange(group), f"{group}.replay", dead.body, dead.for_replay())
                    await found.ack(dead)
                    replayed += 1
    finally:
        await link.close()
    return replayed


async def drop(url: str, group: str, *, where: Callable[[DeadLetter], bool]) -> list[DeadLetter]:
    """Delete dead letters for good instead of replaying them, and return them.

    Args:
        url: broker.
        group: whose dead letters.
        where: says yes to those to be deleted; the others stay.
    """
    dropped = []
    async with _dead(url, group, None) as found:
        async for dead in found:
            if where(one := _read(dead)):
                await found.ack(dead)
                dropped.append(one)
    return dropped


@dataclass(frozen=True, slots=True)
class _DeadQueue:
    """Messages that the dead-letter queue holds now; those not acknowledged return to it when the block ends."""

    wire: Wire
    group: str
    count: int

    async def __aiter__(self) -> AsyncIterator[Delivery]:
        for _ in range(self.count):
            got = await self.wire.basic_get(f"{self.group}.dead")
            if isinstance(got.delivery, Basic.GetEmpty):
                return
            yield Delivery.of(got, self.group)

    async def ack(self, dead: Delivery) -> None:
        await self.wire.basic_ack(dead.tag)


@asynccontextmanager
async def _dead(url: str, group: str, limit: int | None) -> AsyncIterator[_DeadQueue]:
    link = Link(url, "dead letters")
    try:
        wire = await wire_of(await link.channel(confirms=False))
        present = (await wire.queue_declare(f"{group}.dead", passive=True)).message_count or 0
        yield _DeadQueue(wire, group, present if limit is None else min(present, limit))
    finally:
        await link.close()


def _read(dead: Delivery) -> DeadLetter:
    headers, properties, envelope = dead.headers, dead.properties, _envelope(dead.body)
    reason, sentence = _why(dead)
    return DeadLetter(
        id=_word(envelope.get("id")) or str(properties.message_id or ""),
        type=properties.message_type or _word(envelope.get("type")),
        subject=str(headers.get(delivery.SUBJECT, "")),
        correlation_id=str(properties.correlation_id or ""),
        reason=reason,
        sentence=sentence,
        error=str(headers.get(delivery.ERROR, "")),
        attempts=_int(headers.get(delivery.ATTEMPTS)),
        first_failure=_moment(headers.get(delivery.FIRST_FAILURE)),
        last_failure=_moment(headers.get(delivery.LAST_FAILURE)),
        body=dead.body,
        since=_moment(headers.get(delivery.DEAD)) or _died(headers),
    )


_BY_BROKER = {
    "delivery_limit": "Брокер выдавал его снова и снова и отложил: найдите в журнале сервиса, на чём он обрывался, и "
    "верните сообщение.",
    "rejected": "Сервис отложил его, не узнав в нём сообщения обмена, а теперь оно читается: верните его.",
    "expired": "Когда оно возвращалось, его рабочей очереди не было: выполните dealbus topology apply и верните его.",
}


def _why(dead: Delivery) -> tuple[str, str]:
    """Return a dead letter's reason and sentence: ours, or a fixed one if the broker set the message aside whole."""
    if dead.unfit:
        return delivery.UNFIT, dead.aside
    if delivery.DEAD in dead.headers:
        return str(dead.headers.get(delivery.REASON, "")), str(dead.headers.get(delivery.SENTENCE, ""))
    reason = _last_death(dead.headers)
    return reason, _BY_BROKER.get(reason, "Положил его сюда не обмен: найдите, кто это сделал.")


def _last_death(headers: Mapping[str, Any]) -> str:
    """Return why the broker made a message a dead letter: its newest `x-death`; a stay on a rung is an entry too."""
    match headers.get("x-death"):
        case [{"reason": str(reason)}, *_]:
            return reason
    return str(headers.get("x-first-death-reason", "unknown"))


def _died(headers: Mapping[str, Any]) -> datetime | None:
    """Return when the broker moved a message to the dead letters, by the broker's clock."""
    match headers.get("x-death"):
        case [{"time": datetime() as moment}, *_]:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _envelope(body: bytes) -> Mapping[str, Any]:
    with suppress(ValueError, RecursionError):
        envelope = json.loads(body)
        if isinstance(envelope, dict):
            return envelope
    return {}


def _word(value: object) -> str:
    """Return a stranger's word in a dead letter as one to be shown and stored; half of a surrogate pair cannot."""
    return value[:_LONGEST_WORD].encode(errors="replace").decode() if isinstance(value, str) else ""


def _moment(text: object) -> datetime | None:
    """Parse a moment in a dead letter's header; one without a zone, which none of ours is, counts as UTC."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(str(text))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
