"""The path of one message: read, wait for its key, handle, publish, store; and what happens if that fails."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from shared.bus.clocks import Clocks
from shared.bus.delivery import Delivery
from shared.bus.errors import BrokerAwayError, Permanent, Retryable, UnroutedError
from shared.bus.ladder import Dead, Retry, judge
from shared.bus.lane import Handler, Lane
from shared.bus.locks import KeyLock, KeyLocks
from shared.bus.peer import Watch
from shared.bus.publish import Publish
from shared.bus.result import HandlerResult
from shared.bus.waiting import Ticket, Waiting
from shared.messages.envelope import Envelope, UnreadableError, unwrap
from shared.messages.ring.facts import Touched
from shared.messages.ring.message import Message
from shared.messages.routes import look_again
from shared.observe import metrics
from shared.observe.masking import mask

TURN_LIMIT_S = 60.0
"""A message that waits longer than this for its key gives its place to others: the one before it is slow."""
CROWD = 10
CROWD_LIMIT_S = 5.0
"""The same limit for a message with `CROWD` others before it: one slow record must not fill the lane."""
PLACE_LIMIT_S = 600.0
"""A message that waits longer than this for a place goes back to its queue, before the broker misses its settling."""
HANDLER_LIMIT_S = 600.0
TELL_LIMIT_S = 60.0

_log = structlog.get_logger("bus")


@dataclass(slots=True)
class HeldDelivery:
    """One delivery from its arrival in this process until it is settled.

    Args:
        delivery: what was delivered.
        begun: its handler may have done something, or it is on its way to another queue.
        ticket: None until its envelope was read.
        ends_processes: it has been in hand where processes ended too often.
    """

    delivery: Delivery
    begun: bool = False
    ends_processes: bool = False
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message was not handled, and where it goes next."""

    error: Exception
    verdict: Retry | Dead


