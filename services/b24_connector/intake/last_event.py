"""Remembers when the last event of the portal came: only that shows that its outgoing webhook leads here."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from shared.store import Cursors

EVENT = "event"
EVERY_S = 60.0
"""An event more within it is not worth a write."""
log = structlog.get_logger()


class LastEvent:
    """Stores the moment of the last event that was accepted, without delaying the answer to it.

    Args:
        database: where it is kept.
        every_s: seconds between two writes.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], *, every_s: float = EVERY_S) -> None:
        self._cursors, self._every_s = Cursors(database, "b24"), every_s
        self._at = datetime.min.replace(tzinfo=UTC)
        self._new = asyncio.Event()

    def heard(self) -> None:
        """Note that an event of the portal was accepted."""
        self._at = datetime.now(UTC)
        self._new.set()

    async def run(self) -> None:
        """Store the moment of the last event now and then, until cancelled."""
        while True:
            await self._new.wait()
            self._new.clear()
            try:
                await self._cursors.set(EVENT, self._at.isoformat())
            except PyMongoError as error:
                log.warning("the moment of the last event is not kept", error=str(error))
            await asyncio.sleep(self._every_s)

    async def at(self) -> datetime | None:
        """Return when the last event of the portal came; None: never.

        Raises:
            StoreAwayError: MongoDB does not answer.
        """
        kept = await self._cursors.get(EVENT)
        return datetime.fromisoformat(kept) if kept else None
