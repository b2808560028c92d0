"""Stores the two columns of a reconciliation: every deal and order as last counted, by the key of its pair."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, get_args

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from services.reconciler.pairing import Column
from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.ring.census import LookNumber, PairCounted
from shared.messages.things import System
from shared.store.away import patient, patient_listing


class Columns:
    """The collection `counted`."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["counted"]

    @patient
    async def prepare(self) -> None:
        """Create the indexes by which counted pairs are read, and in which alone they are counted."""
        by_side = IndexModel([("run", 1), ("look", 1), ("side", 1)], name="sides")
        await self._documents.create_indexes([IndexModel([("run", 1), ("look", 1), ("key", 1)], name="pairs"), by_side])

    @patient
    async def clear(self, run: str) -> None:
        """Delete the records that other reconciliations have counted."""
        await self._documents.delete_many({"run": {"$ne": run}})

    @patient
    async def blank(self, run: str) -> None:
        """Delete clients and rows from a finished reconciliation's counted records; only their existence is kept."""
        await self._documents.update_many({"run": run}, {"$unset": {"record": ""}})

    @patient
    async def note(self, message: PairCounted) -> None:
        """Store a counted deal or order, unless a later look of the same reconciliation is stored."""
        side, identity = message.ref.system, message.ref.id
        order = message.order
        value = digest([_compared(order) if order else None, message.shown])
        seen = {"value": value} | ({"first": value} if message.look == 1 else {})
        earlier = [{"run": {"$ne": message.run}}, {"look": {"$lte": message.look}}]
        document = {
            "run": message.run,
            "look": message.look,
            "side": side,
            "key": message.key,
            "record": message.model_dump_json(),
            **seen,
        }
        try:
            await self._documents.update_one(
                {"_id": f"{side}:{identity}", "$or": earlier}, {"$set": document}, upsert=True
            )
        except DuplicateKeyError:
            return

    @patient
    async def counts(self, run: str, look: LookNumber) -> Mapping[System, int]:
        """Return how many records of each side have been counted at a look."""
        stages: list[dict[str, Any]] = [
            {"$match": {"run": run, "look": look, "side": {"$in": get_args(System)}}},
            {"$group": {"_id": "$side", "count": {"$sum": 1}}},
        ]
        found = {one["_id"]: one["count"] async for one in await self._documents.aggregate(stages)}
        return {side: found.get(side, 0) for side in get_args(System)}

    @patient
    async def find(self, run: str, side: System, identity: str) -> Column | None:
        """Return one record of a side as a reconciliation counted it."""
        found = await self._documents.find_one({"_id": f"{side}:{identity}", "run": run})
        return None if found is None else _column(found)

    @patient
    async def keys(self, run: str) -> list[str]:
        """Return the keys of all pairs that a reconciliation counted."""
        return list(await self._documents.distinct("key", {"run": run}))

    @patient_listing
    async def pairs(self, run: str, *, look: LookNumber | None = None) -> AsyncIterator[list[Column]]:
        """Yield the counted records of a reconciliation, those of a pair together.

        Args:
            run: name of the reconciliation.
            look: only what this look has counted; None: all.
        """
        where = {"run": run} | ({"look": look} if look else {})
        pair: list[Column] = []
        async for document in self._documents.find(where, sort=[("key", 1), ("_id", 1)], allow_disk_use=True):
            column = _column(document)
            if pair and pair[0].key != column.key:
                yield pair
                pair = []
            pair.append(column)
        if pair:
            yield pair


def _compared(order: SalesOrder) -> SalesOrder:
    """Return a counted deal or order without what only one of the two looks reads."""
    return order.with_(groups={}, history=(), invoice=None)


def _column(document: Mapping[str, Any]) -> Column:
    message = PairCounted.read(document["record"])
    return Column(
        side=message.ref.system,
        id=message.ref.id,
        key=message.key,
        deal_id=message.deal_id,
        order_id=message.order_id,
        order=message.order,
        shown=message.shown,
        unread=message.unread,
        waits=message.busy,
        standing=message.standing,
        bears=message.bears,
        gone=message.gone,
        moved=document["value"] != document.get("first", document["value"]),
    )
