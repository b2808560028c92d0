"""Finds the entity documents of one connector."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Generic, Literal

from pymongo import IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from shared.entities import Subject
from shared.store.away import patient, patient_listing
from shared.store.entity import INDEXES, Entity, M, read_entity

Document = dict[str, Any]


class EntityDocuments(Generic[M]):
    """Collection `entities_b24`, `entities_onec` or of one directory; `_id` is the birth key of the pair.

    Args:
        database: where.
        connector: whose.
        subject: what numbers must know of the records.
        indexes: for what the connector asks its own fields by.
        of: the directory, `items`, whose own ids may be equal to those of other records; empty: deals or orders.
    """

    def __init__(
        self,
        database: AsyncDatabase[Document],
        connector: Literal["b24", "onec"],
        subject: Subject,
        indexes: Iterable[IndexModel] = (),
        *,
        of: str = "",
    ) -> None:
        name = f"entities_{connector}_{of}" if of else f"entities_{connector}"
        self._documents: AsyncCollection[Document] = database[name]
        self._subject = subject
        self._indexes = [*INDEXES, *indexes]

    @patient
    async def prepare(self) -> None:
        """Create the indexes of the entity documents; they may exist."""
        await self._documents.create_indexes(self._indexes)

    @patient
    async def get(self, key: str) -> Entity[M] | None:
        """Return the entity document of a birth key."""
        document = await self._documents.find_one({"_id": key})
        return read_entity(document, self._subject) if document else None

    @patient
    async def find(self, ref: str) -> Entity[M] | None:
        """Return the entity document of the record whose own id is `ref`."""
        document = await self._documents.find_one({"ref": ref})
        return read_entity(document, self._subject) if document else None

    @patient
    async def find_many(self, refs: Iterable[str]) -> dict[str, Entity[M]]:
        """Return the entity documents of records' own ids, by id; an id without a document is absent."""
        documents = self._documents.find({"ref": {"$in": list(refs)}})
        return {document["ref"]: read_entity(document, self._subject) async for document in documents}

    @patient_listing
    async def listing(self, where: Mapping[str, Any], *, limit: int | None = None) -> AsyncIterator[Entity[M]]:
        """Yield the entity documents that a MongoDB filter finds, `{"fields.waiting": True}`, by birth key."""
        async for document in self._documents.find(where, sort=[("_id", 1)], limit=limit or 0):
            yield read_entity(document, self._subject)

    @patient
    async def count(self, where: Mapping[str, Any]) -> int:
        """Return how many entity documents a MongoDB filter finds."""
        return await self._documents.count_documents(where)
