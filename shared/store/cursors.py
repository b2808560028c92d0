"""Cursors: how far a connector has read its peer."""

from typing import Any, Literal

from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient


class Cursors:
    """Named cursors; each moves only after the broker has confirmed what lies before it."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]], connector: Literal["b24", "onec"]) -> None:
        self._documents = database[f"cursors_{connector}"]

    @patient
    async def get(self, name: str) -> str | None:
        """Return how far a cursor has come in its peer; None if nothing was read yet."""
        document = await self._documents.find_one({"_id": name})
        return None if document is None else str(document["value"])

    @patient
    async def set(self, name: str, value: str) -> None:
        """Store a cursor's position, in the peer's own terms: its clock, its numbers, never ours."""
        await self._documents.update_one({"_id": name}, {"$set": {"value": value}}, upsert=True)
