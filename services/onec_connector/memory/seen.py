"""What polling saw last of every order of 1C: its version, its figures, and when either changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import state
from services.onec_connector.vocabulary.money import number
from shared.store.away import patient

HOT = timedelta(days=3)
HOT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Look:
    """One order of 1C as polling saw it.

    Args:
        version: `DataVersion`.
        figures: fingerprint of the row of states; empty for none; None: never looked at.
        dated: date of the document by the base's clock.
        final: nothing more is expected of it.
        ignored: dated before the cut-off and unknown to the bus.
    """

    order: str
    version: str = ""
    figures: str | None = None
    dated: str = ""
    final: bool = False
    ignored: bool = False


class SeenOrders:
    """The collection `seen_onec`, written only after what it leads to is on the broker."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["seen_onec"]

    @patient
    async def prepare(self) -> None:
        """Create the indexes by which polling of 1C's orders reads its rings, and counts orders between two dates."""
        await self._documents.create_index([("ignored", 1), ("final", 1), ("moved_at", -1)], name="rings")
        await self._documents.create_index("dated", name="dated")

    @patient
    async def get(self, orders: Iterable[str]) -> dict[str, Look]:
        """Return what polling saw last of some orders of 1C."""
        found = self._documents.find({"_id": {"$in": list(orders)}})
        return {document["_id"]: _look(document) async for document in found}

    @patient
    async def note(self, changes: Mapping[str, Mapping[str, Any]], *, moved: bool = True) -> None:
        """Store what polling saw of orders of 1C.

        Args:
            changes: fields by order.
            moved: they differ from what was seen before, so the order is hot again.
        """
        now = {"moved_at": datetime.now(UTC)} if moved else {}
        updates = [UpdateOne({"_id": order}, {"$set": {**fields, **now}}, upsert=True)
                   for order, fields in changes.items()]  # fmt: skip
        if updates:
            await self._documents.bulk_write(updates, ordered=False)

    @patient
    async def told(self, order: str, row: Row | None) -> None:
        """Store what was just published of a 1C order, so that polling notices if it is reverted before its next look.

        Args:
            order: one that polling does not know yet is left to it.
            row: of states, as it was read; None: there is none.
        """
        changes = {**looked_at(row), "moved_at": datetime.now(UTC)}
        await self._documents.update_one({"_id": order, "figures": {"$ne": changes["figures"]}}, {"$set": changes})

    async def others(self, order: str, limit: int) -> list[str]:
        """Return orders of 1C beside this one, as many as asked for, those that moved last first."""
        return [look.order for look in await self._ring({"_id": {"$ne": order}}, limit=limit)]

    @patient
    async def between(self, first: str, last: str, limit: int) -> int:
        """Count the seen orders of 1C dated between two times of the base's clock, no further than a limit."""
        return await self._documents.count_documents({"dated": {"$gte": first, "$lte": last}}, limit=limit)

    async def hot(self) -> Sequence[Look]:
        """Return seen orders of 1C that changed within three days, newest first, as many as one session can ask for."""
        since = datetime.now(UTC) - HOT
        return await self._ring({"moved_at": {"$gte": since}}, limit=HOT_LIMIT)

    async def open(self) -> Sequence[Look]:
        """Return the seen orders of 1C of which something is still expected."""
        return await self._ring({"final": False})

    async def final(self) -> Sequence[Look]:
        """Return the seen orders of 1C that are shipped or closed, and owe nothing."""
        return await self._ring({"final": True})

    @patient
    async def _ring(self, where: Mapping[str, Any], *, limit: int = 0) -> Sequence[Look]:
        found = self._documents.find({"ignored": False, **where}, sort=[("moved_at", -1)], limit=limit)
        return [_look(document) async for document in found]


def looked_at(row: Row | None) -> dict[str, Any]:
    """Return what polling stores of an order's row of states, or of none: figures as one text, and whether it is final.

    Of an order that was closed with a debt its payment is still expected.
    """
    figures = "|".join(f"{row[name]}" for name in state.FIGURES) if row else ""
    final = row is not None and row[state.NAME] in state.FINAL and number(row[state.DEBT]) <= 0
    return {"figures": figures, "final": final}


def _look(document: Mapping[str, Any]) -> Look:
    return Look(
        document["_id"],
        document.get("version", ""),
        document.get("figures"),
        document.get("dated", ""),
        document.get("final", False),
        document.get("ignored", False),
    )
