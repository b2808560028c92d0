"""How fast a pass over a catalogue fills the lane: a command that comes behind its hints is to have its turn soon."""

import asyncio
from collections.abc import Collection

import structlog

AT_ONCE = 20
"""Hints that wait together; each is a few calls of 1C."""
_PATIENCE_S = 60.0

_log = structlog.get_logger(__name__)


class Pace:
    """Lets the next hints through when those before them have been taken out of the queue.

    Both ends are in one process, the active one; hints that it never sees again, set aside for instance, hold a pass up
    for `patience_s` and no longer.
    """

    def __init__(self, *, patience_s: float = _PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._waiting: set[str] = set()
        self._clear = asyncio.Event()
        self._clear.set()

    async def wait_for(self, keys: Collection[str]) -> None:
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
