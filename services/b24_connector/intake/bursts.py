"""Joins hints that many events ask for: the first goes out at once, the rest together a few seconds later.

An import writes thousands of cards within a minute, and each asks for the same look at the same deals. The portal is
answered at once: it sends one event after another. What is to be looked at later is kept in memory and looked at before
the service ends; after a kill the sweep finds it.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.bus.errors import Permanent, Retryable
from shared.store import StoreUnavailableError

WINDOW_S = 2.0
END_S = 1.0
"""For what is put off when the service ends."""
Look = Callable[[], Awaitable[None]]
log = structlog.get_logger()


class Bursts:
    """A time window for each hint, opened by the first event that asks for it.

    Args:
        missed: called when a look that was put off failed; it is tried again.
    """

    def __init__(self, missed: Callable[[], None]) -> None:
        self._missed = missed
        self._windows: dict[str, asyncio.Task[None] | None] = {}
        self._put_off: dict[str, Look] = {}

    async def ask(self, name: str, look: Look) -> None:
        """Call now, or once at the end of the open window; an error of the first call is raised and opens no window.

        Args:
            name: says what is looked at; looks of one name are alike.
            look: publishes touches.
        """
        if name in self._windows:
            self._put_off[name] = look
            return
        self._windows[name] = None
        try:
            await look()
        except BaseException:
            del self._windows[name]
            raise
        self._windows[name] = asyncio.create_task(self._end_of(name), name=f"burst of {name}")

    async def end(self) -> None:
        """Make the calls that were put off, as the service ends."""
        for window in filter(None, self._windows.values()):
            window.cancel()
        put_off, self._put_off = self._put_off, {}
        try:
            async with asyncio.timeout(END_S):
                for look in put_off.values():
                    await look()
        except (Retryable, Permanent, StoreUnavailableError, TimeoutError) as error:
            log.warning("events are left to the sweep", looks=len(put_off), error=str(error))

    async def _end_of(self, name: str) -> None:
        while True:
            await asyncio.sleep(WINDOW_S)
            look = self._put_off.pop(name, None)
            if look is None:
                del self._windows[name]
                return
            try:
                await look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next event must not find a dead window
                log.warning("a look that events asked for failed; trying again", look=name, error=repr(error))
                self._put_off.setdefault(name, look)
                self._missed()
