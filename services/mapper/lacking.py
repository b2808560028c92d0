"""Deals in which rows of free text stand for items that had no product, until those have one.

While a catalogue is loaded, products come one after another: an order is read again when its deal lacks none any more,
and every five minutes for those that have come by then, as the rest may never get one.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import structlog
from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from services.mapper.translate import PRODUCT
from shared.bus.errors import Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import OrderTouched
from shared.messages.things import Ref
from shared.store.away import patient
from shared.store.pairs import COLLECTION

LACKS = "lacks"
"""Field of a deal's pair: the keys of the items."""
_WOKEN = "woken"
"""Those of them for which its order has been looked at again."""
_INDEX = IndexModel(LACKS, name=LACKS, sparse=True)
log = structlog.get_logger()


class LackingDeals:
    """The pairs of deals and orders whose deal lacks products."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._pairs = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the index of the pairs whose deal lacks products; harmless when it exists."""
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
    async def orders(self, items: Collection[str], *, anew: bool) -> list[str]:
        """Return the keys of orders whose deals can take all that they lack, now that these items have products.

        Args:
            items: by their keys.
            anew: also orders that have been looked at for each of these: the products are others.
        """
        found = await self._waiting({LACKS: {"$in": sorted(items)}})
        known = await self._known(code for one in found for code in one[LACKS]) | set(items)
        whole = (one for one in found if known.issuperset(one[LACKS]))
        return [_key(one) for one in whole if anew or not _woken(one) >= {*items} & {*one[LACKS]}]

    @patient
    async def late(self) -> Mapping[str, list[str]]:
        """Return the keys of orders whose deals can take some of what they lack, and have not been asked to; by those.

        Returns:
            key of the order → keys of the items.
        """
        found = await self._waiting({LACKS: {"$exists": True}})
        known = await self._known(code for one in found for code in one[LACKS])
        news = {_key(one): sorted((known & {*one[LACKS]}) - _woken(one)) for one in found}
        return {order: items for order, items in news.items() if items}

    @patient
    async def note_woken(self, orders: Iterable[str], items: Collection[str]) -> None:
        """Store for which of these items orders whose deals lack products are looked at again, all by their keys."""
        where = {LACKS: {"$in": sorted(items)}, "onec": {"$in": [one.partition(":")[2] for one in orders]}}
        woken = {"$setUnion": [_there(_WOKEN), _lacked(items)]}
        await self._pairs.update_many(where, [{"$set": {_WOKEN: woken}}])

    @patient
    async def note_anew(self, items: Collection[str]) -> None:
        """Store that these items, by their keys, have other products than those for which orders were looked at."""
        where = {LACKS: {"$in": sorted(items)}}
        await self._pairs.update_many(where, {"$pull": {_WOKEN: {"$in": sorted(items)}}})

    async def _waiting(self, where: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = self._pairs.find({**where, "onec": {"$exists": True}}, {"onec": 1, LACKS: 1, _WOKEN: 1})
        return [one async for one in found]

    async def _known(self, items: Iterable[str]) -> set[str]:
        """Return those of some items, by their keys, that have a product."""
        codes = sorted({one.partition(":")[2] for one in items})
        paired = self._pairs.find({"kind": PRODUCT, "onec": {"$in": codes}}, {"onec": 1}) if codes else None
        return {f"item:{one['onec']}" async for one in paired} if paired else set()


async def wake_late(lacking: LackingDeals, publish: Publish) -> None:
    """Have the orders read again whose deals can take a part of what they lack; what else they lack may never come.

    Raises:
        BrokerAwayError: not all are read; the next look finds them.
    """
    for order, items in (await lacking.late()).items():
        await publish(OrderTouched(ref=Ref(system="onec", kind="order", id=order.partition(":")[2]), force=True))
        await lacking.note_woken([order], items)


async def wake_late_on(lacking: LackingDeals, publish: Publish, every_s: float = 300) -> None:
    """Call `wake_late` every so many seconds until cancelled; while database or broker is away, the next one does."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await wake_late(lacking, publish)
        except (Retryable, PyMongoError) as error:
            log.warning("deals that lack products are not looked at", error=str(error))


def _key(pair: Mapping[str, Any]) -> str:
    return f"order:{pair['onec']}"


def _woken(pair: Mapping[str, Any]) -> set[str]:
    return set(pair.get(_WOKEN, ()))


def _lacked(items: Iterable[str]) -> dict[str, Any]:
    return {"$setIntersection": [_there(LACKS), sorted(items)]}


def _there(field: str) -> dict[str, Any]:
    return {"$ifNull": [f"${field}", []]}
