"""Reads a 1C set page after page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row


async def paged(listing: Callable[[Query], Awaitable[list[Row]]], query: Query, size: int) -> AsyncIterator[Row]:
    """Yield a 1C set's records until a page comes back empty: a short page proves nothing.

    Args:
        listing: reads one page.
        query: with an order that is stable between calls.
        size: records a page.
    """
    skip = 0
    while rows := await listing(replace(query, top=size, skip=skip)):
        for row in rows:
            yield row
        skip += len(rows)
