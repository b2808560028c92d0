"""What is remembered of an item's prices: their numbers alone."""

from typing import Any, TypedDict

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class PriceMemory(TypedDict, total=False):
    """Fields of a document beside its numbers: none so far."""


PriceEntity = Entity[PriceMemory]
PriceStore = EntityStore[PriceMemory]


def price_store(database: AsyncDatabase[dict[str, Any]]) -> PriceStore:
    """Return the documents of items' prices."""
    return EntityStore(database, "onec", DIRECTORY, of="prices")
