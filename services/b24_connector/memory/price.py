"""What the b24-connector remembers of a product's prices: their numbers, and which of them were ever ours."""

from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import DIRECTORY
from shared.store import Entity, EntityStore


class FormerPrices(TypedDict):
    """Base prices that a product had before the bus wrote others.

    Args:
        product: its id.
        prices: amount, currency and whether it held the VAT, `100.00 RUB Y`, the oldest first. Earlier releases did
            not say the last; it is as the product holds its prices.
    """

    product: str
    prices: list[str]


class ProductPriceMemory(TypedDict, total=False):
    """The connector's own fields of a product prices' document; None removes one.

    Args:
        types: ids of the price types in which 1C has named a price of this item: what vanishes there is taken away.
        former: what its rows in deals may have been put in at.
        owed: causes for which some of its prices are not written: `PriceRefusal.shared_cause`, or `NO_PRODUCT`.
    """

    types: list[str] | None
    owed: list[str] | None
    former: FormerPrices | None


NO_PRODUCT = "product"
"""The cause that nothing stands for the item yet; its prices are looked at as soon as something does."""
OWED = "fields.owed"
FORMER = "fields.former.product"
_INDEXES = (
    IndexModel(OWED, name="owed", partialFilterExpression={OWED: {"$exists": True}}),
    IndexModel(FORMER, name="former", partialFilterExpression={FORMER: {"$exists": True}}),
)
ProductPriceEntity = Entity[ProductPriceMemory]
ProductPriceStore = EntityStore[ProductPriceMemory]


def price_store(database: AsyncDatabase[dict[str, Any]]) -> ProductPriceStore:
    """Return the store of prices' documents; a product may have several, if it now stands for another item."""
    return EntityStore(database, "b24", DIRECTORY, _INDEXES, of="prices")
