"""Reads 1C for directories in the polling session: a large catalog keeps an order waiting one call at most."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.paging import paged
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row


class BaseAside:
    """Reads in the polling session, one call at a time; between two calls a poll has its turn.

    The sessions of the ring are left to orders.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._turn = asyncio.Lock()

    async def listing(self, name: str, query: Query) -> list[Row]:
        """Read records of a 1C set in the polling session, in the order 1C gives them."""
        async with self._turn:
            return await self._base.listing(name, query, polling=True)

    async def constant(self, name: str) -> Any:
        """Read the value of a 1C constant in the polling session."""
        async with self._turn:
            return await self._base.constant(name, polling=True)

    async def any_of(self, name: str, conditions: Sequence[str], select: Sequence[str]) -> list[Row]:
        """Read 1C records that fit any condition, in the polling session, in few calls, without 1C's links."""
        async with self._turn:
            return await self._base.any_of(name, conditions, select, polling=True, bare=True)

    def pages(self, name: str, query: Query, *, size: int = 500) -> AsyncIterator[Row]:
        """Read a 1C set page after page in the polling session (`paged`)."""
        return paged(partial(self.listing, name), query, size)
