"""The history of each pair, one line an event, so that people can be told why it is as it is; it expires."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from shared.store.away import patient

_INDEXES = [
    IndexModel([("key", 1), ("at", 1)], name="key"),
    IndexModel([("until", 1)], name="until", expireAfterSeconds=0),
]


class History:
    """The collection `history_b24` or `history_mapper`.

    Args:
        database: where.
        service: whose.
        days: how long a line is kept; 0: nothing is.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], service: Literal["b24", "mapper"], days: int) -> None:
        self._documents = database[f"history_{service}"]
        self._days = days

    @patient
    async def prepare(self) -> None:
        """Create the indexes of the history; harmless when they exist."""
        await self._documents.create_indexes(_INDEXES)

    @patient
    async def note(self, key: str, what: str, more: Mapping[str, Any], *, once: str = "") -> None:
        """Add a line to the history of a pair.

        Args:
            key: birth key of the pair.
            what: word for the event.
            more: what is to be told of it; texts and numbers.
            once: id of the message it is about, which may be handled twice; empty: nobody repeats it.
        """
        if not self._days:
            return
        at = datetime.now(UTC)
        line = {"key": key, "what": what, "at": at, "until": at + timedelta(days=self._days), **more}
        try:
            await self._documents.insert_one({"_id": once, **line} if once else line)
        except DuplicateKeyError:
            return

    @patient
    async def of(self, key: str, limit: int = 1000) -> list[dict[str, Any]]:
        """Return the newest lines of the history of a pair, the oldest of them first."""
        return await self.of_any([key], limit)

    @patient
    async def of_any(self, keys: Collection[str], limit: int = 1000) -> list[dict[str, Any]]:
        """Return the newest lines of the history of a pair under several keys, the oldest of them first."""
        found = self._documents.find({"key": {"$in": sorted(keys)}}, {"_id": 0, "until": 0}).sort("at", -1).limit(limit)
        return [{**line, "at": line["at"].replace(tzinfo=UTC)} async for line in found][::-1]
