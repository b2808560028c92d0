"""What refused deals and companies wait for in 1C: "deal:41 waits for item …", never a message body."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import Ref
from shared.store.away import patient, patient_listing


@dataclass(frozen=True, slots=True)
class Wait:
    """A deal or a company, and the things whose appearance in 1C would let it be written."""

    source: Ref
    wants: tuple[dict[str, str], ...]


class Waits:
    """The collection `waits_onec`, one document for a deal or a company."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["waits_onec"]

    @patient
    async def put(self, source: Ref, wants: Sequence[Any]) -> None:
        """Store what a refused deal or company waits for in 1C; if nothing can be looked for, delete the wait."""
        if not wants:
            await self.drop(source)
            return
        document = {"source": source.model_dump(), "wants": [dict(want) for want in wants]}
        await self._documents.replace_one({"_id": source.key}, document, upsert=True)

    @patient
    async def drop(self, source: Ref) -> None:
        """Delete what a deal or company waits for in 1C."""
        await self._documents.delete_one({"_id": source.key})

    @patient_listing
    async def all(self) -> AsyncIterator[Wait]:
        """Yield every deal and company that waits for something of 1C."""
        async for document in self._documents.find({}):
            yield Wait(Ref(**document["source"]), tuple(document["wants"]))
