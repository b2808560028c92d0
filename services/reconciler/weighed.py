"""Stores the pages of directory records that connectors weighed for a reconciliation, of both looks."""

from collections.abc import AsyncIterator
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.ring.census import LookNumber
from shared.messages.ring.directory_census import RecordsWeighed
from shared.store.away import patient, patient_listing


class WeighedPages:
    """The collection `weighed`."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["weighed"]

    @patient
    async def prepare(self) -> None:
        """Create the index by which weighed pages are read."""
        await self._documents.create_indexes([IndexModel([("run", 1), ("look", 1), ("kind", 1)], name="pages")])

    @patient
    async def clear(self, run: str) -> None:
        """Delete the pages of directories that other reconciliations have weighed."""
        await self._documents.delete_many({"run": {"$ne": run}})

    @patient
    async def forget(self, run: str) -> None:
        """Delete a finished reconciliation's weighed pages, which name people."""
        await self._documents.delete_many({"run": run})

    @patient
    async def note(self, message: RecordsWeighed) -> None:
        """Store a weighed page of a directory; a repeated one replaces the former."""
        about = {"run": message.run, "look": message.look, "kind": message.kind}
        page = {**about, "count": message.count, "page": message.model_dump_json()}
        await self._documents.update_one(
            {"_id": f"{message.kind}:{message.look}:{message.page}"}, {"$set": page}, upsert=True
        )

    @patient
    async def count(self, run: str, look: LookNumber, kind: str) -> int:
        """Return how many records of a directory have been weighed at a look."""
        where = {"run": run, "look": look, "kind": kind}
        return sum([one["count"] async for one in self._documents.find(where, {"count": 1})])

    @patient_listing
    async def pages(self, run: str, look: LookNumber) -> AsyncIterator[RecordsWeighed]:
        """Yield the weighed pages of directories of a look."""
        told = {"run": run, "look": look, "page": {"$exists": True}}  # a person of it may have been forgotten
        async for document in self._documents.find(told, sort=[("_id", 1)]):
            yield RecordsWeighed.read(document["page"])
