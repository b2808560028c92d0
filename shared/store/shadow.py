"""What the exchange would do with each record, as `dealbus shadow` has found it; it expires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient

SHADOW: Final = "shadow"
MOST_TURNS: Final = 20
"""Changes of mind that are kept of a record; the oldest go."""
_WATCH: Final = "watch"
_INDEXES: Final = [IndexModel([("until", 1)], name="until", expireAfterSeconds=0)]


@dataclass(frozen=True, slots=True)
class WatchTimes:
    """When it is watched: what was changed `since` counts, and the last look that came to its end began at `looked`."""

    since: datetime
    looked: datetime | None


class Shadow:
    """The collection `shadow`: one document a record, with what would become of it now, and what would have before.

    Args:
        database: of the bus, or one of its own; nothing else in it is touched.
        days: how long a record is kept that no look has found since.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], days: int = 0) -> None:
        self._documents = database[SHADOW]
        self._days = days

    @patient
    async def prepare(self) -> None:
        """Create the index of the shadow's records; harmless when it exists."""
        await self._documents.create_indexes(_INDEXES)

    @patient
    async def watch(self) -> WatchTimes | None:
        """Return since when the shadow has watched, and its last look; None: it never has."""
        found = await self._documents.find_one({"_id": _WATCH})
        return WatchTimes(_utc(found["since"]), _utc(found.get("looked"))) if found else None

    @patient
    async def begin(self, since: datetime) -> WatchTimes:
        """Begin the shadow: watch what changes from now on, and delete what was watched before."""
        await self._documents.delete_many({})
        await self._documents.insert_one({"_id": _WATCH, "since": since})
        return WatchTimes(since, None)

    @patient
    async def looked(self, at: datetime) -> None:
        """Store that a look of the shadow, begun then, has ended."""
        await self._documents.update_one({"_id": _WATCH}, {"$set": {"looked": at}})

    @patient
    async def keep(self, key: str, found: Mapping[str, Any], at: datetime) -> bool:
        """Store what the shadow found would become of a record, in place of an earlier look's result.

        Args:
            key: birth key of the record.
            found: what is kept; `would` and `said` of it tell one outcome from another.
            at: of the look.

        Returns:
            It is another outcome than the look before has found.
        """
        before = await self._documents.find_one({"_id": key})
        turns = list(before["turns"]) if before else []
        is_new = before is None or (before["would"], before["said"]) != (found["would"], found["said"])
        if is_new:
            turns = [*turns, {"at": at, "would": found["would"]}][-MOST_TURNS:]
        kept = {
            **found,
            "first": before["first"] if before else at,
            "at": at,
            "turns": turns,
            "until": at + timedelta(days=self._days),
        }
        await self._documents.replace_one({"_id": key}, kept, upsert=True)
        return is_new

    @patient
    async def due(self, would: Sequence[str], before: datetime) -> list[str]:
        """Return the keys of the shadow's records to which this would be done, or last looked at before then."""
        is_due = {"$or": [{"would": {"$in": list(would)}}, {"at": {"$lt": before}}]}
        found = self._documents.find(is_due, {"_id": 1}).sort("_id", 1)
        return [str(one["_id"]) async for one in found]

    @patient
    async def all(self) -> list[dict[str, Any]]:
        """Return all records that the shadow has stored, with `key`, in the order in which they were met."""
        found = self._documents.find({"_id": {"$ne": _WATCH}}, {"until": 0}).sort([("first", 1), ("_id", 1)])
        return [_read(one) async for one in found]


def _read(kept: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in kept.items() if name != "_id"}
    turns = [{**turn, "at": _utc(turn["at"])} for turn in kept["turns"]]
    return {"key": str(kept["_id"]), **rest, "first": _utc(kept["first"]), "at": _utc(kept["at"]), "turns": turns}


def _utc(moment: Any) -> Any:
    return moment.replace(tzinfo=UTC) if moment else None
