"""Reads the portal's lists whole, fifty records a page, for whoever looks at everything."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.b24_connector.portal.client import Portal
from services.b24_connector.portal.slots import Gathered, Row
from shared.process.lookups import WholeLookup

_KEPT_S = 3600.0


class WholeLists:
    """Answers reads as `Portal` does, from lists that are read whole and only once.

    Args:
        portal: where the lists are read.
        awaited: makes a row for a parent that a list has none of; None: there is none.
    """

    def __init__(self, portal: Portal, awaited: Callable[[Gathered, str], Row | None]) -> None:
        self._portal = portal
        self._awaited = awaited
        self._pages: dict[str, WholeLookup[Sequence[Any]]] = {}
        self._lists: dict[Gathered, WholeLookup[Mapping[str, Sequence[Row]]]] = {}

    async def gather(self, kind: Gathered, parent: str, *, lane: str = "orders") -> Sequence[Row]:
        """Return one parent's rows from a list of the portal that was read whole."""

        async def read() -> Mapping[str, Sequence[Row]]:
            return await self._read(kind, lane)

        kept = self._lists.setdefault(kind, WholeLookup(read, ttl_s=_KEPT_S))
        rows = (await kept.get()).get(kind.alike(parent), ())
        made = None if rows else self._awaited(kind, parent)
        return rows if made is None else [made]

    async def pages(self, method: str, params: Mapping[str, Any], *, rows: Any, lane: str = "orders") -> list[Row]:
        """Return all pages of a portal list that is read whole anyway."""
        return await self._portal.pages(method, params, rows=rows, lane=lane)

    async def _read(self, kind: Gathered, lane: str) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for answer in await self._answers(kind, lane):
            for row in kind.rows(answer):
                found[kind.alike(kind.parent(row))].append(row)
        return found

    async def _answers(self, kind: Gathered, lane: str) -> Sequence[Any]:
        """Read a list of the portal whole, once, by whichever of its fields it is asked."""
        params = dict(kind.params(()))
        params["filter"] = {name: value for name, value in params["filter"].items() if not isinstance(value, list)}

        async def read() -> Sequence[Any]:
            return await self._portal.pages(kind.method, params, rows=lambda answer: [answer], lane=lane)

        kept = self._pages.setdefault(f"{kind.method} {params}", WholeLookup(read, ttl_s=_KEPT_S))
        return await kept.get()
