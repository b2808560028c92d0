"""Contacts that wait until their company has a pair, partners until their head has, or who is gone until he has one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.pairs import half_key
from shared.messages.things import Ref
from shared.store.away import patient

COLLECTION = "waiting_contacts"
_GONE_KEPT = timedelta(days=30)
"""So long whoever is gone waits for a pair of his own: whatever is in the making is made by then, or never."""


class WaitingContacts:
    """The stored list of contacts that wait for their company, and partners for their head, all by their keys."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the indexes of waiting contacts; harmless when they exist."""
        kept_s = int(_GONE_KEPT.total_seconds())
        gone = IndexModel([("gone_since", 1)], name="gone_since", expireAfterSeconds=kept_s)
        await self._documents.create_indexes([IndexModel([("company", 1)], name="company"), gone])

    @patient
    async def put(self, contact: Ref, company: Ref) -> None:
        """Let a contact wait for its company."""
        await self._put(contact, company.key)

    @patient
    async def put_for_itself(self, gone: Ref, kind: str) -> None:
        """Let a company, contact or their like that is gone wait for its own pair, for 30 days.

        Args:
            gone: the record.
            kind: of the pair.
        """
        change = {"$set": {"company": half_key(kind, gone), "gone_since": datetime.now(UTC)}, "$unset": {"edited": ""}}
        await self._documents.update_one({"_id": gone.key}, change, upsert=True)

    @patient
    async def drop_for_itself(self, back: Ref, kind: str) -> None:
        """Let whoever is there again wait for its own pair no more; what else it waits for stays."""
        await self._documents.delete_one({"_id": back.key, "company": half_key(kind, back)})

    @patient
    async def put_unless_later(self, partner: Ref, head: Ref, edited: int) -> None:
        """Let a partner wait for his head, unless he waits by an edit that is later than this number."""
        is_late = {"$gt": ["$edited", edited]}
        named = {"company": {"$cond": [is_late, "$company", head.key]}, "edited": {"$max": ["$edited", edited]}}
        change: list[dict[str, Any]] = [{"$set": named}, {"$unset": "gone_since"}]
        await self._documents.update_one({"_id": partner.key}, change, upsert=True)

    @patient
    async def of(self, companies: Iterable[str]) -> list[str]:
        """Return the keys of contacts and partners that wait for any of these companies or partners."""
        found = self._documents.find({"company": {"$in": sorted(companies)}})
        return [str(one["_id"]) async for one in found]

    @patient
    async def drop(self, contacts: Iterable[str]) -> None:
        """Let contacts wait for their companies no more."""
        await self._documents.delete_many({"_id": {"$in": sorted(contacts)}})

    @patient
    async def drop_unless_later(self, partner: Ref, edited: int) -> None:
        """Let a partner wait for his head no more, unless he waits by an edit that is later than this number."""
        await self._documents.delete_one({"_id": partner.key, "edited": {"$not": {"$gt": edited}}})

    @patient
    async def _put(self, record: Ref, awaited: str) -> None:
        change = {"$set": {"company": awaited}, "$unset": {"edited": "", "gone_since": ""}}
        await self._documents.update_one({"_id": record.key}, change, upsert=True)
