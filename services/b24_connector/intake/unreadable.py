"""The rounds of records that could not be read: each is touched hourly, so that it comes back by itself."""

import time
from typing import Any

from services.b24_connector.memory.unreadable import UNREADABLE, noted_ref
from shared.bus.publish import Publish
from shared.messages.ring.facts import Touched
from shared.store import EntityStore

EVERY_S = 3600.0
AT_ONCE = 100
"""Records that one sweep touches: each may ask the portal for several."""


class UnreadableRounds:
    """Touches records of one kind that could not be read, all of them within an hour; first when the service starts.

    Args:
        store: where they are remembered.
        publish: the bus; returns after the broker's confirm.
        touch: class of their hints; these have force, as one that was to be published anew may have been dropped.
        kind: of the records.
    """

    def __init__(self, store: EntityStore[Any], publish: Publish, touch: type[Touched], kind: str) -> None:
        self._store = store
        self._publish = publish
        self._touch = touch
        self._kind = kind
        self._began: float | None = None
        self._after: str | None = None

    async def run(self) -> None:
        """Touch the next records of the round, if one is under way or due.

        Raises:
            Retryable: the broker is away; the round goes on from there.
        """
        if self._after is None:
            now = time.monotonic()
            if self._began is not None and now - self._began < EVERY_S:
                return
            self._began, self._after = now, ""
        where = {"_id": {"$gt": self._after}, **UNREADABLE}
        some = [entity async for entity in self._store.listing(where, limit=AT_ONCE)]
        await self._publish(*(self._touch(ref=noted_ref(entity, self._kind), force=True) for entity in some))
        self._after = some[-1].key if len(some) == AT_ONCE else None
