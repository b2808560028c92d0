"""Repeats a sweep of the portal for as long as the service runs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from shared.bus.errors import Permanent, Retryable

_RETRY_S: Final = 5.0
_log = structlog.get_logger(__name__)


async def sweep_again(
    sweep: Callable[[], Awaitable[object]], of: str, every_s: float, wake: asyncio.Event | None = None
) -> None:
    """Sweep the portal until cancelled; a sweep that failed for want of an answer is logged, and soon repeated.

    Args:
        sweep: one whole sweep.
        of: what is looked for, for the log.
        every_s: seconds between two sweeps.
        wake: ends the pause when set.
    """
    wake = wake or asyncio.Event()
    while True:
        pause = every_s
        try:
            await sweep()
        except (Retryable, Permanent) as error:
            _log.warning("a sweep failed; trying again", of=of, error=str(error))
            pause = pause_after(error, every_s)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), pause)
        wake.clear()


def pause_after(error: Exception, every_s: float) -> float:
    """Return after how many seconds a failed sweep is repeated: five, later where the portal asks for it or refuses."""
    if isinstance(error, Permanent):
        return every_s
    after_s = error.after_s if isinstance(error, Retryable) else None
    return min(max(_RETRY_S, after_s or 0.0), every_s)
