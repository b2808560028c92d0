"""The lease: one active process at a time, by the database's own clock."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from pymongo import ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.store.clock import in_seconds, taken_by
from shared.store.errors import LeaseLostError

_SURE = 0.75  # of the lease: what is left is for the body to stop in, before another may begin


class Lease:
    """The right to be the active process.

    Args:
        database: where it is kept.
        name: what it is for, `b24-connector`.
        holder: this start of this process, and no other.
        ttl_s: how long it lasts without renewal.
    """

    def __init__(self, database: AsyncDatabase[dict[str, Any]], name: str, holder: str, ttl_s: float = 15) -> None:
        self._documents = database[f"leases_{name}"]  # of its own: rights are given by collection
        self._name = name
        self._holder = holder
        self._ttl_s = ttl_s

    async def acquire(self) -> bool:
        """Take the lease if it is free, expired or ours; return False if another process holds it."""
        try:
            found = await self._documents.find_one_and_update(
                {"_id": self._name},
                taken_by("holder", self._holder, self._ttl_s),
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # two first ones at once
            return False
        return found is not None and found["holder"] == self._holder

    async def is_held(self) -> bool:
        """Tell whether some process holds the lease."""
        return await self._documents.find_one({"_id": self._name, "$expr": {"$gt": ["$until", "$$NOW"]}}) is not None

    async def renew(self) -> bool:
        """Prolong the lease; return False if it is not ours any more."""
        result = await self._documents.update_one({"_id": self._name, "holder": self._holder}, self._taken())
        return result.matched_count == 1

    async def release(self) -> None:
        """Give the lease back, so that a stand-by need not wait for it to expire."""
        await self._documents.delete_one({"_id": self._name, "holder": self._holder})

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Wait until the lease is ours and keep it while the body runs.

        The body is cancelled when the lease is taken by another, and also when the database has not confirmed a
        renewal for so long that another may take it.

        Raises:
            LeaseLostError: it was lost; start again from the beginning.
        """
        asked = time.monotonic()
        while not await self.acquire():
            await asyncio.sleep(self._ttl_s / 15)  # what a stand-by adds to the lease's own time at most
            asked = time.monotonic()
        body = asyncio.current_task()
        keeping = asyncio.create_task(self._keep(body, asked), name=f"lease {self._name}")
        try:
            yield
        except asyncio.CancelledError:
            if not (keeping.done() and not keeping.cancelled() and body and body.uncancel() == 0):
                raise
            raise LeaseLostError(f"lease {self._name} is held by another process now") from None
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            with suppress(PyMongoError):
                await self.release()

    async def _keep(self, body: asyncio.Task[Any] | None, asked: float) -> None:
        """Prolong the lease until it is lost; then cancel `body` and return.

        Args:
            body: what needs the lease.
            asked: when the database was asked for what it granted last; it lasts no longer than from then.
        """
        while time.monotonic() < asked + _SURE * self._ttl_s:
            await asyncio.sleep(self._ttl_s / 5)
            now = time.monotonic()
            with suppress(PyMongoError, TimeoutError):
                async with asyncio.timeout(max(asked + _SURE * self._ttl_s - now, 0)):
                    if not await self.renew():
                        break
                asked = now
        if body is not None:
            body.cancel()

    def _taken(self) -> list[dict[str, Any]]:
        return [{"$set": {"holder": self._holder, "until": in_seconds(self._ttl_s)}}]
