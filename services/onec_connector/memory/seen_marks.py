"""What a pass over a 1C catalog saw last of every record: one mark each."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Literal

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient, patient_listing


class SeenMarks:
    """Collection `seen_onec_items`, `seen_onec_prices`, `seen_onec_partners` or `seen_onec_persons`, by entity key.

    Written only after what it leads to is on the broker.
    """

    def __init__(
        self, database: AsyncDatabase[dict[str, Any]], of: Literal["items", "prices", "partners", "persons"]
    ) -> None:
        self._documents = database[f"seen_onec_{of}"]

    @patient
    async def marks(self, keys: Collection[str]) -> dict[str, str]:
        """Return the marks of the records that a pass over a 1C catalog saw last."""
        found = self._documents.find({"_id": {"$in": list(keys)}})
        return {document["_id"]: document["mark"] async for document in found}

    @patient
    async def note(self, marks: Mapping[str, str]) -> None:
        """Store the marks of records that a pass over a 1C catalog has seen."""
        updates = [UpdateOne({"_id": key}, {"$set": {"mark": mark}}, upsert=True) for key, mark in marks.items()]
        if updates:
            await self._documents.bulk_write(updates, ordered=False)

    @patient
    async def sold(self, item: str = "") -> list[tuple[str, str]]:
        """Return the (item, characteristic) pairs that the pass over 1C's items saw, of one item or of all."""
        found = self._documents.find({"_id": {"$regex": f"^item:{re.escape(item)}#" if item else "#"}}, {"_id": 1})
        keys = [document["_id"].removeprefix("item:").partition("#") async for document in found]
        return [(guid, characteristic) for guid, _, characteristic in keys]

    @patient_listing
    async def all_keys(self) -> AsyncIterator[str]:
        """Yield the keys of all records that a pass over a 1C catalog has seen."""
        async for document in self._documents.find({}, {"_id": 1}):
            yield document["_id"]

    @patient
    async def forget(self, keys: Collection[str]) -> None:
        """Delete the marks of records that a pass found gone from 1C."""
        if keys:
            await self._documents.delete_many({"_id": {"$in": list(keys)}})
