"""Claims: one creator at a time for a thing that has no unique key in the peer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pymongo import ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from shared.bus.errors import Retryable
from shared.store.away import patient
from shared.store.clock import taken_by


@dataclass(slots=True)
class Claim:
    """Set `in_doubt` before the call that creates, and take it back once the peer has answered."""

    in_doubt: bool = False


class Claims:
    """Claims by name; begin the name with the system: `onec:party:7707083893:770701001`."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._database = database

    @asynccontextmanager
    async def claim(self, name: str, ttl_s: float = 600) -> AsyncIterator[Claim]:
        """Hold a claim while the body runs: look for the thing, create it if it is not there.

        A crash, or leaving with `in_doubt` set, keeps the claim until `ttl_s` has passed, which must be longer than
        the longest call to the peer: a call we gave up may still be running.

        Raises:
            Retryable: another holds it; comes back in 5 s, uncounted.
        """
        token = str(uuid4())
        if not await self._take(name, token, ttl_s):
            raise Retryable(f"{name} is being created by another command", after_s=5, counted=False)
        claim = Claim()
        try:
            yield claim
        finally:
            if not claim.in_doubt:
                await self._of(name).delete_one({"_id": name, "token": token})

    def _of(self, name: str) -> AsyncCollection[dict[str, Any]]:
        # One collection per system: rights are given by collection, and claims of a system are its connector's alone.
        return self._database[f"claims_{name.split(':', 1)[0]}"]

    @patient
    async def _take(self, name: str, token: str, ttl_s: float) -> bool:
        try:
            found = await self._of(name).find_one_and_update(
                {"_id": name},
                taken_by("token", token, ttl_s),
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # two first ones at once
            return False
        return found is not None and found["token"] == token
