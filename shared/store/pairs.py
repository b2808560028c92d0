"""Pairs of ids of one thing, each id unique, in one collection for all kinds.

A pair that is born here has the birth key as `_id` and is inserted before the first command about it, with one half
empty; pairs that a connector found have their kind and their id in Bitrix24. Unique indexes, not checks, keep one id in
one pair.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from pymongo import IndexModel, ReturnDocument, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref, System
from shared.store.away import patient

log = structlog.get_logger()

DUPLICATE_KEY = 11000
COLLECTION = "links"
_CHUNK = 1000
_OTHER: Mapping[System, System] = {"b24": "onec", "onec": "b24"}

# `$gt` and not `$type`: the server uses a partial index only for a query that it can tell to be inside the filter, and
# of a type it cannot.
_HALVES = [
    IndexModel([("kind", 1), (half, 1)], unique=True, partialFilterExpression={half: {"$gt": ""}}, name=f"{half}_id")
    for half in ("b24", "onec")
]


@dataclass(frozen=True, slots=True)
class IdPair:
    """A pair of ids as it is stored.

    Args:
        key: `_id`.
        kind: as in `Pair`; a deal and its order are of kind `deal`.
        b24: id in Bitrix24, None until it is known.
        onec: GUID in 1C, None until it is known.
        more: what its owner keeps beside the ids.
    """

    key: str
    kind: str
    b24: str | None
    onec: str | None
    more: Mapping[str, Any] = field(default_factory=dict)


class Pairs:
    """The pairs of ids of one customer."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self.documents = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the unique indexes of the pairs; harmless when they exist."""
        await self.documents.create_indexes(_HALVES)

    @patient
    async def find(self, kind: str, ref: Ref) -> IdPair | None:
        """Return the stored pair of ids that holds an id."""
        return read_pair(await self.documents.find_one({"kind": kind, ref.system: ref.id}))

    @patient
    async def in_companies(self, contact: str) -> list[IdPair]:
        """Return the stored pairs of a contact of the portal, one for each of its companies.

        Args:
            contact: its own id, "7".
        """
        query = {"kind": "contact", "b24": {"$gte": f"{contact}@", "$lt": f"{contact}A"}}
        return [_pair(one) async for one in self.documents.find(query).sort("b24", 1)]

    @patient
    async def paired(self, kind: str, half: System, ids: Sequence[str]) -> set[str]:
        """Return which of these ids are in a stored pair."""
        found: set[str] = set()
        for start in range(0, len(ids), _CHUNK):
            some = {"$in": list(ids[start : start + _CHUNK])}
            query = {"kind": kind, half: some, _OTHER[half]: {"$gt": ""}}
            found |= {one[half] async for one in self.documents.find(query, {half: 1})}
        return found

    @patient
    async def resolve(
        self, kind: str, ref: Ref, origin: Ref | None, formerly: Sequence[str] = ()
    ) -> tuple[IdPair | None, bool]:
        """Find the stored pair of a snapshot: by its own id, else by the counterpart's id written in the record.

        The second way fills the empty half. Where that half holds another id the record is a copy made by a person:
        a newborn, so there is no pair. A record that was deleted and restored has a new id: its pair is found by those
        it had, and takes the new one, unless it has a later one already.

        Returns:
            the pair, and whether this call completed it.
        """
        own = await self.find(kind, ref)
        if own is None and formerly:
            own = await self._succeed(kind, ref, formerly)
        if own is not None or origin is None:
            return own, False
        filled = await self.fill({"kind": kind, origin.system: origin.id}, ref)
        return await self.find(kind, ref), filled

    @patient
    async def _succeed(self, kind: str, ref: Ref, formerly: Sequence[str]) -> IdPair | None:
        """Store the new id of a restored record in its pair; what is told of it late finds the pair as well."""
        side = ref.system
        former = {"$setUnion": [{"$ifNull": ["$former", []]}, {"$literal": list(formerly)}]}
        change = [{"$set": {"former": former, side: {"$literal": ref.id}}}]
        try:
            await self.documents.update_one({"kind": kind, side: {"$in": list(formerly)}}, change)
        except DuplicateKeyError:
            log.warning("id is paired otherwise", ref=ref.key, formerly=formerly)
        found = await self.documents.find_one({"kind": kind, "$or": [{side: ref.id}, {"former": ref.id}]})
        return read_pair(found)

    @patient
    async def bear(self, kind: str, ref: Ref, more: Mapping[str, Any]) -> IdPair:
        """Store the pair of a record that begins here, its other id empty; a second call returns the first pair.

        Args:
            kind: of the pair.
            ref: the record; the other half stays empty.
            more: fields of the document beside the ids.
        """
        pair = {"_id": ref.key, "kind": kind, ref.system: ref.id, **more}
        try:
            await self.documents.insert_one(pair)
        except DuplicateKeyError:
            log.debug("pair exists", key=ref.key)
            pair = await self.documents.find_one({"kind": kind, ref.system: ref.id}) or pair
        return _pair(pair)

    @patient
    async def fill(self, where: Mapping[str, Any], ref: Ref) -> bool:
        """Store an id in the empty half of a stored pair; False if it was not empty, or the id has a pair."""
        try:
            filled = await self.documents.update_one(
                {**where, ref.system: {"$exists": False}}, {"$set": {ref.system: ref.id}}
            )
        except DuplicateKeyError:
            log.warning("id is paired otherwise", ref=ref.key, where=where)
            return False
        return bool(filled.modified_count)

    @patient
    async def note(self, key: str, changes: Mapping[str, Any]) -> IdPair | None:
        """Store what the owner keeps in a pair beside the ids; return the pair as it was, None if there is none."""
        return read_pair(
            await self.documents.find_one_and_update(
                {"_id": key}, {"$set": changes}, return_document=ReturnDocument.BEFORE
            )
        )

    @patient
    async def counterparts(self, refs: Iterable[tuple[str, Ref]]) -> Mapping[tuple[str, str], str]:
        """Look up the counterparts of many ids at once among the stored pairs.

        Args:
            refs: kind of the pair and the id to look up, of either system.

        Returns:
            (kind, id) → the counterpart's id, for the pairs that exist.
        """
        wanted: dict[tuple[System, str], set[str]] = {}
        for kind, ref in refs:
            wanted.setdefault((ref.system, kind), set()).add(ref.id)
        if not wanted:
            return {}
        query = {"$or": [{"kind": kind, system: {"$in": sorted(ids)}} for (system, kind), ids in wanted.items()]}
        found: dict[tuple[str, str], str] = {}
        async for one in self.documents.find(query):
            for system, other in _OTHER.items():
                if other in one and one.get(system) in wanted.get((system, one["kind"]), ()):
                    found[one["kind"], one[system]] = one[other]
        return found

    @patient
    async def settle(self, pair: Pair) -> bool:
        """Store a pair of ids that a connector is sure of; former pairs of either id are dissolved.

        Returns:
            whether it was not there before.
        """
        ours = {"kind": pair.kind, "b24": pair.b24, "onec": pair.onec}
        if await self.documents.find_one(ours):
            return False
        await self.documents.delete_many({"kind": pair.kind, "$or": [{"b24": pair.b24}, {"onec": pair.onec}]})
        return bool(await self.remember([pair]))

    @patient
    async def part(self, pair: Pair) -> None:
        """Delete the stored pair of two ids; a pair with other ids stays."""
        await self.documents.delete_one({"kind": pair.kind, "b24": pair.b24, "onec": pair.onec})

    @patient
    async def make_room(self, pairs: Sequence[Pair]) -> None:
        """Dissolve the stored pairs of 1C's ids for whose new counterparts nothing is stored yet."""
        found = await self.counterparts((one.kind, Ref(system="b24", kind=one.kind, id=one.b24)) for one in pairs)
        for pair in pairs:
            if (pair.kind, pair.b24) not in found:
                await self.documents.delete_many({"kind": pair.kind, "onec": pair.onec})

    @patient
    async def remember(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Store pairs of ids that a connector found; an id that has a pair already keeps its counterpart.

        Returns:
            those that were not there before.
        """
        updates = [
            UpdateOne(
                {"_id": f"{pair.kind}:{pair.b24}"},
                {"$setOnInsert": {"kind": pair.kind, "b24": pair.b24, "onec": pair.onec}},
                upsert=True,
            )
            for pair in pairs
        ]
        if not updates:
            return []
        try:
            made = list((await self.documents.bulk_write(updates, ordered=False)).upserted_ids or {})
        except BulkWriteError as error:
            if any(fault["code"] != DUPLICATE_KEY for fault in error.details["writeErrors"]):
                raise
            log.warning("ids are paired otherwise", pairs=[fault["errmsg"] for fault in error.details["writeErrors"]])
            made = [one["index"] for one in error.details["upserted"]]
        return [pairs[place] for place in made]


def read_pair(document: Mapping[str, Any] | None) -> IdPair | None:
    """Read a pair of ids from its document; None stays None."""
    return None if document is None else _pair(document)


def _pair(document: Mapping[str, Any]) -> IdPair:
    ids = ("_id", "kind", "b24", "onec")
    return IdPair(
        key=document["_id"],
        kind=document["kind"],
        b24=document.get("b24"),
        onec=document.get("onec"),
        more={name: value for name, value in document.items() if name not in ids},
    )
