"""Whether the system behind a lane answers, found by a probe and never by a message."""

import asyncio
import random
import time
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.publish import Publish
from shared.observe import metrics
from shared.observe.masking import mask

PROBE_EVERY_S = 15.0
PROBE_TIMEOUT_S = 20.0
SPACING_S = 2.0
"""Failing messages cause no more than one probe in this time."""
SUSPICIOUS = 10
"""So many different keys in a row failing lets the next probe happen at once."""
_RETRY_S = 1.0
_CLOSED_FIRST_S = 5.0
_CLOSED_LONGEST_S = 60.0

_log = structlog.get_logger("bus.peer")


class Peer:
    """One lane's view of its peer. Without a probe it is always open."""

    def __init__(self, lane: Lane, publish: Publish) -> None:
        self._lane = lane
        self._publish = publish
        self._announced: bool | None = None
        self._open: bool | None = None if lane.probe else True
        self._since = datetime.now(UTC)
        self._asked = self._answered = float("-inf")  # when the last probe began, and the last that was answered
        self._hurry = asyncio.Event()
        self._probing = asyncio.Lock()
        self._failed_keys: set[str] = set()
        self.closed = asyncio.Event()

    @property
    def open(self) -> bool:
        """What the last probe said."""
        return self._open is True

    @property
    def asked(self) -> bool:
        """Whether a first probe has said anything."""
        return self._open is not None

    def succeeded(self) -> None:
        """A message was handled."""
        if self._failed_keys:
            self._failed_keys.clear()

    async def answers(self, key: str, error: Exception) -> bool:
        """Say whether the peer answers now that the message with `key` failed.

        Only then does the failure say something about the message. A probe of before proves nothing, so one is made,
        at most every 2 s; ten different keys in a row do not wait for that.
        """
        if self._lane.probe is None or isinstance(error, Permanent):
            return True
        self._failed_keys.add(key)
        if len(self._failed_keys) >= SUSPICIOUS:
            self._failed_keys.clear()
            self._hurry.set()
        elif isinstance(error, Retryable) and not error.counted:
            return True
        return await self.probe()

    async def probe(self) -> bool:
        """Ask the peer, twice if need be; callers meanwhile share the answer."""
        if self._lane.probe is None:
            return True
        failed_at = time.monotonic()
        async with self._probing:
            if self._answered >= failed_at:
                return True
            if self.closed.is_set():
                return False
            await self._space()
            answered = await self._ask()
            if not answered and self._open is not False:
                await asyncio.sleep(_RETRY_S)
                answered = await self._ask()
            self._note(is_open=answered)
            return answered

    async def _space(self) -> None:
        remaining_s = self._asked + SPACING_S - time.monotonic()
        if remaining_s > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), remaining_s)
        self._hurry.clear()

    async def watch(self) -> None:
        """Probe on a timer; returns when the peer has closed, never where there is no probe."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.closed.wait(), _jittered(PROBE_EVERY_S))
                return
            await self.probe()
            await self.announce()

    async def opened(self, leaving: asyncio.Event) -> None:
        """Probe until the peer answers or `leaving` is set: every 5 s at first, every minute in the end."""
        pause_s = _CLOSED_FIRST_S
        while not leaving.is_set() and not await self._ask_again():
            await self.announce()
            with suppress(TimeoutError):
                await asyncio.wait_for(leaving.wait(), _jittered(pause_s))
            pause_s = min(pause_s * 2, _CLOSED_LONGEST_S)

    async def announce(self) -> None:
        """Publish what the lane has to say of the present state, once; a failure is tried again at the next call."""
        state, announced = self._open, self._announced
        if state is None or state == announced or self._lane.on_peer is None:
            return
        try:
            await self._publish(*await self._lane.on_peer(state, self._since))
        except Exception as error:  # noqa: BLE001 - whatever it is, the lane must go on
            _log.warning("peer state not announced", group=self._lane.group, error=mask(repr(error)))
        else:
            self._announced = state

    async def _ask_again(self) -> bool:
        async with self._probing:
            answered = await self._ask()
            self._note(is_open=answered)
            return answered

    async def _ask(self) -> bool:
        if self._lane.probe is None:
            return True
        self._asked = time.monotonic()
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                await self._lane.probe()
        except Exception as error:  # noqa: BLE001 - any failure of the probe means that the peer does not answer
            _log.info("probe failed", group=self._lane.group, error=mask(repr(error)))
            return False
        self._answered = self._asked
        return True

    def _note(self, *, is_open: bool) -> None:
        if is_open == self._open:
            return
        self._open, self._since = is_open, datetime.now(UTC)
        metrics.paused(self._lane.group, not is_open)
        if is_open:
            self.closed.clear()
            self._failed_keys.clear()
            _log.info("peer answers; lane consumes", group=self._lane.group)
        else:
            self.closed.set()
            _log.warning("peer does not answer; lane is paused, nothing is lost", group=self._lane.group)


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
