"""Joins hints that many events of the portal ask for: the first goes at once, the rest together seconds later.

An import writes thousands of cards within an hour, and each asks for the same look at the same deals, which reads every
one of them: as long as they are asked for again, the looks grow rarer, up to one a minute, and rarer still where a look
touches more than 300 deals: each has its 0.2 s. The portal is answered at once: it sends one event after another. What
is to be looked at later is kept in memory and looked at before the service ends; after a kill the sweep finds it.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.bus.errors import Permanent, Retryable
from shared.store import StoreUnavailableError

WINDOW_S = 2.0
LONGEST_S = 60.0
"""What a window grows to by doubling; one for many deals may be longer (`TOUCH_S`)."""
TOUCH_S = 0.2
"""For each deal that a look touches: five a second, as the portal has time for the rows of twelve, not ours alone."""
END_S = 1.0
"""For what is put off when the service ends."""
Look = Callable[[], Awaitable[int]]
"""Publishes touches and returns their number."""
log = structlog.get_logger()


class Bursts:
    """A time window for each look that events of the portal ask for, opened by the first event that asks.

    Args:
        missed: called when a look that was put off failed; it is tried again.
        sleep: waits some seconds.
    """

    def __init__(
        self, missed: Callable[[], None], *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._missed = missed
        self._sleep = sleep
        self._windows: dict[str, asyncio.Task[None] | None] = {}
        self._put_off: dict[str, Look] = {}

    async def ask(self, name: str, look: Look) -> None:
        """Look now, or once when the window of such looks ends; an error of the first look is raised and opens none.

        Args:
            name: says what is looked at; looks of one name are alike.
            look: publishes touches.
        """
        if name in self._windows:
            self._put_off[name] = look
            return
        self._windows[name] = None
        try:
            touched = await look()
        except BaseException:
            del self._windows[name]
            raise
        self._windows[name] = asyncio.create_task(self._end_of(name, touched), name=f"burst of {name}")

    async def end(self) -> None:
        """Make the looks that events asked for and that were put off, as the service ends."""
        for window in filter(None, self._windows.values()):
            window.cancel()
        put_off, self._put_off = self._put_off, {}
        try:
            async with asyncio.timeout(END_S):
                for look in put_off.values():
                    await look()
        except (Retryable, Permanent, StoreUnavailableError, TimeoutError) as error:
            log.warning("events are left to the sweep", looks=len(put_off), error=str(error))

    async def _end_of(self, name: str, touched: int) -> None:
        window_s = WINDOW_S
        while True:
            await self._sleep(max(window_s, touched * TOUCH_S))
            look = self._put_off.pop(name, None)
            if look is None:
                del self._windows[name]
                return
            window_s = min(2 * window_s, LONGEST_S)
            try:
                touched = await look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next event must not find a dead window
                log.warning("a look that events asked for failed; trying again", look=name, error=repr(error))
                self._put_off.setdefault(name, look)
                self._missed()
