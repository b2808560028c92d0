"""Refusals: why deals wait for their orders, and orders for their deals, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import System
from shared.store.away import patient
from shared.store.pairs import COLLECTION

REFUSED: Final[Mapping[System, str]] = {"onec": "refusal", "b24": "deal_refusal"}
"""Where a link keeps why its order (`onec`) or its deal (`b24`) is refused."""

_STANDING: Final[Mapping[System, Mapping[str, Any]]] = {
    "onec": {"kind": "deal", "waiting": True},
    # Of a deal that is there its manager reads in the deal itself why it is not changed.
    "b24": {"kind": "deal", "deal_refusal.since": {"$exists": True}, "b24": {"$exists": False}},
}


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why an order, or a deal, is refused: a word of a closed set, and what is told of it."""

    why: str
    said: str


@dataclass(frozen=True, slots=True)
class StandingPair:
    """A deal whose order is refused, or an order whose deal is.

    Args:
        deal: its id; empty for an order without a deal.
        order: GUID; empty for a deal without an order.
        number: of the order, where it is known.
        key: birth key.
        why: reason of the refusal.
        said: what is told of it.
        since: None where an earlier release has refused it.
    """

    deal: str
    order: str
    number: str
    key: str
    why: str
    said: str
    since: datetime | None


class Refusals:
    """The refusals of one customer's deals and orders."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._links = database[COLLECTION]

    async def changes(self, key: str, target: System, refusal: RefusalReason | None) -> dict[str, Any]:
        """Return what a pair is to keep of an outcome: its refusal since the first one, or that nothing is refused.

        Args:
            key: of the link.
            target: whose record the outcome is about.
            refusal: None: it is as wanted.
        """
        field = REFUSED[target]
        changes: dict[str, Any] = {field: await self._since(key, field, refusal)}
        return changes if target == "b24" else {"waiting": refusal is not None, **changes}

    @patient
    async def _since(self, key: str, field: str, refusal: RefusalReason | None) -> dict[str, Any] | None:
        if refusal is None:
            return None
        before = (await self._links.find_one({"_id": key}, {field: 1}) or {}).get(field) or {}
        return {"why": refusal.why, "said": refusal.said, "since": before.get("since") or datetime.now(UTC)}

    @patient
    async def standing(self, limit: int) -> dict[System, list[StandingPair]]:
        """List by target, in one query, what is refused and tried again; the oldest first, so many of each at most.

        Returns:
            `onec`: deals whose order is refused; `b24`: orders whose deal is.
        """
        deals, orders = (_oldest_of(target, limit) for target in ("onec", "b24"))
        found = await self._links.aggregate([*deals, {"$unionWith": {"coll": COLLECTION, "pipeline": orders}}])
        listed: dict[System, list[StandingPair]] = {"onec": [], "b24": []}
        async for document in found:
            target: System = document["target"]
            listed[target].append(_standing(document, document.get(REFUSED[target]) or {}))
        # The database promises no order of what it joins.
        return {target: sorted(pairs, key=_first_refused) for target, pairs in listed.items()}

    @patient
    async def count(self, target: System) -> dict[str, int]:
        """Count the deals whose order (`onec`), or orders whose deal (`b24`), is refused, by reason."""
        by_reason = {"$group": {"_id": {"$ifNull": [f"${REFUSED[target]}.why", "other"]}, "count": {"$sum": 1}}}
        found = await self._links.aggregate([{"$match": _STANDING[target]}, by_reason])
        return {str(one["_id"]): one["count"] async for one in found}


def _oldest_of(target: System, limit: int) -> list[dict[str, Any]]:
    since = f"{REFUSED[target]}.since"
    return [{"$match": _STANDING[target]}, {"$sort": {since: 1}}, {"$limit": limit}, {"$set": {"target": target}}]


def _first_refused(pair: StandingPair) -> datetime:
    return pair.since or datetime.min.replace(tzinfo=UTC)


def _standing(document: Mapping[str, Any], kept: Mapping[str, Any]) -> StandingPair:
    since = kept.get("since")
    return StandingPair(
        deal=str(document.get("b24") or ""),
        order=str(document.get("onec") or ""),
        number=(document.get("about") or {}).get("number") or "",
        key=document["_id"],
        why=kept.get("why") or "",
        said=kept.get("said") or "",
        since=since.replace(tzinfo=UTC) if since else None,
    )
