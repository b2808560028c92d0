"""Limits how many calls of 1C run at once, and keeps their infobase sessions.

Every live session holds a client licence of 1C, so there are few of them: one polls, the others serve reads and
writes of the ring, so a write never waits behind a poll.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from services.onec_connector.base import metrics


@dataclass(slots=True)
class BaseSession:
    """A place for one call; `cookie` is the kept infobase session, if the publication keeps any."""

    cookie: str | None = None


class Places(asyncio.Semaphore):
    """Places for handlers that call 1C one after another; `waiting` are those who want one."""

    waiting = 0

    async def acquire(self) -> Literal[True]:
        """Take one of the places for calls of 1C, in the order of asking."""
        self.waiting += 1
        try:
            return await super().acquire()
        finally:
            self.waiting -= 1


class BaseSessions:
    """A few infobase sessions of 1C, shared by many callers.

    Args:
        count: in all, 2 to 4; one of them is kept for polling.
    """

    def __init__(self, count: int = 3) -> None:
        self.kept: bool | None = None
        self._all = [BaseSession() for _ in range(max(2, count))]
        self._poll = asyncio.Lock()
        self._free: asyncio.LifoQueue[BaseSession] = asyncio.LifoQueue()
        for session in self._all[1:]:
            self._free.put_nowait(session)
        self._waiting = 0
        self._places: list[Places] = []
        metrics.sessions("polling", 1, lambda: int(self.polls))
        metrics.sessions("ring", self.ring, lambda: self.ring - self._free.qsize())
        metrics.waiting_calls(lambda: self._waiting + sum(places.waiting for places in self._places))

    def __iter__(self) -> Iterator[BaseSession]:
        return iter(self._all)

    @property
    def ring(self) -> int:
        """How many of 1C's infobase sessions serve reads and writes of the ring."""
        return len(self._all) - 1

    def places(self) -> Places:
        """Return places for as many handlers as there are 1C sessions for them; their waits are counted as calls'."""
        self._places.append(Places(self.ring))
        return self._places[-1]

    @property
    def polls(self) -> bool:
        """Whether the infobase session of 1C kept for polling is in use."""
        return self._poll.locked()

    @asynccontextmanager
    async def take(self, *, polling: bool) -> AsyncIterator[BaseSession]:
        """Hold one of 1C's infobase sessions for one call."""
        if polling:
            async with self._poll:
                yield self._all[0]
            return
        self._waiting += 1
        try:
            session = await self._free.get()
        finally:
            self._waiting -= 1
        try:
            yield session
        finally:
            self._free.put_nowait(session)
