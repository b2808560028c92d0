"""Refreshes metrics that are counted in the database, once a minute."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.store import StoreAwayError

EVERY_S = 60.0
log = structlog.get_logger()


async def count_on(*counts: Callable[[], Awaitable[None]]) -> None:
    """Call a counting function once a minute until cancelled; while the database is away the last figures stand."""
    while True:
        for count in counts:
            try:
                await count()
            except StoreAwayError as error:
                log.debug("not counted", error=str(error))
        await asyncio.sleep(EVERY_S)
