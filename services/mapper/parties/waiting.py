"""Contacts that wait until their company has a pair, and partners that were marked before they had one."""

from collections.abc import Iterable
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.messages.things import Ref
from shared.store.away import patient

COLLECTION = "waiting_contacts"


class WaitingContacts:
    """The stored list of contacts and the company each waits for, both by their keys."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database[COLLECTION]

    @patient
    async def prepare(self) -> None:
        """Create the index of waiting contacts; harmless when it exists."""
        await self._documents.create_indexes([IndexModel([("company", 1)], name="company")])

    @patient
    async def put(self, contact: Ref, company: Ref) -> None:
        """Let a contact wait for its company."""
        await self._documents.update_one({"_id": contact.key}, {"$set": {"company": company.key}}, upsert=True)

    @patient
    async def of(self, companies: Iterable[str]) -> list[str]:
        """Return the keys of contacts that wait for any of these companies or partners."""
        found = self._documents.find({"company": {"$in": sorted(companies)}})
        return [str(one["_id"]) async for one in found]

    @patient
    async def drop(self, contacts: Iterable[str]) -> None:
        """Let contacts wait for their companies no more."""
        await self._documents.delete_many({"_id": {"$in": sorted(contacts)}})
