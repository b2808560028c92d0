"""Keeps the versions (cards) of a 1C catalog's records: read whole, and between one by one where 1C names them."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.intake.trust import Trust
from services.onec_connector.objects import standard

WHOLE_S = 3600.0
"""A catalog is read whole so often however well its changes are named: nothing names a deletion."""
MANY = 400
"""Changes at once for which the whole catalog is as few requests."""
_PAGE = 500


class Card(NamedTuple):
    """The version of a catalog's record, and the one other field that its pass wants."""

    version: str
    of: Any


class CatalogVersions:
    """The versions of one 1C catalog's records, by reference.

    Args:
        base: of 1C, a page a call.
        name: of the catalog.
        of: the field wanted beside the version.
        where: a condition on its records; empty: all.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        base: BaseAside,
        name: str,
        of: str,
        *,
        where: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.trust = Trust(name, clock)
        self._base = base
        self._select = (standard.REF, standard.VERSION, of)
        self._of = of
        self._where = where
        self._clock = clock
        self._cards: dict[str, Card] | None = None
        self._read_at = 0.0
        self._turn = asyncio.Lock()

    @property
    def kept(self) -> Mapping[str, Card]:
        """The cards (versions of records) of a 1C catalog known without asking 1C; empty before the first look."""
        return self._cards or {}

    async def all(self) -> Mapping[str, Card]:
        """Return every card of a 1C catalog: as kept if 1C names changes and they are no hour old, else read anew."""
        async with self._turn:
            fresh = self._cards is not None and self._clock() - self._read_at < WHOLE_S
            if not fresh or not self.trust.covers:
                await self._read()
            return dict(self.kept)

    async def refresh(self, refs: Collection[str]) -> None:
        """Read the cards of a 1C catalog that 1C says have changed; a card that is gone is dropped.

        Before the first look nothing is read: that look will see them.
        """
        async with self._turn:
            if self._cards is None or not refs:
                return
            if len(refs) > MANY:
                await self._read()
                return
            conditions = [self._and(f"{standard.REF} eq {guid(one)}") for one in sorted(refs)]
            rows = await self._base.any_of(self.name, conditions, self._select)
            for ref in refs:
                self._cards.pop(ref, None)
            self._cards |= {row[standard.REF]: Card(row[standard.VERSION], row[self._of]) for row in rows}

    async def _read(self) -> None:
        began, query = self._clock(), Query(self._where, self._select, order_by=standard.REF, bare=True)
        pages = self._base.pages(self.name, query, size=_PAGE)
        found = {row[standard.REF]: Card(row[standard.VERSION], row[self._of]) async for row in pages}
        if self._cards is not None:
            moved = [ref for ref, card in found.items() if self._cards.get(ref, _NONE).version != card.version]
            self.trust.compared(moved)
        self._cards, self._read_at = found, began

    def _and(self, condition: str) -> str:
        return f"{condition} and {self._where}" if self._where else condition


_NONE = Card("", None)
