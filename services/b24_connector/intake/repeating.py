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
    """Sweep the portal until cancelled; a failed sweep is logged, and repeated after five seconds at the most.

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
            pause = min(_RETRY_S, every_s)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), pause)
        wake.clear()
