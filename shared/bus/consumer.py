"""Consumes one lane: one session after another, with pauses while its peer or the broker is away."""

import asyncio
import random
import time
from contextlib import suppress
from datetime import datetime

import structlog

from shared.bus.caution import Caution, ProcessCaution
from shared.bus.connection import GONE, Link, was_asked_to_stop
from shared.bus.ending import End, is_unreadable
from shared.bus.errors import BrokerAwayError
from shared.bus.handling import Handling
from shared.bus.lane import Lane
from shared.bus.leaving import Leaving
from shared.bus.peer import Watch
from shared.bus.publisher import Publisher
from shared.bus.session import Session
from shared.observe import metrics
from shared.observe.masking import mask

AWAY: tuple[type[BaseException], ...] = (BrokerAwayError, *GONE)
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 30.0

_UNREAD = "Очередь {} никто не читает: если это дольше двух минут, перезапустите сервис."
_log = structlog.get_logger("bus.consumer")


class Consumer:
    """The consumer of one lane of a service."""

    def __init__(
        self,
        lane: Lane,
        link: Link,
        publisher: Publisher,
        handling: Handling,
        watch: Watch,
        caution: ProcessCaution,
    ) -> None:
        self._lane = lane
        self._link = link
        self._publisher = publisher
        self._handling = handling
        self._watch = watch
        self._caution = caution
        self._begins = Caution(caution)
        self._session: Session | None = None
        self._sessions: list[Session] = []  # the present one, from its beginning, and those that left something running
        self._leaving = Leaving()
        self._wait_s = _FIRST_WAIT_S

    @property
    def paused(self) -> bool:
        """Whether this lane's consumer is paused as the peer does not answer; messages wait, no attempt is counted."""
        return not self._watch.open

    @property
    def ready(self) -> bool:
        """Whether this one lane is consumed, as the broker said at most 10 s ago, or rests on purpose."""
        on_purpose = self._begins.awaits_turn or (self.paused and self._watch.asked)
        return not self._leaving.asked and (self._session is not None or on_purpose)

    @property
    def troubles(self) -> list[str]:
        """Return why this one lane cannot be relied on: it is not consumed, or the clock is wrong; else nothing."""
        missing = [] if self.ready else [_UNREAD.format(self._lane.group)]
        return missing + self._handling.clocks.troubles

    @property
    def oldest(self) -> dict[str, datetime]:
        """When the lane's oldest message known to wait was sent, under the lane's group; empty if none is known."""
        sent_at = self._handling.waiting.oldest()
        return {} if sent_at is None else {self._lane.group: sent_at}

    @property
    def in_flight(self) -> int:
        """Number of messages that this lane's consumer was delivered and has not yet settled."""
        return sum(session.in_flight for session in self._sessions)

    def leave(self) -> None:
        """Begin to stop this lane's consumer: take no more messages; `run` returns when those in flight are settled."""
        self._leaving.begin()
        if self._session is not None:
            self._session.end(End.LEFT)

    async def run(self) -> None:
        """Consume this lane, session after session, until told to leave."""
        waiting = self._handling.waiting
        metrics.oldest(self._lane.group, waiting.age_s)
        while not self._leaving.asked:
            try:
                await self._watch.opened(self._leaving.event)
                await self._watch.announce()
                await self._publisher.ready()
                await self._consume()
            except AWAY as error:
                _log.warning("not consuming; trying again", group=self._lane.group, error=mask(repr(error)))
                await self._wait(broken=is_unreadable(error))
            except asyncio.CancelledError:
                if was_asked_to_stop():
                    raise
                _log.warning("not consuming; trying again", group=self._lane.group, error="the connection ended")
                await self._wait()
            except Exception:  # noqa: BLE001 - a lane that silently stops for good would be worse
                _log.error("a bug of the bus; trying again", group=self._lane.group, exc_info=True)
                await self._wait()
        await asyncio.gather(*(session.drop() for session in self._sessions))
        waiting.left()

    async def _consume(self) -> None:
        if self._leaving.asked:
            return
        self._begins = Caution(self._caution)
        session = Session(self._lane, self._handling, self._publisher, self._leaving, self._begins)
        self._sessions = [*(one for one in self._sessions if one.in_flight), session]
        self._handling.waiting.begins()
        await session.begin(self._link)
        self._handling.waiting.began()
        began = time.monotonic()
        self._session = session
        metrics.consuming(self._lane.group, is_consuming=True)
        _log.info("consuming", group=self._lane.group)
        why = await self._end_of(session)
        if time.monotonic() - began > _LONGEST_WAIT_S:
            self._wait_s = _FIRST_WAIT_S
        if why in {End.LOST, End.BROKEN, End.UNCONFIRMED}:
            await self._wait(broken=why is End.BROKEN)

    async def _end_of(self, session: Session) -> End:
        watching = asyncio.create_task(self._end_when_closed(session))
        if self._leaving.asked:
            session.end(End.LEFT)
        why = await session.ended()
        watching.cancel()
        self._session = None
        metrics.consuming(self._lane.group, is_consuming=False)
        _log.info("no longer consuming", group=self._lane.group, why=why.name.lower())
        await session.finish(why)
        return why

    async def _end_when_closed(self, session: Session) -> None:
        await self._watch.closed.wait()
        session.end(End.PAUSED)

    async def _wait(self, *, broken: bool = False) -> None:
        """Pause before the consumer's next session, longer each time, but not if one message breaks each session.

        The broker is there, gives that message up the sooner we ask again, and everybody waits behind it.
        """
        wait_s = _FIRST_WAIT_S if broken else self._wait_s
        with suppress(TimeoutError):
            await asyncio.wait_for(self._leaving.event.wait(), wait_s * random.uniform(0.8, 1.2))  # noqa: S311
        if not broken:
            self._wait_s = min(self._wait_s * 2, _LONGEST_WAIT_S)
