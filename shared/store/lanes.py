"""Since when the oldest message of a lane waits, as the processes that hold such messages have noted it.

The broker tells it of no quorum queue, and to look at the first message of one counts as a delivery of it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient
from shared.store.ownership import COLLECTIONS

NOTED: Final = tuple(name for names in COLLECTIONS.values() for name in names if name.startswith("lanes_"))
FRESH_FOR: Final = timedelta(seconds=90)
"""A process notes once a minute; what is older is of one that has gone."""
_KEPT_S: Final = 3600


class NotedLanes:
    """What the processes of one service know of the messages that wait for it.

    Args:
        database: of the exchange.
        service: whose lanes.
        process: this one, and no other.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], service: str, process: str) -> None:
        self._documents = database[f"lanes_{service}"]
        self._process = process
        self._has_noted = False

    @patient
    async def prepare(self) -> None:
        """Create the index by which notes of processes that have gone are deleted."""
        await self._documents.create_indexes([IndexModel([("at", 1)], name="at", expireAfterSeconds=_KEPT_S)])

    @patient
    async def note(self, oldest: Mapping[str, datetime]) -> None:
        """Store since when messages wait, by group, instead of what was noted before; nothing waits: nothing is kept.

        Raises:
            StoreAwayError: MongoDB does not answer.
        """
        if oldest:
            lanes = [{"group": group, "since": since} for group, since in oldest.items()]
            update = [{"$set": {"at": "$$NOW", "lanes": lanes}}]
            await self._documents.update_one({"_id": self._process}, update, upsert=True)
        elif self._has_noted:
            await self._documents.delete_one({"_id": self._process})
        self._has_noted = bool(oldest)


@patient
async def oldest_waiting(database: AsyncDatabase[dict[str, Any]]) -> dict[str, datetime]:
    """Return since when the oldest message waits that a living process knows of, by group.

    Raises:
        StoreAwayError: MongoDB does not answer.
    """
    fresh = {"$match": {"$expr": {"$gte": ["$at", {"$subtract": ["$$NOW", FRESH_FOR // timedelta(milliseconds=1)]}]}}}
    first, *others = NOTED
    joined = [{"$unionWith": {"coll": name, "pipeline": [fresh]}} for name in others]
    least = {"$group": {"_id": "$lanes.group", "since": {"$min": "$lanes.since"}}}
    found = await database[first].aggregate([fresh, *joined, {"$unwind": "$lanes"}, least])
    return {one["_id"]: one["since"].replace(tzinfo=UTC) async for one in found}
