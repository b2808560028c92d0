"""Limits how fast a pass over a 1C catalog fills the lane, so that a command behind its hints soon has its turn."""

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
    """Publishes hints in batches; the next go out when the ones before have been taken from the queue.

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
        """Publish a pass's hints in batches, the next when the last is taken; two callers take turns."""
        for start in range(0, len(hints), self._at_once):
            some = hints[start : start + self._at_once]
            async with self._turn:
                await self._wait()
                self._wait_for({one.subject for one in some})
                try:
                    await self._publish(*some)
                except BaseException:
                    self._wait_for(())  # those that the broker has taken all the same hold nobody up
                    raise

    async def _wait(self) -> None:
        """Wait until the previous batch of a pass's hints is taken from the queue."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._clear.wait()
        except TimeoutError:
            _log.info("hints of a pass wait long in their queue", waiting=len(self._waiting))

    def _wait_for(self, keys: Collection[str]) -> None:
        """Let the next batch of a pass wait for these hints."""
        self._waiting = set(keys)
        if self._waiting:
            self._clear.clear()
        else:
            self._clear.set()

    def taken(self, key: str) -> None:
        """Note that a hint of a pass was taken from the queue."""
        self._waiting.discard(key)
        if not self._waiting:
            self._clear.set()
