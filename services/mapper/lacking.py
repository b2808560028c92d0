"""Deals in which rows of free text stand for items that had no product, until those have one."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import Ref
from shared.store.away import patient
from shared.store.pairs import COLLECTION

PRODUCT = "product"
"""Kind of the pair of a product and its item."""
LACKS = "lacks"
"""Field of a deal's pair: the keys of the items."""
_WOKEN = "woken"
"""Those of them for which its order has been looked at again."""
_INDEX = IndexModel(LACKS, name=LACKS, sparse=True)


class LackingDeals:
    """The pairs of deals and orders whose deal lacks products."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._pairs = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the index by which they are found; harmless when it exists."""
        await self._pairs.create_indexes([_INDEX])

    @patient
    async def note(self, key: str, items: Sequence[Ref]) -> bool:
        """Store the items whose products a deal lacks, in place of those it lacked before.

        Args:
            key: of the pair of deal and order.
            items: none: it lacks nothing.

        Returns:
            whether they are others.
        """
        keys = [one.key for one in items]
        if not keys:
            await self._pairs.update_one({"_id": key, LACKS: {"$exists": True}}, {"$unset": {LACKS: "", _WOKEN: ""}})
            return False
        change = {"$set": {LACKS: keys}, "$unset": {_WOKEN: ""}}
        done = await self._pairs.update_one({"_id": key, LACKS: {"$ne": keys}}, change)
        return bool(done.modified_count)

    @patient
    async def of(self, key: str) -> list[Ref]:
        """Return the items whose products a deal lacks, by the key of its pair."""
        found = await self._pairs.find_one({"_id": key}, {LACKS: 1}) or {}
        return [Ref(system="onec", kind="item", id=one.partition(":")[2]) for one in found.get(LACKS, ())]

    @patient
    async def orders(self, items: Collection[str], *, again: bool) -> list[str]:
        """Return the keys of orders whose deals lack a product of any of these items.

        Args:
            items: by their keys.
            again: also orders that have been looked at for each of these: the products are others.
        """
        where: dict[str, Any] = {LACKS: {"$in": sorted(items)}, "onec": {"$exists": True}}
        if not again:
            where["$expr"] = {"$not": {"$setIsSubset": [_lacked(items), _there(_WOKEN)]}}
        return [f"order:{one['onec']}" async for one in self._pairs.find(where, {"onec": 1})]

    @patient
    async def note_woken(self, orders: Iterable[str], items: Collection[str]) -> None:
        """Store for which of these items orders are looked at again, all by their keys."""
        where = {LACKS: {"$in": sorted(items)}, "onec": {"$in": [one.partition(":")[2] for one in orders]}}
        woken = {"$setUnion": [_there(_WOKEN), _lacked(items)]}
        await self._pairs.update_many(where, [{"$set": {_WOKEN: woken}}])


def _lacked(items: Iterable[str]) -> dict[str, Any]:
    return {"$setIntersection": [_there(LACKS), sorted(items)]}


def _there(field: str) -> dict[str, Any]:
    return {"$ifNull": [f"${field}", []]}
