"""What is remembered of a product's prices: their numbers, and which of them were ever ours."""

from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class ProductPriceMemory(TypedDict, total=False):
    """Fields of a document; None removes one.

    Args:
        types: ids of the price types in which 1C has named a price of this item: what vanishes there is taken away.
        owed: causes for which some of its prices are not written (`PriceRefusal.shared_cause`).
    """

    types: list[str] | None
    owed: list[str] | None


OWED = "fields.owed"
_INDEXES = (IndexModel(OWED, name="owed", partialFilterExpression={OWED: {"$exists": True}}),)
ProductPriceEntity = Entity[ProductPriceMemory]
ProductPriceStore = EntityStore[ProductPriceMemory]


def price_store(database: AsyncDatabase[dict[str, Any]]) -> ProductPriceStore:
    """Return the documents of prices; several may be of one product, when it stands for another item by now."""
    return EntityStore(database, "b24", DIRECTORY, _INDEXES, of="prices")
