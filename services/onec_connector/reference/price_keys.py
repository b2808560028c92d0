"""By what 1C's pricing 2.5 keys the prices of items (the parts of their price key), read from their kinds."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from functools import partial

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.paging import paged
from services.onec_connector.base.query import Query, guid, one_of
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item, item_kind, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.vocabulary.price_keys import PriceKeyParts, read_parts
from shared.process.lookups import Cache, WholeLookup

_KEPT_S = 600
_PAGE = 2000
_LIMIT_BYTES = 1500
_ITEM = (standard.REF, item_kind.KIND_OF_ITEM)
_KIND = (standard.REF, item_kind.KEY_BY_ITEM, item_kind.KEY_BY_CHARACTERISTIC, item_kind.KEY_BY_PACK)


class PriceKeys:
    """Reads which parts of the price key count for items and their kinds, and caches that for ten minutes.

    Args:
        base: of 1C.
        off: functions this base does not have what it takes for.
    """

    def __init__(self, base: Base | BaseAside, off: Collection[Function]) -> None:
        self._base = base
        self._known = item_kind.NEW_ITEMS not in off
        self._parts = Cache(self._load, ttl_s=_KEPT_S)
        self._kinds = WholeLookup(self._load_kinds, ttl_s=_KEPT_S)

    async def of(self, items: Iterable[str]) -> Mapping[str, PriceKeyParts]:
        """Return the parts of the price key of some items of 1C; an item whose kind does not say is absent."""
        return await self._parts.get(items) if self._known else {}

    async def all(self) -> Mapping[str, PriceKeyParts]:
        """Return the parts of the price key of every item of 1C; the catalogs are read in pages."""
        if not self._known:
            return {}
        kinds = await self._load_kinds()
        items = self._pages(item.SET, _ITEM, f"{standard.FOLDER} eq false")
        of_items = {row[standard.REF]: str(row[item_kind.KIND_OF_ITEM]) async for row in items}
        return {one: kinds[kind] for one, kind in of_items.items() if kind in kinds}

    async def is_without_item(self, item: str) -> bool:
        """Tell whether the price key of a 1C item leaves the item out: its prices are kept under none."""
        if not self._known or not _without_item(await self._kinds.get()):
            return False
        parts = (await self.of([item])).get(item)
        return parts is not None and not parts.by_item

    async def all_without_item(self) -> Mapping[str, PriceKeyParts]:
        """Return the parts of the price key of every 1C item that it leaves out; no other items are read."""
        if not self._known:
            return {}
        self._kinds.forget()
        kinds = _without_item(await self._kinds.get())
        conditions = (f"{item_kind.KIND_OF_ITEM} eq {guid(kind)}" for kind in sorted(kinds))
        found: dict[str, PriceKeyParts] = {}
        for _, some in one_of(conditions, limit_bytes=_LIMIT_BYTES):
            async for row in self._pages(item.SET, _ITEM, f"{standard.FOLDER} eq false and ({some})"):
                found[str(row[standard.REF])] = kinds[str(row[item_kind.KIND_OF_ITEM])]
        return found

    async def _load_kinds(self) -> Mapping[str, PriceKeyParts]:
        return {str(row[standard.REF]): read_parts(row) async for row in self._pages(item_kind.KINDS, _KIND)}

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


def _without_item(kinds: Mapping[str, PriceKeyParts]) -> dict[str, PriceKeyParts]:
    return {kind: parts for kind, parts in kinds.items() if not parts.by_item}
