"""Finds what a merged item of 1C has become: another stands in every row that sold it, and no trace is kept."""

from collections.abc import Iterable, Mapping

import structlog

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid
from services.onec_connector.memory.item import ItemStore
from services.onec_connector.objects import item, order, standard

_MERGED_AGAIN = 3
_log = structlog.get_logger(__name__)


class ItemSurvivors:
    """Follows merges by the rows of orders.

    Args:
        base: of 1C, afresh.
        store: remembers what an item became.
    """

    def __init__(self, base: Base, store: ItemStore) -> None:
        self._base = base
        self._store = store

    async def note(self, former: Mapping[str, str], now: Mapping[str, str]) -> None:
        """Remember which items stand in an order's rows in place of merged ones; two that differ name nobody.

        An item that is marked or gone was merged if no order of 1C sells it any more: a merge replaces it in all of
        them, a person who puts an analogue into a row in that one alone.

        Args:
            former: of an order, the item of each row by the row's code.
            now: the same as it stands.
        """
        swapped = {item: now[code] for code, item in former.items() if code in now and now[code] != item}
        for dead in await self._dead(swapped):
            entity = await self._store.get(f"item:{dead}")
            known = entity.fields.get("became") if entity else None
            if known in {"", swapped[dead]} or await self._is_sold(dead):
                continue
            became = swapped[dead] if known is None else ""
            _log.info("an item was merged into another", item=dead, became=became or "several")
            await self._store.set_fields(f"item:{dead}", {"became": became})

    async def of(self, items: Iterable[str]) -> dict[str, str]:
        """Return what merged items of 1C, marked or gone now, have become; those unknown are absent.

        A survivor may have been merged itself since.
        """
        known = await self._known(items)
        for _ in range(_MERGED_AGAIN):
            further = await self._known(known.values())
            known = {one: further.get(last, last) for one, last in known.items()}
        return {one: known[one] for one in await self._dead(known)}

    async def _known(self, items: Iterable[str]) -> dict[str, str]:
        keys = [f"item:{one}" for one in items]
        found = self._store.listing({"_id": {"$in": keys}, "fields.became": {"$gt": ""}}) if keys else None
        return {one.key.partition(":")[2]: one.fields["became"] async for one in found} if found else {}

    async def _is_sold(self, sought: str) -> bool:
        """Tell whether any order of 1C, posted or not, still has a row of an item."""
        rows = f"{order.LINES}/any(row: row/{order.ITEM} eq {guid(sought)})"
        return bool(await self._base.listing(order.SET, Query(rows, (standard.REF,), top=1)))

    async def _dead(self, items: Iterable[str]) -> list[str]:
        asked = list(items)
        conditions = [f"{standard.REF} eq {guid(one)}" for one in asked]
        rows = await self._base.any_of(item.SET, conditions, (standard.REF, standard.MARKED)) if conditions else []
        living = {str(row[standard.REF]) for row in rows if not row[standard.MARKED]}
        return [one for one in asked if one not in living]
