"""Notes for `dealbus status` since when a service's messages wait."""

import os
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.bus.served import Served
from shared.store.lanes import NotedLanes

LONG: Final = timedelta(seconds=60)
"""What waits less is being worked on."""


async def noting_lanes(
    database: AsyncDatabase[dict[str, Any]], service: str, served: Callable[[], Served | None]
) -> Callable[[], Awaitable[None]]:
    """Return what notes, when called, since when this process's messages wait.

    Args:
        database: of the exchange.
        service: whose lanes.
        served: returns them; None while this process serves none.

    Raises:
        StoreAwayError: MongoDB does not answer.
    """
    noted = NotedLanes(database, service, f"{socket.gethostname()}-{os.getpid()}")
    await noted.prepare()

    async def note() -> None:
        lanes, long_ago = served(), datetime.now(UTC) - LONG
        oldest = lanes.oldest if lanes is not None else {}
        await noted.note({group: since for group, since in oldest.items() if since <= long_ago})

    return note
