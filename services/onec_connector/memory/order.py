"""What the onec-connector remembers of an order beside its numbers: cancelled, owed words, prices, extra."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import ORDERS
from shared.store import Entity, EntityStore


class OrderMemory(TypedDict, total=False):
    """The connector's own fields of an order's document; None removes one.

    Args:
        number: its number in 1C as it was told last: people name the order by it when 1C has it no more.
        posted: it was posted once, or was there before the exchange; one that people leave unposted is left alone.
        cancelled: the bus took it back, in this way (`OrderPolicy.lost`), because its deal was lost; where a person has
            taken the mark for deletion away since, it is as if there had been none.
        overruled: a person has posted it since the bus took it back, which stands until its deal is lost anew.
        comment: mark of what we last wrote into the comment (`vocabulary/comments.py`), or the text, as an earlier
            release kept it; what the accountant added behind it stays.
        commenting: mark of what was sent into the comment last, until 1C is known to have it, or to have it no more.
        filled: lines of the table of extra fields that have had a value on either side.
        provisional_since: since when its figures are not recalculated yet.
        owed: facts of a write, what was sent and what it has to tell, until its outcome is on the broker.
        making: what is being made for it in 1C, by reference: set, name or words, version of the write; until told.
        too_long: it has more bytes than a message may have, and an edit of it could not be told.
        priced: digest of the rows as the bus left them with 1C's prices; while they are so, nobody in 1C edited them.
        fixed: marks of its rows at a price that 1C's agreement fixed: no kind of price tells these from typed ones.
        had: its partners, the last one last: one that was merged into another is an order's no more.
        sold: the item of each row by the row's code: one that was merged into another is a row's no more.
        held: no invoice sends those rows back: they are at the deal's own prices, or the order takes no others.
        named: the terms that its deal named when its header was last taken, or turned down (`named_anew.py`).
        provisional_told: the `provisional_since` that was told when the time for recalculation was over.
    """

    number: str | None
    posted: bool | None
    cancelled: str | None
    overruled: bool | None
    comment: str | None
    commenting: str | None
    filled: Sequence[str] | None
    provisional_since: datetime | None
    provisional_told: datetime | None
    owed: Mapping[str, Any] | None
    making: Mapping[str, Any] | None
    too_long: bool | None
    priced: str | None
    fixed: Sequence[str] | None
    had: Sequence[str] | None
    sold: Mapping[str, str] | None
    held: bool | None
    named: Mapping[str, str] | None


Order = Entity[OrderMemory]
OrderStore = EntityStore[OrderMemory]

_INDEXES = (
    IndexModel(
        "fields.provisional_since",
        name="provisional",
        partialFilterExpression={"fields.provisional_since": {"$exists": True}},
    ),
    IndexModel("fields.had", name="had", sparse=True),
)


def order_store(database: AsyncDatabase[dict[str, Any]]) -> OrderStore:
    """Return the store of 1C orders' documents."""
    return EntityStore(database, "onec", ORDERS, _INDEXES)
