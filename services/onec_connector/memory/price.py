"""What the onec-connector remembers of an item's prices: their numbers alone."""

from typing import Any, TypedDict

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class PriceMemory(TypedDict, total=False):
    """The connector's own fields of a prices' document: none so far."""


PriceEntity = Entity[PriceMemory]
PriceStore = EntityStore[PriceMemory]


def price_store(database: AsyncDatabase[dict[str, Any]]) -> PriceStore:
    """Return the store of documents about prices of 1C's items."""
    return EntityStore(database, "onec", DIRECTORY, of="prices")
