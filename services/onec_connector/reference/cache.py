"""Records kept for a while by key, read many at once."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

from cachetools import TTLCache

T = TypeVar("T")


class Shelf(Generic[T]):
    """What was read lately.

    Args:
        load: reads records by their keys; keys without a record are left out, and asked for again next time.
        ttl_s: how long a record is believed.
        size: records kept at most.
    """

    def __init__(
        self, load: Callable[[list[str]], Awaitable[Mapping[str, T]]], *, ttl_s: float = 60, size: int = 20_000
    ) -> None:
        self._load = load
        self._kept: TTLCache[str, T] = TTLCache(size, ttl_s)

    async def get(self, keys: Iterable[str]) -> dict[str, T]:
        """Return the records there are."""
        wanted = list(dict.fromkeys(keys))
        found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = [key for key in wanted if key not in found]
        if missing:
            read = await self._load(missing)
            self._kept.update(read)
            found.update(read)
        return found

    def put(self, key: str, value: T) -> None:
        """Keep a record that was just written."""
        self._kept[key] = value
