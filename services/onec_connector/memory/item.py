"""What the onec-connector remembers of an item, or of a group of items, beside its numbers."""

from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.entities import Subject
from shared.store import Entity, EntityStore


class ItemMemory(TypedDict, total=False):
    """The connector's own fields of an item's document; None removes one.

    Args:
        left: why the item becomes no product (`vocabulary.items.LeftAlone`).
        made_of: id of the portal's product that the item was made of.
        made_for: key of the deal's order, or of the product, whose command made it: that one says so.
        became: the item that took its place in the rows of orders when it was merged; empty: several did.
        owed: what is to be told of the last edit from the portal (`Told`), until the broker has confirmed it.
    """

    left: str | None
    made_of: str
    made_for: str
    became: str
    owed: list[dict[str, Any]] | None


ItemEntity = Entity[ItemMemory]
ItemStore = EntityStore[ItemMemory]

_INDEXES = (IndexModel("fields.left", name="left", partialFilterExpression={"fields.left": {"$exists": True}}),)


def item_store(database: AsyncDatabase[dict[str, Any]], subject: Subject = DIRECTORY) -> ItemStore:
    """Return the store of documents of 1C's items, and of item groups beside them.

    Args:
        database: where.
        subject: says which groups people edit in the portal too.
    """
    return EntityStore(database, "onec", subject, _INDEXES, of="items")
