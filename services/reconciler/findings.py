"""Stores the differences that reconciliations found, since when, and which of them are apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from pymongo import IndexModel, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from services.reconciler.differences import Difference, What
from services.reconciler.pairing import Apart, ComparedPair
from shared.messages.ring.census import Subject
from shared.messages.things import System
from shared.store.away import patient


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """A difference as it is stored.

    Args:
        edited: as in `ComparedPair`.
        since: when it was first found.
        compared_at: when both sides had been compared as it says, by the database's clock; None: by an older release.
        run: name of the reconciliation that has found it last; a later one may not have looked at its pair.
        apart, note, subject, sides: as in `ComparedPair`.
    """

    key: str
    deal_id: str
    order_id: str
    order_number: str
    deal_url: str
    order_url: str
    difference: Difference
    edited: Mapping[System, Mapping[str, int]]
    since: datetime
    compared_at: datetime | None = None
    run: str = ""
    apart: Apart = ""
    note: str = ""
    subject: Subject = "deals"
    sides: tuple[System, ...] = ("b24", "onec")


class Findings:
    """The collection `differences`."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["differences"]

    @patient
    async def prepare(self) -> None:
        """Create the indexes by which differences are listed, and in which alone they are counted."""
        fields = [(field, 1) for field in ("apart", "key", "_id", "what", "since")]
        of_run = IndexModel([("run", 1), ("apart", 1), ("key", 1)], name="of_run")
        await self._documents.create_indexes([IndexModel(fields, name="counted"), of_run])

    @patient
    async def keep(self, run: str, found: Sequence[ComparedPair], now: datetime) -> None:
        """Store the differences of a reconciliation; one found before keeps its first moment."""
        updates = [
            UpdateOne(
                {"_id": f"{one.key}|{difference.what}|{difference.of}"},
                {
                    "$set": {"run": run, **_document(one, difference)},
                    "$setOnInsert": {"since": now},
                    "$currentDate": {"compared_at": True},
                },
                upsert=True,
            )
            for one in found
            for difference in one.differences
        ]
        if updates:
            await self._documents.bulk_write(updates, ordered=False)

    @patient
    async def forget(self, run: str, subject: Subject, keys: Sequence[str] | None = None) -> None:
        """Delete stored differences that this reconciliation has not found any more.

        Args:
            run: name of it.
            subject: that it was about.
            keys: of the pairs it was about; None: of all.
        """
        among = {} if keys is None else {"key": {"$in": list(keys)}}
        named = {"$in": ["deals", None]} if subject == "deals" else subject
        await self._documents.delete_many({"run": {"$ne": run}, "subject": named, **among})

    @patient
    async def count(self) -> int:
        """Return how many stored differences count: those that are not `apart` (in transit, standing)."""
        return await self._documents.count_documents({"apart": ""})

    @patient
    async def kinds(self) -> Mapping[What, tuple[int, datetime]]:
        """Return of each kind of stored difference how many count, and since when the oldest has been known."""
        stages: list[dict[str, Any]] = [
            {"$match": {"apart": ""}},
            {"$group": {"_id": "$what", "count": {"$sum": 1}, "since": {"$min": "$since"}}},
        ]
        found = await self._documents.aggregate(stages)
        return {one["_id"]: (one["count"], one["since"].replace(tzinfo=UTC)) async for one in found}

    @patient
    async def totals(self, run: str) -> Mapping[Apart, tuple[int, int]]:
        """Return how many differences a run has found and in how many pairs: those that count, and of each `apart`."""
        stages: list[dict[str, Any]] = [
            {"$match": {"run": run, "apart": {"$in": get_args(Apart)}}},
            {"$group": {"_id": {"apart": "$apart", "key": "$key"}, "count": {"$sum": 1}}},
            {"$group": {"_id": "$_id.apart", "count": {"$sum": "$count"}, "pairs": {"$sum": 1}}},
        ]
        found = {one["_id"]: (one["count"], one["pairs"]) async for one in await self._documents.aggregate(stages)}
        return {apart: found.get(apart, (0, 0)) for apart in get_args(Apart)}

    @patient
    async def first(self, most: int) -> list[KnownDifference]:
        """Return at most so many of the stored differences that count, by pair."""
        found = self._documents.find({"apart": ""}).sort([("key", 1), ("_id", 1)]).limit(most)
        return [_finding(document) async for document in found]

    @patient
    async def all(self) -> list[KnownDifference]:
        """Return all stored differences, by pair."""
        return [_finding(document) async for document in self._documents.find().sort("_id", 1)]


def _document(one: ComparedPair, difference: Difference) -> dict[str, Any]:
    return {
        "key": one.key,
        "deal_id": one.deal_id,
        "order_id": one.order_id,
        "order_number": one.order_number,
        "deal_url": one.deal_url,
        "order_url": one.order_url,
        "what": difference.what,
        "of": difference.of,
        "in_deal": difference.deal,
        "in_order": difference.order,
        "group": difference.group,
        "subject": one.subject,
        "sides": list(one.sides),
        "edited": {side: dict(numbers) for side, numbers in one.edited.items()},
        "apart": one.apart,
        "note": one.note,
    }


def _finding(document: Mapping[str, Any]) -> KnownDifference:
    return KnownDifference(
        key=document["key"],
        deal_id=document["deal_id"],
        order_id=document["order_id"],
        order_number=document["order_number"],
        deal_url=document["deal_url"],
        order_url=document["order_url"],
        difference=Difference(
            document["what"], document["in_deal"], document["in_order"], document["of"], document.get("group", "")
        ),
        edited=document.get("edited", {}),
        since=document["since"].replace(tzinfo=UTC),
        compared_at=document["compared_at"].replace(tzinfo=UTC) if "compared_at" in document else None,
        run=document["run"],
        apart=document["apart"],
        note=document["note"],
        subject=document.get("subject", "deals"),
        sides=tuple(document.get("sides", ("b24", "onec"))),
    )
