"""Remembers when this database was last backed up; a copy must not trust it."""

from datetime import UTC, datetime
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient

BACKUPS: Final = "backups"
LAST: Final = {"_id": "last"}
"""The document that says when."""


@patient
async def note_backup(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Store that a backup was saved just now."""
    await database[BACKUPS].update_one(LAST, {"$set": {"at": datetime.now(UTC)}}, upsert=True)


@patient
async def last_backup(database: AsyncDatabase[dict[str, Any]]) -> datetime | None:
    """Return when the last backup was saved; None: never."""
    found = await database[BACKUPS].find_one(LAST)
    return found["at"].replace(tzinfo=UTC) if found else None
