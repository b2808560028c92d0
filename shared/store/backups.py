"""When this database was copied last; of no use in a copy."""

from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient

BACKUPS = "backups"
_LAST = {"_id": "last"}


@patient
async def note_backup(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Keep that a copy was saved just now."""
    await database[BACKUPS].update_one(_LAST, {"$set": {"at": datetime.now(UTC)}}, upsert=True)


@patient
async def last_backup(database: AsyncDatabase[dict[str, Any]]) -> datetime | None:
    """Return when; None: never."""
    found = await database[BACKUPS].find_one(_LAST)
    return found["at"].replace(tzinfo=UTC) if found else None
