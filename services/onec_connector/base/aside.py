"""Reading for directories: a catalogue, however large, never keeps an order waiting longer than one call."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.paging import paged
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row


class BaseAside:
    """Reads in the session that polls, one call at a time, whoever asks: between two of them a poll has its turn.

    The sessions of the ring are left to orders.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._turn = asyncio.Lock()

    async def listing(self, name: str, query: Query) -> list[Row]:
        """Read records of a set in the order 1C gives them."""
        async with self._turn:
            return await self._base.listing(name, query, polling=True)

    async def constant(self, name: str) -> Any:
        """Read the value of a constant."""
        async with self._turn:
            return await self._base.constant(name, polling=True)

    async def any_of(self, name: str, conditions: Sequence[str], select: Sequence[str]) -> list[Row]:
        """Read the records that fit any of the conditions, in as few calls as may be, without 1C's links."""
        async with self._turn:
            return await self._base.any_of(name, conditions, select, polling=True, bare=True)

    def pages(self, name: str, query: Query, *, size: int = 500) -> AsyncIterator[Row]:
        """Read a set page after page (`paged`)."""
        return paged(partial(self.listing, name), query, size)
