"""Remembers when the last event of the portal came: only that shows that its outgoing webhook leads here."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from shared.store import Cursors

EVENT, REFUSED = "event", "event_refused"
EVERY_S = 60.0
"""An event more within it is not worth a write."""
log = structlog.get_logger()


class LastEvent:
    """Stores the moments of the portal's last event accepted and of the last one refused, without delaying the answer.

    Args:
        database: where it is kept.
        every_s: seconds between two writes.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], *, every_s: float = EVERY_S) -> None:
        self._cursors, self._every_s = Cursors(database, "b24"), every_s
        self._told: dict[str, str] = {}
        self._new = asyncio.Event()

    def heard(self) -> None:
        """Note that an event of the portal was accepted."""
        self._note(EVENT)

    def refused(self, why: str) -> None:
        """Note that an event of the portal, or of another one, was refused; `why` is a sentence with the remedy."""
        self._note(REFUSED, why)

    def _note(self, name: str, *words: str) -> None:
        self._told[name] = " ".join([datetime.now(UTC).isoformat(), *words])
        self._new.set()

    async def run(self) -> None:
        """Store the moments of the portal's last events now and then, until cancelled."""
        while True:
            await self._new.wait()
            self._new.clear()
            told, self._told = self._told, {}
            try:
                for name, words in told.items():
                    await self._cursors.set(name, words)
            except PyMongoError as error:
                self._told = {**told, **self._told}
                self._new.set()
                log.warning("the moment of the last event is not kept", error=str(error))
            await asyncio.sleep(self._every_s)

    async def at(self) -> datetime | None:
        """Return when the last event of the portal came; None: never.

        Raises:
            StoreAwayError: MongoDB does not answer.
        """
        kept = await self._cursors.get(EVENT)
        return datetime.fromisoformat(kept) if kept else None

    async def refusal(self) -> tuple[datetime, str] | None:
        """Return when an event of the portal was refused since the last accepted one, and why; None: none was.

        Raises:
            StoreAwayError: MongoDB does not answer.
        """
        moment, _, why = (await self._cursors.get(REFUSED) or "").partition(" ")
        if not moment:
            return None
        refused, accepted = datetime.fromisoformat(moment), await self.at()
        return (refused, why) if accepted is None or refused > accepted else None
