"""Decisions that a deal wants no order, kept for deals without a pair: an older "yes" that comes back bears none.

A message that could not be handled comes back in seconds or hours; the deletion of its deal, handled meanwhile, has
nothing to cancel yet.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import Ref
from shared.store.away import patient
from shared.store.pairs import COLLECTION

_KIND: Final = "overtaken"
"""Of these documents among the pairs; nobody else asks for it."""
_KEPT: Final = timedelta(days=7)
"""Longer than any message comes back or waits while a lane is paused."""
_INDEX: Final = IndexModel("until", name="until", expireAfterSeconds=0, sparse=True)


class Overtaken:
    """The latest decisions that deals without a pair want no order, by the number of the deal's stage."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the index by which the database deletes old decisions; harmless when it exists."""
        await self._documents.create_indexes([_INDEX])

    @patient
    async def note(self, deal: Ref, number: int) -> None:
        """Store that a deal wants no order since an edit of its stage; 0: the decision names none."""
        if number:
            change = {"$max": {"number": number}, "$set": {"kind": _KIND, "until": datetime.now(UTC) + _KEPT}}
            await self._documents.update_one({"_id": f"{_KIND}:{deal.key}"}, change, upsert=True)

    @patient
    async def is_old(self, deal: Ref, number: int) -> bool:
        """Tell whether a deal has wanted no order since a later edit of its stage than this one."""
        later = {"_id": f"{_KIND}:{deal.key}", "number": {"$gt": number}}
        return await self._documents.find_one(later) is not None
