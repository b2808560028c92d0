"""Remembers the login that 1C refused last, beyond the process.

1C locks out a user whose password is wrong time and again, and a supervisor starts a service that ended with one
every few seconds.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.base.errors import BARRED_S
from shared.store.away import patient
from shared.store.clock import in_seconds

_COST = {"n": 2**14, "r": 8, "p": 1}  # 0.05 s: whoever reads the database learns no password


class RefusedLogin:
    """Collection `logins_onec`, one document a user, without the password.

    Args:
        database: of the connector.
        base: address of the one that refused; another one may be asked at once.
        user, password: as 1C is shown them.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], base: str, user: str, password: str) -> None:
        self._documents = database["logins_onec"]
        self._base, self._user, self._password = base, user, password

    @patient
    async def held_until(self) -> datetime | None:
        """Return when 1C may be asked again that refused this same user and password; None: now.

        `BARRED_S` after the refusal, by the database's clock.
        """
        fresh = {"_id": self._user, "$expr": {"$gt": ["$until", "$$NOW"]}}
        document = await self._documents.find_one(fresh)
        if document is None or await self._digest(document["salt"]) != document["digest"]:
            return None
        until: datetime = document["until"]
        return until

    @patient
    async def remember(self) -> None:
        """Store that 1C refused the login of this user and password just now."""
        salt = secrets.token_bytes(16)
        known = {"salt": salt, "digest": await self._digest(salt), "until": in_seconds(BARRED_S)}
        await self._documents.update_one({"_id": self._user}, [{"$set": known}], upsert=True)

    async def _digest(self, salt: bytes) -> bytes:
        shown = f"{self._base}\n{self._password}".encode()
        return await asyncio.to_thread(hashlib.scrypt, shown, salt=salt, **_COST)
