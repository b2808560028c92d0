"""What the b24-connector remembers of the portal's products and sections beside their numbers."""

from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.vocabulary.catalogue import CodeName
from shared.canon import DIRECTORY
from shared.entities import Subject
from shared.store import Entity, EntityStore


class PutBack(TypedDict):
    """Whose edit is about to be replaced by 1C's value: a user of the portal, and the groups he has edited."""

    person: str
    groups: list[str]


class RecordMemory(TypedDict, total=False):
    """The connector's own fields of a product's or section's document; None removes one.

    Args:
        awaits: key of what must be there before it: `group:…` whose section it stands in, or `item:…` whose product it
            is a variation of. It is looked at again when that is there.
        put_back: stored before the write, until its editor is told.
        filled: codes of a product that 1C has had when it was last compared with it; absent: of an earlier release, or
            never compared.
    """

    awaits: str | None
    put_back: PutBack | None
    filled: list[CodeName] | None


AWAITS = "fields.awaits"
_INDEXES = (IndexModel(AWAITS, name="awaits", partialFilterExpression={AWAITS: {"$gt": ""}}),)
Record = Entity[RecordMemory]
RecordStore = EntityStore[RecordMemory]


def product_store(database: AsyncDatabase[dict[str, Any]], subject: Subject = DIRECTORY) -> RecordStore:
    """Return the store of products' documents in the b24-connector.

    Args:
        database: where.
        subject: says which groups people edit in the portal too.
    """
    return EntityStore(database, "b24", subject, _INDEXES, of="products")


def section_store(database: AsyncDatabase[dict[str, Any]]) -> RecordStore:
    """Return the store of sections' documents; a section may have the id of a product."""
    return EntityStore(database, "b24", DIRECTORY, _INDEXES, of="sections")
