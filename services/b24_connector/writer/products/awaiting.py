"""Lets products and sections wait for the section or parent they need, and has them looked at again.

A product stands in a section, a section in another, a variation hangs on its parent. Their commands leave in that order
and may arrive in another. Who comes too early is noted with what it awaits and let go; whatever makes that has those
looked at again that wait for it. Nobody climbs the ladder, so nobody is an hour late or given up.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from cachetools import TTLCache

from services.b24_connector.memory.product import AWAITS, RecordStore
from shared.bus.errors import Retryable
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref

_ASKED_AGAIN_S: Final = 3600


class TooEarly(Retryable):
    """What a product or section needs is not there yet; its command left before, and is as a rule being carried out.

    Args:
        text: says what, for the administrator.
        key: of that in 1C, `group:…` or `item:…`.
    """

    def __init__(self, text: str, key: str) -> None:
        super().__init__(text)
        self.key = key


class Awaiting:
    """Lets go of products and sections that come too early, and finds them again.

    Args:
        stores: what is remembered of products and of sections.
    """

    def __init__(self, *stores: RecordStore) -> None:
        self._stores = stores
        self._asked: TTLCache[str, bool] = TTLCache(1000, _ASKED_AGAIN_S)

    async def made(self, key: str, store: RecordStore, make: Callable[[], Awaitable[str]]) -> str:
        """Make a product or section; one that comes too early is noted before a last look, so that nobody misses it.

        Args:
            key: of the record.
            store: where it is remembered.
            make: makes it and returns its id.

        Raises:
            TooEarly: it waits from now on, with nothing more to be done.
        """
        try:
            return await make()
        except TooEarly as early:
            await store.set_fields(key, {"awaits": early.key})
        try:
            return await make()
        except TooEarly as early:
            await store.set_fields(key, {"awaits": early.key})
            raise

    def asked(self, awaited: TooEarly) -> list[ItemTouched]:
        """Return the hint to read an awaited item or group, once an hour: the portal may have lost its record."""
        if awaited.key in self._asked:
            return []
        self._asked[awaited.key] = True
        return [_look_at(awaited.key)]

    async def behind(self, key: str) -> list[ItemTouched]:
        """Return hints to read again all items and groups that have waited for a product or section there now."""
        self._asked.pop(key, None)
        return [_look_at(one) for one in await self._waiting(key)]

    async def _waiting(self, key: str) -> Iterable[str]:
        return [one.key for store in self._stores async for one in store.listing({AWAITS: key})]


def _look_at(key: str) -> ItemTouched:
    kind, _, identity = key.partition(":")
    return ItemTouched(ref=Ref(system="onec", kind=kind, id=identity), force=True)
