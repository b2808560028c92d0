"""What the b24-connector remembers of products and sections."""

from typing import Any, TypedDict

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class RecordMemory(TypedDict, total=False):
    """The connector's own fields of a section's document; a product's has none.

    Args:
        awaits: `group:…` that its section stands in, as it waited for that one last.
    """

    awaits: str


Record = Entity[RecordMemory]
RecordStore = EntityStore[RecordMemory]


def product_store(database: AsyncDatabase[dict[str, Any]]) -> RecordStore:
    """Return the store of products' documents."""
    return EntityStore(database, "b24", DIRECTORY, of="products")


def section_store(database: AsyncDatabase[dict[str, Any]]) -> RecordStore:
    """Return the store of sections' documents; a section may have the id of a product."""
    return EntityStore(database, "b24", DIRECTORY, of="sections")
