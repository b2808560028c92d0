"""Names by which people know a deal and its order (number, title, client, INN), for finding their pair."""

import re
from collections.abc import Mapping
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from services.mapper.links import DEAL
from shared.store.away import patient
from shared.store.pairs import COLLECTION

MOST = 20
"""Pairs that a person can choose from."""
_INDEXES = [IndexModel([(f"about.{name}", 1)], name=name, sparse=True) for name in ("number", "inn")]
_STANDING = IndexModel([("kind", 1), ("refusal.since", 1)], name="standing", partialFilterExpression={"waiting": True})
_WITHOUT_DEAL = IndexModel(
    [("kind", 1), ("deal_refusal.since", 1)],
    name="without_deal",
    partialFilterExpression={"deal_refusal.since": {"$exists": True}},
)
_SHOWN = ("_id", "b24", "onec", "about")


class Names:
    """The searchable names of one customer's deals and orders, kept in their pairs."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._pairs = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the indexes of the pairs' names and refusals; harmless when they exist."""
        await self._pairs.create_indexes([*_INDEXES, _STANDING, _WITHOUT_DEAL])

    @patient
    async def note(self, key: str, about: Mapping[str, str]) -> None:
        """Store the names by which people know a deal and its order; nothing is written if they are known."""
        news = [{f"about.{name}": {"$ne": word}} for name, word in about.items()]
        if news:
            changes = {f"about.{name}": word for name, word in about.items()}
            await self._pairs.update_one({"_id": key, "$or": news}, {"$set": changes})

    @patient
    async def called(self, words: str, *, exactly: bool = False) -> list[dict[str, Any]]:
        """Find pairs of deals and orders by number, INN or the deal's id, else by a part of title or client.

        Args:
            words: that people say; a number may be typed in small letters, and with «№».
            exactly: whole numbers alone, each found by an index.
        """
        words = words.strip().removeprefix("№").strip()
        exact: list[dict[str, Any]] = [{"about.number": {"$in": [words, words.upper()]}}, {"about.inn": words}]
        if exactly:
            ours = {"kind": DEAL, "$or": [*exact, {"kind": DEAL, "b24": words}]}
            found = self._pairs.find(ours).limit(MOST)
            return [{name: pair.get(name) for name in _SHOWN} async for pair in found]
        if words.isdigit():
            exact += [{"b24": words}, {"about.number": {"$regex": rf"(^|[^0-9])0*{words}$"}}]
        part = {"$regex": re.escape(words), "$options": "i"}
        for where in (exact, [{"about.title": part}, {"about.client": part}]):
            found = self._pairs.find({"kind": DEAL, "$or": where}).limit(MOST)
            if pairs := [one async for one in found]:
                return [{name: pair.get(name) for name in _SHOWN} for pair in pairs]
        return []
