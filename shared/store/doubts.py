"""Stores open doubts, which only a person can decide, and separations, the decisions against a pair.

A doubt is one document a thing, with the records that wait for it by their keys (`deal:41`); it goes when it is decided
or when nobody waits any more. A decision for a candidate is a pair (`pairs.py`). A decision against one is a document
of two ids, kept as long as nobody says otherwise, so that no natural key brings the two together again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import IndexModel, ReturnDocument, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.ring.doubts import Doubt
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from shared.store.away import patient

DOUBTS, SEPARATED = "doubts", "separated"
COUNTED: Final[tuple[Mapping[str, Any], ...]] = (
    {"$sort": {"since": 1}},
    {"$group": {"_id": None, "count": {"$sum": 1}, "since": {"$first": "$since"}}},
)
"""Aggregates the open doubts: how many there are, and since when the oldest; nothing where there is none."""


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt as it is stored.

    Args:
        doubt: as the connector saw it last.
        since: when it first came up.
        waiting: keys of the records that wait for it, `deal:41`.
    """

    doubt: Doubt
    since: datetime
    waiting: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key by which an open doubt is stored, its name."""
        return self.doubt.key


class Doubts:
    """The open doubts of one customer."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database[DOUBTS]

    @patient
    async def prepare(self) -> None:
        """Create the indexes of the doubts; harmless when they exist."""
        oldest_first = IndexModel([("since", 1), ("_id", 1)], name="since")
        named = IndexModel([("doubt.candidates.ref", 1)], name="candidates")
        await self._documents.create_indexes([IndexModel([("waiting", 1)], name="waiting"), oldest_first, named])

    @patient
    async def put(self, doubt: Doubt, waiting: str) -> bool:
        """Store an open doubt as it is seen now, with a record that waits for it; False if that waited before."""
        changes = {
            "$set": {"doubt": doubt.model_dump(mode="json")},
            "$setOnInsert": {"since": datetime.now(UTC)},
            "$addToSet": {"waiting": waiting},
        }
        before = await self._documents.find_one_and_update(
            {"_id": doubt.key}, changes, upsert=True, return_document=ReturnDocument.BEFORE
        )
        return before is None or waiting not in before["waiting"]

    @patient
    async def about(self, waiting: str, keys: Collection[str]) -> list[OpenDoubt]:
        """List the stored doubts that a record waits for, and those about things of these keys."""
        query = {"$or": [{"waiting": waiting}, {"_id": {"$in": sorted(keys)}}]}
        return [_read(document) async for document in self._documents.find(query)]

    @patient
    async def awaited_by(self, waiting: Collection[str]) -> list[OpenDoubt]:
        """List the stored doubts that any of these records waits for."""
        return [_read(document) async for document in self._documents.find({"waiting": {"$in": sorted(waiting)}})]

    @patient
    async def naming(self, refs: Iterable[Ref]) -> list[OpenDoubt]:
        """List the stored doubts in which any of these records is a candidate."""
        names = [{"doubt.candidates": {"$elemMatch": {"ref": one.model_dump()}}} for one in refs]
        return [_read(document) async for document in self._documents.find({"$or": names})] if names else []

    @patient
    async def release(self, waiting: str, doubts: Iterable[OpenDoubt]) -> None:
        """Let a record wait for these stored doubts no longer; one that nobody waits for is deleted."""
        keys = [one.key for one in doubts]
        if keys:
            await self._documents.update_many({"_id": {"$in": keys}}, {"$pull": {"waiting": waiting}})
            await self._documents.delete_many({"_id": {"$in": keys}, "waiting": []})

    @patient
    async def close(self, doubts: Iterable[OpenDoubt]) -> None:
        """Delete stored doubts that are decided, unless somebody has begun to wait for one since it was read."""
        for one in doubts:
            await self._documents.delete_one({"_id": one.key, "waiting": list(one.waiting)})

    @patient
    async def get(self, key: str) -> OpenDoubt | None:
        """Return a stored open doubt by its key."""
        document = await self._documents.find_one({"_id": key})
        return _read(document) if document else None

    @patient
    async def count(self) -> int:
        """Return how many open doubts are stored."""
        found = await (await self._documents.aggregate([*COUNTED])).to_list()
        return found[0]["count"] if found else 0

    @patient
    async def oldest(self, most: int) -> list[OpenDoubt]:
        """List at most so many stored open doubts, the oldest first."""
        found = self._documents.find().sort([("since", 1), ("_id", 1)]).limit(most)
        return [_read(document) async for document in found]

    @patient
    async def due(self, before: datetime, most: int) -> list[OpenDoubt]:
        """List at most so many stored open doubts that were last asked, or came up, before then, the longest ago first.

        Args:
            before: the moment.
            most: so many.
        """
        last = {"$ifNull": ["$asked", "$since"]}
        steps: list[dict[str, Any]] = [
            {"$set": {"last": last}},
            {"$match": {"last": {"$lte": before}}},
            {"$sort": {"last": 1, "_id": 1}},
            {"$limit": most},
        ]
        return [_read(document) async for document in await self._documents.aggregate(steps)]

    @patient
    async def note_asked(self, key: str) -> None:
        """Store that whoever waits for a stored open doubt is read again now."""
        await self._documents.update_one({"_id": key}, {"$set": {"asked": datetime.now(UTC)}})

    @patient
    async def all(self) -> list[OpenDoubt]:
        """List all stored open doubts, the oldest first."""
        return [_read(document) async for document in self._documents.find().sort([("since", 1), ("_id", 1)])]


