"""Watches by a probe, never by a message, whether the peer (Bitrix24 or 1C) behind a service's lanes answers."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from shared.bus.connection import was_asked_to_stop
from shared.bus.errors import Permanent, Retryable
from shared.bus.publish import Publish
from shared.messages.ring.message import Message
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The system that a service's lanes need; they pause together while it does not answer.

    Args:
        probe: raises when it does not answer; called before the first message, on a timer and when messages fail.
        on_change: called with (open, since) whenever that changes and once at the start; what it returns is published.
    """

    probe: Callable[[], Awaitable[None]]
    on_change: Callable[[bool, datetime], Awaitable[Sequence[Message]]] | None = None


class Watch:
    """The state of the peer, shared by all lanes. Without a peer it always counts as answering.

    Args:
        groups: of the lanes, for their figures.
    """

    def __init__(self, peer: Peer | None, publish: Publish, groups: Sequence[str]) -> None:
        self._peer = peer
        self._publish = publish
        self._groups = groups
        self._announced: bool | None = None
        self._open: bool | None = None if peer else True
        self._since = datetime.now(UTC)
        self._asked = self._answered = float("-inf")  # when the last probe began, and the last that was answered
        self._hurry = asyncio.Event()
        self._probing = asyncio.Lock()
        self._announcing = asyncio.Lock()
        self._failed_keys: set[str] = set()
        self._opened = asyncio.Event()
        self.closed = asyncio.Event()
        if peer is None:
            self._opened.set()

    @property
    def open(self) -> bool:
        """Whether the peer answered the last probe."""
        return self._open is True

    @property
    def has_peer(self) -> bool:
        """Whether the lanes need a peer at all."""
        return self._peer is not None

    @property
    def asked(self) -> bool:
        """Whether a first probe of the peer has ended."""
        return self._open is not None

    def succeeded(self) -> None:
        """Take note that a message was handled, so the watched peer answers."""
        if self._failed_keys:
            self._failed_keys.clear()

    async def answers(self, key: str, error: Exception) -> bool:
        """Tell whether the peer answers a probe at all, now that the message with `key` failed.

        Only then does the failure say something about the message. A probe of before proves nothing, so one is made,
        at most every 2 s; ten different keys in a row do not wait for that.
        """
        if self._peer is None or isinstance(error, Permanent):
            return True
        self._failed_keys.add(key)
        if len(self._failed_keys) >= SUSPICIOUS:
            self._failed_keys.clear()
            self._hurry.set()
        elif isinstance(error, Retryable) and not error.counted:
            return True
        return await self.probe()

    async def probe(self) -> bool:
        """Probe the peer, twice if need be; callers meanwhile share the result."""
        if self._peer is None:
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

    async def run(self, leaving: asyncio.Event) -> None:
        """Probe the peer until `leaving` is set: every 15 s while it answers, else from 5 s up to once a minute."""
        if self._peer is None:
            return
        pause_s = _CLOSED_FIRST_S
        await self._ask_again()
        while not leaving.is_set():
            await self.announce()
            if self.open:
                pause_s = _CLOSED_FIRST_S
                if await _passed(PROBE_EVERY_S, leaving, self.closed):
                    await self.probe()
            elif await _passed(pause_s, leaving):
                pause_s = min(pause_s * 2, _CLOSED_LONGEST_S)
                await self._ask_again()

    async def opened(self, leaving: asyncio.Event) -> None:
        """Wait until the watched peer answers, or `leaving` is set."""
        await _passed(None, self._opened, leaving)

    async def announce(self) -> None:
        """Publish once that the watched peer went away or came back; a failure is tried again at the next call."""
        async with self._announcing:
            state = self._open
            if state is None or state == self._announced or self._peer is None or self._peer.on_change is None:
                return
            try:
                await self._publish(*await self._peer.on_change(state, self._since))
            except (Exception, asyncio.CancelledError) as error:
                if isinstance(error, asyncio.CancelledError) and was_asked_to_stop():
                    raise
                _log.warning("peer state not announced", groups=self._groups, error=mask(repr(error)))
            else:
                self._announced = state

    def left(self) -> None:
        """End the watch: this process serves the lanes no more; another one now says whether they are paused."""
        for group in self._groups:
            metrics.paused(group, is_paused=False)

    async def _ask_again(self) -> bool:
        async with self._probing:
            answered = await self._ask()
            self._note(is_open=answered)
            return answered

    async def _ask(self) -> bool:
        if self._peer is None:
            return True
        self._asked = time.monotonic()
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                await self._peer.probe()
        except Exception as error:  # noqa: BLE001 - any failure of the probe means that the peer does not answer
            _log.info("probe failed", groups=self._groups, error=mask(repr(error)))
            return False
        self._answered = self._asked
        return True

    def _note(self, *, is_open: bool) -> None:
        if is_open == self._open:
            return
        self._open, self._since = is_open, datetime.now(UTC)
        for group in self._groups:
            metrics.paused(group, not is_open)
        if is_open:
            self.closed.clear()
            self._opened.set()
            self._failed_keys.clear()
            _log.info("peer answers; lanes consume", groups=self._groups)
        else:
            self._opened.clear()
            self.closed.set()
            _log.warning("peer does not answer; lanes are paused, nothing is lost", groups=self._groups)


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing


async def _passed(seconds: float | None, *events: asyncio.Event) -> bool:
    """Wait for about this long until the peer's next probe, or until an event is set; True if the time has passed."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        timeout = None if seconds is None else _jittered(seconds)
        done, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
    return not done
