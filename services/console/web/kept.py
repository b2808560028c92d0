"""Keeps what was gathered for a web page for a few seconds, so that reloading asks nobody again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Final, Generic, TypeVar

T = TypeVar("T")
KEPT_S: Final = 10.0


class Kept(Generic[T]):
    """One gathered answer, kept for seconds, for all readers of web pages who ask at once.

    Args:
        gather: asks; what it raises is kept from nobody, and asked for again.
        seconds: how old an answer may be.
    """

    def __init__(self, gather: Callable[[], Awaitable[T]], seconds: float = KEPT_S) -> None:
        self._gather, self._seconds = gather, seconds
        self._gathering = asyncio.Lock()
        self._last: tuple[float, datetime, T] | None = None

    async def get(self) -> tuple[T, datetime]:
        """Return the kept answer of a web page, or gather it anew, and when it was asked for."""
        async with self._gathering:
            if self._last is None or monotonic() - self._last[0] > self._seconds:
                begun, at = monotonic(), datetime.now(UTC)
                self._last = (begun, at, await self._gather())
            return self._last[2], self._last[1]
