"""What the onec-connector remembers of an item, or of a group of items, beside its numbers."""

from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class ItemMemory(TypedDict, total=False):
    """The connector's own fields of an item's document; None removes one.

    Args:
        left: why the item becomes no product (`vocabulary.items.LeftAlone`).
        made_of: id of the portal's product that the item was made of.
    """

    left: str | None
    made_of: str


ItemEntity = Entity[ItemMemory]
ItemStore = EntityStore[ItemMemory]

_INDEXES = (IndexModel("fields.left", name="left", partialFilterExpression={"fields.left": {"$exists": True}}),)


def item_store(database: AsyncDatabase[dict[str, Any]]) -> ItemStore:
    """Return the store of 1C items' documents, groups of items included."""
    return EntityStore(database, "onec", DIRECTORY, _INDEXES, of="items")
