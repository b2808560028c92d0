"""Who is who: pairs of ids, kept in one collection.

A pair of a deal and an order has the birth key as `_id` and is inserted before the first command about it, with one
half empty. Parties and items are paired when a connector has found or created them. Unique indexes, not checks, keep
one id in one pair.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pymongo import IndexModel, ReturnDocument, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError, DuplicateKeyError

from services.mapper import metrics
from shared.messages.ring import Pair
from shared.messages.things import Ref, System
from shared.store.away import patient

log = structlog.get_logger()

DUPLICATE_KEY = 11000
ORDER_KIND = "deal"


@dataclass(frozen=True, slots=True)
class DealLink:
    """A deal and its order.

    Args:
        key: birth key.
        b24: id of the deal, None until it is known.
        onec: GUID of the order, None until it is known.
        waiting: the order was refused and is tried again.
    """

    key: str
    b24: str | None
    onec: str | None
    waiting: bool = False

    def half(self, system: System) -> str | None:
        """Return the id in one of the systems."""
        return self.b24 if system == "b24" else self.onec

    @property
    def deal(self) -> Ref | None:
        """The deal, if it is known."""
        return Ref(system="b24", kind="deal", id=self.b24) if self.b24 else None

    @property
    def order(self) -> Ref | None:
        """The order, if it is known."""
        return Ref(system="onec", kind="order", id=self.onec) if self.onec else None


@dataclass(frozen=True, slots=True)
class PeerState:
    """Whether a system answers, and since when."""

    open: bool
    since: datetime


class Links:
    """The pairs of one customer."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._links = database["links"]
        self._peers = database["peers"]

    @patient
    async def prepare(self) -> None:
        """Create the unique indexes; harmless when they exist.

        `$gt` and not `$type`: the server uses a partial index only for a query that it can tell to be inside the
        filter, and of a type it cannot.
        """
        halves = [
            IndexModel(
                [("kind", 1), (half, 1)], unique=True, partialFilterExpression={half: {"$gt": ""}}, name=f"{half}_id"
            )
            for half in ("b24", "onec")
        ]
        await self._links.create_indexes(halves)

    @patient
    async def resolve(self, ref: Ref, origin: Ref | None) -> DealLink | None:
        """Find the pair of a snapshot: by its own id, else by the partner's id written in it.

        The second way fills the empty half. Where that half holds another id the record is a copy made by a person:
        a newborn, so there is no pair.
        """
        own = await self._links.find_one({"kind": ORDER_KIND, ref.system: ref.id})
        if own is not None:
            return _link(own)
        if origin is None:
            return None
        await self._fill({"kind": ORDER_KIND, origin.system: origin.id}, ref)
        filled = await self._links.find_one({"kind": ORDER_KIND, ref.system: ref.id})
        return _link(filled) if filled else None

    @patient
    async def bear(self, ref: Ref) -> DealLink:
        """Insert the pair of a record that begins here; a second birth finds the first."""
        pair = {"_id": ref.key, "kind": ORDER_KIND, ref.system: ref.id, "wanted": True}
        try:
            await self._links.insert_one(pair)
        except DuplicateKeyError:
            log.debug("pair exists", key=ref.key)
            pair = await self._links.find_one({"kind": ORDER_KIND, ref.system: ref.id}) or pair
        return _link(pair)

    @patient
    async def complete(self, key: str, ref: Ref | None, *, waiting: bool = False) -> DealLink | None:
        """Store the target's id in a pair, and whether the order still waits; None: no such pair."""
        if ref is not None:
            await self._fill({"_id": key}, ref)
        document = await self._links.find_one_and_update(
            {"_id": key}, {"$set": {"waiting": waiting}}, return_document=ReturnDocument.BEFORE
        )
        if document is None:
            return None
        return _link({**document, **({ref.system: ref.id} if ref else {})})

    @patient
    async def note_wanted(self, key: str, *, wanted: bool, number: int = 0) -> None:
        """Keep whether the order of a pair that has none is still wanted: a deal may be parked or lost meanwhile.

        Args:
            key: of the pair.
            wanted: what the decision says.
            number: of the stage the decision was made from; another replica may have noted a later one already, which
                then stands. 0: not known.
        """
        newest = {"stage_number": {"$not": {"$gt": number}}} if number else {}
        await self._links.update_one(
            {"_id": key, **newest}, {"$set": {"wanted": wanted, **({"stage_number": number} if number else {})}}
        )

    @patient
    async def without_order(self, limit: int) -> list[DealLink]:
        """List deals whose order is wanted and neither there nor refused."""
        halves = {"kind": ORDER_KIND, "b24": {"$exists": True}, "onec": {"$exists": False}}
        found = self._links.find({**halves, "wanted": True, "waiting": {"$ne": True}})
        return [_link(document) async for document in found.limit(limit)]

    @patient
    async def partners(self, refs: Iterable[tuple[str, Ref]]) -> Mapping[tuple[str, str], str]:
        """Look up many ids at once.

        Args:
            refs: kind of the pair and the id to look up; all of one system.

        Returns:
            (kind, id) → the partner's id, for the pairs that exist.
        """
        wanted: dict[str, set[str]] = {}
        system: System = "b24"
        for kind, ref in refs:
            system = ref.system
            wanted.setdefault(kind, set()).add(ref.id)
        if not wanted:
            return {}
        other = "onec" if system == "b24" else "b24"
        query = {"$or": [{"kind": kind, system: {"$in": sorted(ids)}} for kind, ids in wanted.items()]}
        return {(found["kind"], found[system]): found[other] async for found in self._links.find(query)}

    @patient
    async def look_up(self, key: str) -> dict[str, Any] | None:
        """Return the pair of a key as it is stored, by birth key, deal (`deal:41`) or order (`order:<guid>`)."""
        kind, _, identity = key.partition(":")
        half = {"deal": "b24", "order": "onec"}.get(kind, "b24")
        return await self._links.find_one({"$or": [{"_id": key}, {"kind": ORDER_KIND, half: identity}]})

    @patient
    async def remember(self, pairs: Sequence[Pair]) -> None:
        """Store pairs that a connector found; an id that is paired already keeps its partner."""
        updates = [
            UpdateOne(
                {"_id": f"{pair.kind}:{pair.b24}"},
                {"$setOnInsert": {"kind": pair.kind, "b24": pair.b24, "onec": pair.onec}},
                upsert=True,
            )
            for pair in pairs
        ]
        if not updates:
            return
        try:
            _count(pairs, (await self._links.bulk_write(updates, ordered=False)).upserted_ids or {})
        except BulkWriteError as error:
            _count(pairs, [one["index"] for one in error.details["upserted"]])
            if any(fault["code"] != DUPLICATE_KEY for fault in error.details["writeErrors"]):
                raise
            log.warning("ids are paired otherwise", pairs=[fault["errmsg"] for fault in error.details["writeErrors"]])

    @patient
    async def note_peer(self, peer: System, *, is_open: bool, since: datetime) -> bool:
        """Keep whether a system answers; False when something newer is known already."""
        try:
            done = await self._peers.update_one(
                {"_id": peer, "since": {"$lte": since}}, {"$set": {"open": is_open, "since": since}}, upsert=True
            )
        except DuplicateKeyError:
            return False
        return bool(done.modified_count or done.upserted_id)

    @patient
    async def peer(self, peer: System) -> PeerState | None:
        """Return whether a system answers; None: nobody ever said."""
        document = await self._peers.find_one({"_id": peer})
        return PeerState(open=document["open"], since=document["since"]) if document else None

    async def _fill(self, where: dict[str, Any], ref: Ref) -> None:
        try:
            filled = await self._links.update_one(
                {**where, ref.system: {"$exists": False}}, {"$set": {ref.system: ref.id}}
            )
        except DuplicateKeyError:
            log.warning("id is paired otherwise", ref=ref.key, where=where)
        else:
            if filled.modified_count:
                metrics.linked(ORDER_KIND)


def _count(pairs: Sequence[Pair], made: Iterable[int]) -> None:
    """Tell of the pairs that were not there before, by their place."""
    for place in made:
        metrics.linked(pairs[place].kind)


def _link(document: Mapping[str, Any]) -> DealLink:
    return DealLink(
        key=document["_id"],
        b24=document.get("b24"),
        onec=document.get("onec"),
        waiting=bool(document.get("waiting")),
    )