class Separations:
    """The separations: pairs of ids that a person has said are two things."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database[SEPARATED]

    @patient
    async def prepare(self) -> None:
        """Create the indexes of the separations; harmless when they exist."""
        await self._documents.create_indexes(
            [IndexModel([("kind", 1), (half, 1)], name=f"{half}_id") for half in ("b24", "onec")]
        )

    @patient
    async def put(self, pairs: Iterable[Pair]) -> None:
        """Store separations of pairs, each the decision that two ids are two things."""
        updates = [UpdateOne({"_id": _id(pair)}, {"$set": pair.model_dump()}, upsert=True) for pair in pairs]
        if updates:
            await self._documents.bulk_write(updates, ordered=False)

    @patient
    async def drop(self, pair: Pair) -> None:
        """Delete the stored separation of a pair."""
        await self._documents.delete_one({"_id": _id(pair)})

    @patient
    async def of(self, refs: Iterable[tuple[str, Ref]]) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Look up the stored separations of many ids at once.

        Args:
            refs: kind of the pair and the id to look up.

        Returns:
            (kind, id) → ids of the other system that it is not, for those that have any.
        """
        asked = [(kind, ref) for kind, ref in refs]
        if not asked:
            return {}
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        async for one in self._documents.find({"$or": [{"kind": kind, ref.system: ref.id} for kind, ref in asked]}):
            for kind, ref in asked:
                if (one["kind"], one[ref.system]) == (kind, ref.id):
                    other = one["onec" if ref.system == "b24" else "b24"]
                    found[kind, ref.id] = (*found.get((kind, ref.id), ()), other)
        return found

    @patient
    async def allowed(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return the pairs against which no separation is stored: those that no person has separated."""
        asked = {_id(pair): pair for pair in pairs}
        if not asked:
            return []
        against = {one["_id"] async for one in self._documents.find({"_id": {"$in": sorted(asked)}})}
        return [pair for key, pair in asked.items() if key not in against]


def _id(pair: Pair) -> str:
    return f"{pair.kind}:{pair.b24}:{pair.onec}"


def _read(document: Mapping[str, Any]) -> OpenDoubt:
    doubt = Doubt.model_validate(document["doubt"], extra="ignore")
    return OpenDoubt(doubt, document["since"], tuple(document["waiting"]))
