"""Claims: one creator at a time for a thing that has no unique key in the peer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from pymongo import IndexModel, ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.things import System
from shared.store.away import StoreAwayError, patient
from shared.store.clock import in_seconds, taken_by

KEPT_S = 24 * 3600
"""How long a claim that was left in doubt, and is free by now, stays in the database: its name may tell of a person."""
LOOK_S = 10.0
"""How long a claim lasts that nobody has begun to create under: less than a dead process's lease."""


class Claim:
    """A claim that this process holds.

    Args:
        prolong: makes it last as long as the call that creates may run; False: it is another's by now.
    """

    def __init__(self, prolong: Callable[[timedelta], Awaitable[bool]]) -> None:
        self._prolong = prolong
        self.in_doubt = False

    @asynccontextmanager
    async def creating(self, longest_call: timedelta) -> AsyncIterator[None]:
        """Hold the claim while the block creates the thing; leave it in doubt if the outcome is unknown.

        Args:
            longest_call: a call may run so long in the peer after we gave it up.

        Raises:
            Retryable: looking took so long that another has the claim; comes back in 5 s, uncounted.
        """
        if not await self._prolong(longest_call):
            raise Retryable("another command creates this by now", after_s=5, counted=False)
        self.in_doubt = True
        try:
            yield
        except DoubtfulWrite:
            raise  # the peer may still be creating: nobody else may for a while
        except Exception:
            self.in_doubt = False
            raise
        self.in_doubt = False


class Claims:
    """Claims by name; begin a name with the system: `onec:party:7707083893:770701001`."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._database = database

    @patient
    async def prepare(self, system: System) -> None:
        """Create the index by which the database deletes expired claims; harmless if it exists.

        Args:
            system: whose claims.
        """
        expiry = IndexModel([("until", 1)], name="expiry", expireAfterSeconds=KEPT_S)
        await self._of(f"{system}:").create_indexes([expiry])

    @asynccontextmanager
    async def claim(self, name: str) -> AsyncIterator[Claim]:
        """Hold a claim while the block runs: look for the thing, and create it in `Claim.creating` if it is not there.

        After a crash the claim is free in 10 s, unless a create was begun: then once that call must have ended, as
        after leaving in doubt.

        Raises:
            Retryable: another holds it; comes back in 5 s, uncounted.
        """
        token = str(uuid4())
        if not await self._take(name, token):
            raise Retryable("another command looks for the same thing or creates it", after_s=5, counted=False)
        claim = Claim(partial(self._prolong, name, token))
        try:
            yield claim
        finally:
            if not claim.in_doubt:
                with suppress(StoreAwayError):  # it ends by itself, and what the block has come to counts
                    await self._free(name, token)

    @patient
    async def _free(self, name: str, token: str) -> None:
        await self._of(name).delete_one({"_id": name, "token": token})

    def _of(self, name: str) -> AsyncCollection[dict[str, Any]]:
        # One collection per system: rights are given by collection, and claims of a system are its connector's alone.
        return self._database[f"claims_{name.split(':', 1)[0]}"]

    @patient
    async def _take(self, name: str, token: str) -> bool:
        try:
            found = await self._of(name).find_one_and_update(
                {"_id": name},
                taken_by("token", token, LOOK_S),
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # two first ones at once
            return False
        return found is not None and found["token"] == token

    @patient
    async def _prolong(self, name: str, token: str, longest_call: timedelta) -> bool:
        until = [{"$set": {"until": in_seconds(longest_call.total_seconds())}}]
        return (await self._of(name).update_one({"_id": name, "token": token}, until)).matched_count == 1
