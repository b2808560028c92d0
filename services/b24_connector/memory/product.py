"""What the b24-connector remembers of products and sections."""

from collections.abc import Mapping
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.entities import GroupDoc, Subject
from shared.store import Entity, EntityStore


class PutBack(TypedDict):
    """Whose edit is about to be replaced by 1C's value: a user of the portal, and the groups he has edited."""

    person: str
    groups: list[str]


class RecordMemory(TypedDict, total=False):
    """Fields of a document beside its numbers; None removes one.

    Args:
        awaits: key of what must be there before it: `group:…` whose section it stands in, or `item:…` whose product it
            is a variation of. It is looked at again when that is there.
        put_back: stored before the write, until its editor is told.
    """

    awaits: str | None
    put_back: PutBack | None


AWAITS = "fields.awaits"
_INDEXES = (IndexModel(AWAITS, name="awaits", partialFilterExpression={AWAITS: {"$gt": ""}}),)
Record = Entity[RecordMemory]
RecordStore = EntityStore[RecordMemory]


CHANGE = "change"
"""Step of a write: the product may be changed already."""


def is_half(entity: Record) -> bool:
    """Tell whether a change of a product was sent, and nobody knows whether it was taken."""
    return entity.writing is not None and entity.writing.step == CHANGE


def left_half(entity: Record, held: Mapping[str, str]) -> dict[str, GroupDoc]:
    """Return what a change without an answer has left, to be remembered as what stands there.

    Args:
        entity: what is remembered of the product.
        held: digests of the product as it stands; a group that stands otherwise is a person's, or was not taken.
    """
    memo = entity.writing.memo if entity.writing and is_half(entity) else None
    sent = memo if isinstance(memo, Mapping) else {}
    taken = {group: digest for group, digest in sent.items() if held.get(group) == digest}
    return {group: entity.groups.get(group, GroupDoc()).holding(digest) for group, digest in taken.items()}


def product_store(database: AsyncDatabase[dict[str, Any]], subject: Subject = DIRECTORY) -> RecordStore:
    """Return the documents of products.

    Args:
        database: where.
        subject: says which groups people edit in the portal too.
    """
    return EntityStore(database, "b24", subject, _INDEXES, of="products")


def section_store(database: AsyncDatabase[dict[str, Any]]) -> RecordStore:
    """Return the documents of sections; a section may have the id of a product."""
    return EntityStore(database, "b24", DIRECTORY, _INDEXES, of="sections")
