"""How fast a pass over a catalogue fills the lane: a command that comes behind its hints is to have its turn soon."""

import asyncio
from collections.abc import Collection, Sequence

import structlog

from shared.bus.publish import Publish
from shared.messages.ring.facts import Touched

PARTIES_AT_ONCE = 20
"""Each is a few calls of 1C; items and prices are looked at a hundred at once, so that one look is always full."""
_PATIENCE_S = 60.0

_log = structlog.get_logger(__name__)


class Pace:
    """Sends hints of which the next are let through when those before them have been taken out of the queue.

    Both ends are in one process, the active one; hints that it never sees again, set aside for instance, hold a pass up
    for `patience_s` and no longer.

    Args:
        publish: returns after the broker's confirm.
        at_once: hints that wait together.
        patience_s: seconds.
    """

    def __init__(self, publish: Publish, *, at_once: int, patience_s: float = _PATIENCE_S) -> None:
        self._publish = publish
        self._at_once = at_once
        self._patience_s = patience_s
        self._waiting: set[str] = set()
        self._turn = asyncio.Lock()
        self._clear = asyncio.Event()
        self._clear.set()

    async def send(self, hints: Sequence[Touched]) -> None:
        """Publish hints, some at once; of two who send each has its turn."""
        for start in range(0, len(hints), self._at_once):
            some = hints[start : start + self._at_once]
            async with self._turn:
                await self._wait_for({one.subject for one in some})
                await self._publish(*some)

    async def _wait_for(self, keys: Collection[str]) -> None:
        """Wait until the former hints are taken; these are waited for by the next call."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._clear.wait()
        except TimeoutError:
            _log.info("hints of a pass wait long in their queue", waiting=len(self._waiting))
        self._waiting = set(keys)
        if self._waiting:
            self._clear.clear()

    def taken(self, key: str) -> None:
        """A hint is out of the queue."""
        self._waiting.discard(key)
        if not self._waiting:
            self._clear.set()
