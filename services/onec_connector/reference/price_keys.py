"""By what pricing 2.5 keys the prices of items, read from their kinds."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from functools import partial

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.paging import paged
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item, item_kind, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.vocabulary.price_keys import PriceKeyParts, read_parts
from shared.process.lookups import Cache

_KEPT_S = 600
_PAGE = 500
_ITEM = (standard.REF, item_kind.KIND_OF_ITEM)
_KIND = (standard.REF, item_kind.KEY_BY_ITEM, item_kind.KEY_BY_CHARACTERISTIC, item_kind.KEY_BY_PACK)


class PriceKeys:
    """Reads which parts of the price key count for items, and caches that for ten minutes.

    Args:
        base: of 1C.
        off: functions this base does not have what it takes for.
    """

    def __init__(self, base: Base | BaseAside, off: Collection[Function]) -> None:
        self._base = base
        self._known = item_kind.NEW_ITEMS not in off
        self._parts = Cache(self._load, ttl_s=_KEPT_S)

    async def of(self, items: Iterable[str]) -> Mapping[str, PriceKeyParts]:
        """Return the parts of the price key by item; an item whose kind does not say is absent."""
        return await self._parts.get(items) if self._known else {}

    async def all(self) -> Mapping[str, PriceKeyParts]:
        """Return the parts of every item's price key; the catalogs are read in pages."""
        if not self._known:
            return {}
        kinds = {row[standard.REF]: read_parts(row) async for row in self._pages(item_kind.KINDS, _KIND)}
        items = self._pages(item.SET, _ITEM, f"{standard.FOLDER} eq false")
        of_items = {row[standard.REF]: str(row[item_kind.KIND_OF_ITEM]) async for row in items}
        return {one: kinds[kind] for one, kind in of_items.items() if kind in kinds}

    def _pages(self, name: str, fields: Sequence[str], where: str = "") -> AsyncIterator[Row]:
        query = Query(where, fields, order_by=standard.REF, bare=True)
        return paged(partial(self._base.listing, name), query, _PAGE)

    async def _load(self, items: list[str]) -> Mapping[str, PriceKeyParts]:
        rows = await self._base.any_of(item.SET, [f"{standard.REF} eq {guid(one)}" for one in items], _ITEM)
        kinds = {str(row[standard.REF]): str(row[item_kind.KIND_OF_ITEM]) for row in rows}
        wanted = [f"{standard.REF} eq {guid(one)}" for one in sorted({*kinds.values()})]
        found = await self._base.any_of(item_kind.KINDS, wanted, _KIND)
        parts = {str(row[standard.REF]): read_parts(row) for row in found}
        return {one: parts[kind] for one, kind in kinds.items() if kind in parts}
