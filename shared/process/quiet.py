"""Looks at a record again that is written during the look, so that no half of a write is taken for an edit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from shared.bus.errors import Retryable

LOOKS: Final = 3
LOOK_AGAIN_S = 0.3

Found = TypeVar("Found")


async def look_until_quiet(look: Callable[[], Awaitable[Found | None]]) -> Found | None:
    """Look at a record up to three times, with 0.3 s between, until nobody writes it meanwhile.

    Args:
        look: reads the record once; None: it was written during the look.

    Returns:
        what the first quiet look has found; None: the record was written during each.
    """
    for attempt in range(1, LOOKS + 1):
        if (found := await look()) is not None:
            return found
        if attempt < LOOKS:
            await asyncio.sleep(LOOK_AGAIN_S)
    return None


async def look_or_wait(look: Callable[[], Awaitable[Found | None]], subject: str) -> Found:
    """Look at a record as `look_until_quiet`, or have its message wait while the record is being written.

    Args:
        look: reads the record once; None: it was written during the look.
        subject: of the message, for the log.

    Raises:
        Retryable: the record was written during each look; in 5 s, and no attempt is counted.
    """
    found = await look_until_quiet(look)
    if found is None:
        raise Retryable(f"{subject} is being written", after_s=5, counted=False)
    return found
