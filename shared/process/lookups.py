"""Caches of a peer's answers: what was asked lately is not asked again for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

import structlog
from cachetools import TTLCache

from shared.bus.errors import Permanent, Retryable

T = TypeVar("T")
MOST_KEPT = 20_000
log = structlog.get_logger()


class Cache(Generic[T]):
    """A cache of a peer's records by key; many are read at once.

    Args:
        load: reads records by their keys; keys without a record are left out, and asked for again next time.
        ttl_s: how long a record is believed.
        size: records kept at most; the oldest makes room.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        load: Callable[[list[str]], Awaitable[Mapping[str, T]]],
        *,
        ttl_s: float,
        size: int = MOST_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._kept: TTLCache[str, T] = TTLCache(size, ttl_s, clock)

    async def get(self, keys: Iterable[str]) -> dict[str, T]:
        """Return a peer's records by their keys, from the cache where it has them; an empty key has none."""
        wanted = [key for key in dict.fromkeys(keys) if key]
        with self._kept.timer:  # holds the clock still, lest a record grow old between two words of a line
            found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = [key for key in wanted if key not in found]
        if missing:
            read = await self._load(missing)
            self._kept.update(read)
            found.update(read)
        return found

    async def one(self, key: str) -> T | None:
        """Return one of the peer's records by its key, from the cache where it has it; None if there is none."""
        return (await self.get([key])).get(key)

    def put(self, key: str, value: T) -> None:
        """Put a peer's record into the cache that was just written, or read in another way."""
        self._kept[key] = value

    def drop(self, keys: Iterable[str]) -> None:
        """Forget some of the peer's records, so that they are asked of it again."""
        for key in keys:
            self._kept.pop(key, None)

    def forget(self) -> None:
        """Empty the cache, so that every record is asked of the peer again."""
        self._kept.clear()


class WholeLookup(Generic[T]):
    """A cache of a list that a peer gives only as a whole.

    An old value is still given out while the new one is being read, so nobody waits for a list but the first who asks.

    Args:
        load: reads the list.
        ttl_s: how long it is believed.
        clock: seconds, monotonic.
    """

    def __init__(
        self, load: Callable[[], Awaitable[T]], *, ttl_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._lock = asyncio.Lock()
        self._young: TTLCache[str, T] = TTLCache(1, ttl_s, clock)
        self._last: list[T] = []
        self._reading: asyncio.Task[None] | None = None

    async def get(self) -> T:
        """Return a peer's whole list, from the cache where it has it.

        Raises:
            Retryable: it was never read, and the peer does not answer.
        """
        if not self._last:
            async with self._lock:
                if not self._last:
                    await self._read()
        elif not self._young and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read_quietly(), name="reading a list again")
        return self._last[0]

    def forget(self) -> None:
        """Empty the cache of a peer's whole list, so that the next question reads it again."""
        self._last.clear()

    async def _read(self) -> None:
        value = await self._load()
        self._last[:] = [value]
        self._young[""] = value

    async def _read_quietly(self) -> None:
        try:
            await self._read()
        except (Retryable, Permanent) as error:
            log.warning("a list was not read again; the old one stays", error=str(error))
