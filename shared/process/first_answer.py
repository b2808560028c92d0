"""Waits at start for a peer's first answer, without which a service cannot work, however long that takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from shared.bus.errors import Permanent, Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import PeerStatus
from shared.observe import metrics
from shared.process.active import Active
from shared.process.settings import SettingsError

T = TypeVar("T")
Closed = Callable[[Exception], PeerStatus]
AGAIN_S = 5.0
NAMES = {"b24": "Портал", "onec": "1С"}
log = structlog.get_logger()


async def first_answer(
    ask: Callable[[], Awaitable[T]], active: Active, publish: Publish, *, closed: Closed, group: str
) -> T:
    """Ask a peer at start until it answers, and return what it said.

    No lane watches the peer yet, so it is told here that it is closed; that it is open again is what the lane says
    first.

    Args:
        ask: asks once.
        active: told why this process cannot work yet.
        publish: returns after the broker's confirm.
        closed: what is told, once, of the first failure.
        group: of the lane.

    Raises:
        SettingsError: of `ask`: the peer answers, but not to us; asking again mends nothing.
    """
    told, status = False, None
    try:
        while True:
            try:
                return await ask()
            except SettingsError as error:
                await _is_published(publish, status or closed(error))
                raise
            except (Retryable, Permanent) as error:
                status = status or closed(error)
                active.trouble = f"{NAMES[status.peer]} не читается ({error}): что сделать, скажет dealbus check."
                metrics.paused(group, is_paused=True)  # no lane is there to say it, and PeerAway has to fire
                log.warning("the peer cannot be read; trying again", peer=status.peer, error=str(error))
                told = told or await _is_published(publish, status)
                await asyncio.sleep(AGAIN_S)
    finally:
        metrics.paused(group, is_paused=False)  # from here on the lane says it, or whoever is active instead


async def _is_published(publish: Publish, closed: PeerStatus) -> bool:
    try:
        await publish(closed)
    except Retryable as error:
        log.warning("not published; trying again", error=str(error))
        return False
    return True