class Handling:
    """Runs the handlers of a lane."""

    def __init__(self, lane: Lane, publish: Publish, locks: KeyLocks, watch: Watch) -> None:
        self._lane = lane
        self._handlers = {one.message: one.handler for one in lane.handlers}
        self._publish = publish
        self._locks = locks
        self._watch = watch
        self.waiting = Waiting()
        self.clocks = Clocks()

    async def run(self, held: HeldDelivery) -> Failure | None:
        """Take one message along its whole path, from reading to storing; return None when it may be acknowledged."""
        started = time.perf_counter()
        delivery, topic, key, read = held.delivery, "unreadable", "", None
        try:
            envelope, message = read = _read(delivery)
            topic, key = envelope.topic, envelope.subject
            self._received(held, envelope)
            await self._handle(held, envelope, message)
        except Exception as error:  # noqa: BLE001 - every failure is judged; nothing may stay unsettled
            failure = await self._judge(error, delivery, key)
            metrics.handled(self._lane.group, topic, failure.verdict.reason, time.perf_counter() - started)
            if read is not None:
                await self._tell_of(failure, *read)
            return failure
        self._watch.succeeded()
        metrics.handled(self._lane.group, topic, "done", time.perf_counter() - started)
        return None

    def _received(self, held: HeldDelivery, envelope: Envelope) -> None:
        held.ticket = self.waiting.took(envelope.time)
        self.clocks.compare(envelope)
        structlog.contextvars.bind_contextvars(
            group=self._lane.group,
            type=envelope.type,
            subject=envelope.subject,
            id=envelope.id,
            correlation_id=envelope.correlationid,
        )
        metrics.received(self._lane.group, envelope.topic, envelope.time)

    async def _handle(self, held: HeldDelivery, envelope: Envelope, message: Message) -> None:
        if held.delivery.replayed and (hint := look_again(message)) is not None:
            await self._publish(hint, cause=envelope)
            return
        handler = self._handlers.get(type(message))
        if handler is None:
            raise Permanent(
                f"{self._lane.group} не обрабатывает {envelope.type}: обновите сервис или уберите лишнюю привязку.",
                reason="unhandled",
            )
        lock = await self._turn(envelope, message)
        try:
            await lock.__aenter__()
        except TimeoutError:
            raise Retryable("others are still busy with this record", after_s=5, counted=False) from None
        try:
            if self._lane.looks_once and isinstance(message, Touched) and lock.is_repeated:
                return  # the next look sees all that this one would
            async with self._place(message):
                held.begun = True
                await self._in_time(handler, envelope, message)
        finally:
            await lock.__aexit__(None, None, None)

    @asynccontextmanager
    async def _place(self, message: Message) -> AsyncIterator[None]:
        """Hold one of the lane's places while a handler runs, where it needs one.

        Raises:
            Retryable: none became free for long; uncounted, as nothing was tried.
        """
        places = self._lane.places(message) if self._lane.places else None
        if places is None:
            yield
            return
        try:
            async with asyncio.timeout(PLACE_LIMIT_S):
                await places.acquire()
        except TimeoutError:
            raise Retryable("others still keep the peer busy", after_s=5, counted=False) from None
        try:
            yield
        finally:
            places.release()

    async def _in_time(self, handler: Handler[Any], envelope: Envelope, message: Message) -> None:
        """Run a handler and publish what it returns, within the limit of time.

        Raises:
            Retryable: a peer was asked, and did not answer in time.
            TimeoutError: nobody else is asked in this service, so the time went by in our own code.
        """
        try:
            async with asyncio.timeout(HANDLER_LIMIT_S) as limit:
                await self._finish(await handler(envelope, message), envelope)
        except TimeoutError as error:
            if not (limit.expired() and self._watch.has_peer):
                raise
            raise Retryable(f"not done within {HANDLER_LIMIT_S:.0f} s, the peer is slow") from error

    async def _turn(self, envelope: Envelope, message: Message) -> KeyLock:
        if self._lane.key is None:
            return _patient(self._locks.ask(envelope.subject, message))
        # Looking up keys takes longer for one message than for the next; messages of one subject keep their order.
        async with self._locks.ask(f"key of {envelope.subject}"):
            return _patient(self._locks.ask(await self._lane.key(message), message))

    async def _finish(self, done: HandlerResult, envelope: Envelope) -> None:
        if done.publish:
            await self._publish(*done.publish, cause=envelope)
        if done.then is not None:
            await done.then()

    async def _tell_of(self, failure: Failure, envelope: Envelope, message: Message) -> None:
        """Publish what `on_failure` says of a handler's failed run; the message's own fate does not depend on it."""
        if self._lane.on_failure is None or failure.verdict.reason == "paused":
            return
        is_dead = isinstance(failure.verdict, Dead)
        try:
            async with asyncio.timeout(TELL_LIMIT_S):
                told = await self._lane.on_failure(envelope, message, failure.error, is_dead=is_dead)
                if told:
                    await self._publish(*told, cause=envelope)
        except Exception as error:  # noqa: BLE001 - the message itself must be settled all the same
            _log.warning("nobody was told of a failed message", error=mask(repr(error)))

    async def _judge(self, error: Exception, delivery: Delivery, key: str) -> Failure:
        verdict = judge(error, delivery.attempts)
        if not await self._watch.answers(key, error):
            verdict = Retry("1m", delivery.attempts, counted=False, reason="paused")
        _tell(error, verdict)
        return Failure(error, verdict)


def _patient(lock: KeyLock) -> KeyLock:
    return lock.within(TURN_LIMIT_S if lock.before < CROWD else CROWD_LIMIT_S)


def _read(delivery: Delivery) -> tuple[Envelope, Message]:
    """Read a message to be handled; its type must be that of its routing key, by which the broker grants rights."""
    try:
        envelope, message = unwrap(delivery.body)
    except UnreadableError as error:
        raise Permanent(str(error), reason="unreadable") from error
    if delivery.topic not in {None, envelope.topic}:
        raise Permanent(
            f"{envelope.type} пришло под ключом {delivery.topic}: выясните, у кого пароль отправителя "
            f"{delivery.properties.app_id or '(он не назван)'}, и не возвращайте сообщение.",
            reason="misrouted",
        )
    return envelope, message


def _tell(error: Exception, verdict: Retry | Dead) -> None:
    unexpected = None if isinstance(error, Permanent | Retryable) else error
    if isinstance(verdict, Dead):
        _log.error("dead-lettered", reason=verdict.reason, sentence=verdict.sentence, exc_info=unexpected)
    elif unexpected is not None:
        _log.error("a bug; comes back", rung=verdict.rung, attempts=verdict.attempts, exc_info=unexpected)
    else:
        tell = _log.warning if isinstance(error, BrokerAwayError | UnroutedError) else _log.info
        tell("comes back", rung=verdict.rung, attempts=verdict.attempts, reason=verdict.reason, error=str(error))
