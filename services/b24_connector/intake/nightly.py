"""Compares the ids of known records with the portal's once a night: a deletion may have had no event."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Generic, TypeVar

from services.b24_connector.intake.changed import PAGE, still_there
from services.b24_connector.portal import Portal
from shared.bus.publish import Publish
from shared.messages.ring.facts import Touched
from shared.store import Cursors, EntityStore

NIGHT_HOUR = 3
AT_ONCE = 25
"""Pages of ids that are asked for together: they share requests."""
M = TypeVar("M", bound=Mapping[str, Any])


@dataclass(frozen=True, slots=True)
class Compared:
    """The kind of known records whose ids are compared with the portal's nightly.

    Args:
        kind: as the portal numbers it.
        cursor: under which name it is remembered when that was done last.
        touch: makes a touch of an id, and of whether it is gone.
        there: returns those of at most a page of ids that the portal has.
    """

    kind: int
    cursor: str
    touch: Callable[[str, bool], Touched]
    there: Callable[[Portal, int, Sequence[str]], Awaitable[set[str]]] = still_there


class NightlyIds(Generic[M]):
    """Touches known records of one kind that were deleted, or are there again under their ids.

    One that is there again has neither an event nor a new time of change. What is restored from the recycle bin has a
    new id, and is a newcomer.

    Args:
        portal: where to look, behind whatever orders ask.
        store: which are known.
        cursors: when it was done last.
        publish: the bus; returns after the broker's confirm.
        of: which records.
        also: what else is looked at once a night.
    """

    def __init__(
        self,
        portal: Portal,
        store: EntityStore[M],
        cursors: Cursors,
        publish: Publish,
        of: Compared,
        *,
        also: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._portal = portal.aside()
        self._store = store
        self._cursors = cursors
        self._publish = publish
        self._of = of
        self._also = also
        self._day = ""
        self._compared: dict[bool, str] = {}  # up to which key today, of those that are not gone, and of those that are

    async def run(self, zone: tzinfo) -> None:
        """Compare the ids of known records, unless it was done today by the portal's clock, or the night has not come.

        Raises:
            Retryable: portal or broker are away.
        """
        now = self._portal.now.astimezone(zone)
        done = await self._cursors.get(self._of.cursor)
        if now.hour < NIGHT_HOUR or done == now.date().isoformat():
            return
        if now.date().isoformat() != self._day:
            self._compared, self._day = {}, now.date().isoformat()
        if done is not None:
            await self.compare()
        if self._also is not None:
            await self._also()
        await self._cursors.set(self._of.cursor, self._day)

    async def compare(self) -> int:
        """Compare the ids of all known records with the portal's, touch those that differ, and return their number.

        Where portal or broker have ended it, it goes on from there: a method that rests after some pages would never
        let it reach the last ones.
        """
        count = 0
        for gone, is_gone in ((False, {"$ne": True}), (True, {"$eq": True})):
            where = {"ref": {"$type": "string"}, "fields.gone": is_gone, "_id": {"$gt": self._compared.get(gone, "")}}
            async for last, pages in self._pages(where):
                with self._portal.visit():
                    found = await asyncio.gather(*(self._of.there(self._portal, self._of.kind, ids) for ids in pages))
                there = set[str]().union(*found)
                touches = [self._of.touch(one, not gone) for ids in pages for one in ids if (one in there) is gone]
                await self._publish(*touches)
                count += len(touches)
                self._compared[gone] = last
        self._compared = {}
        return count

    async def _pages(self, where: Mapping[str, Any]) -> AsyncIterator[tuple[str, list[list[str]]]]:
        """Yield the ids of known records, some pages at once, with the birth key of the last."""
        some: list[str] = []
        last = ""
        async for entity in self._store.listing(where):
            last = entity.key
            if entity.ref:
                some.append(entity.ref)
            if len(some) == PAGE * AT_ONCE:
                yield last, _paged(some)
                some = []
        if some:
            yield last, _paged(some)


def _paged(ids: Sequence[str]) -> list[list[str]]:
    return [list(ids[start : start + PAGE]) for start in range(0, len(ids), PAGE)]
