"""Finds in which characteristics items have a price, in either of 1C's registers.

Pricing 2.5 has no characteristics in its register but price keys, which several of them may share.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid, is_owned_by_item, one_of
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import characteristic, price, standard
from services.onec_connector.objects import item as names
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.price_keys import PriceKeys

_SOME = f"ne {guid(standard.NO_REF)}"
_BY_NAME = (price.ITEM, price.CHARACTERISTIC_20)
_BY_KEY = (price.ITEM, price.CHARACTERISTIC_25)
_KEYED = (standard.REF, characteristic.OWNER, characteristic.OWNER_TYPE, characteristic.PRICE_KEY)
_PAGE = 2000
_LIMIT_BYTES = 1500
_LIMIT_OF_PRICES = 1000
"""Of a condition on price keys; the rest of the address names the register, its fields and no item."""


class PricedVariations:
    """Reads the characteristics of the latest prices, whatever their kind.

    A base that has changed over to pricing 2.5 keeps its old register: what was priced once may be sold.

    Args:
        base: of 1C.
        off: functions this base does not have what it takes for.
    """

    def __init__(self, base: BaseAside, off: Collection[Function]) -> None:
        self._base = base
        self._by_name = price.DATED_20 not in off
        self._by_key = not {price.DATED_25, characteristic.KEYED} & {*off}
        self._keys = PriceKeys(base, off)

    async def of(self, item: str) -> frozenset[str]:
        """Return the characteristics in which an item has a price in 1C."""
        found: set[str] = set()
        if self._by_name:
            rows = await self._last(price.PRICES_20, _BY_NAME, item)
            found |= {str(row[price.CHARACTERISTIC_20]) for row in rows}
        if self._by_key:
            rows = await self._last(price.PRICES_25, _BY_KEY, item)
            keyed = await self._with_keys({row[price.CHARACTERISTIC_25] for row in rows}) if rows else []
            found |= {one for _, one in _pairs(rows, keyed)}
            found |= await self._under_no_item(item) if await self._keys.is_without_item(item) else set()
        return frozenset(found)

    async def all(self) -> list[tuple[str, str]]:
        """Return every (item, characteristic) that has a price in 1C."""
        found: list[tuple[str, str]] = []
        if self._by_name:
            rows = await self._last(price.PRICES_20, _BY_NAME)
            found += [(row[price.ITEM], row[price.CHARACTERISTIC_20]) for row in rows]
        if self._by_key and (rows := await self._last(price.PRICES_25, _BY_KEY)):
            found += _pairs(rows, await self._all_with_keys())
        return found

    async def _last(self, register: str, fields: tuple[str, str], item: str = "") -> list[Row]:
        """Read (item, characteristic) of 1C's latest prices; quotes within its condition are not doubled."""
        of_item, of_characteristic = fields
        condition = f"{of_item} eq {guid(item)} and " if item else ""
        name = f"{register}/{price.LAST}(Condition='{condition}{of_characteristic} {_SOME}')"
        query = Query(select=fields, order_by=",".join(fields), bare=True)
        return [row async for row in self._base.pages(name, query, size=_PAGE)]

    async def _under_no_item(self, item: str) -> set[str]:
        """Return an item's own characteristics whose price 1C keeps under no item, for whichever has the key."""
        own = f"{characteristic.PRICE_KEY} {_SOME} and {is_owned_by_item(characteristic.OWNER, item)}"
        rows = await self._base.listing(names.CHARACTERISTICS, Query(own, _KEYED))
        keys = {row[characteristic.PRICE_KEY] for row in rows}
        priced = {row[price.CHARACTERISTIC_25] for row in await self._keyless(keys)}
        return {row[standard.REF] for row in rows if row[characteristic.PRICE_KEY] in priced}

    async def _keyless(self, keys: Iterable[str]) -> list[Row]:
        conditions = (f"{price.CHARACTERISTIC_25} eq {guid(key)}" for key in sorted(keys))
        query, name = Query(select=_BY_KEY, order_by=",".join(_BY_KEY), bare=True), f"{price.PRICES_25}/{price.LAST}"
        found: list[Row] = []
        for _, some in one_of(conditions, limit_bytes=_LIMIT_OF_PRICES):
            condition = f"{price.ITEM} eq {guid(standard.NO_REF)} and ({some})"
            found += await self._base.listing(name, replace(query, condition=condition))
        return found

    async def _with_keys(self, keys: Iterable[str]) -> list[Row]:
        conditions = [f"{characteristic.PRICE_KEY} eq {guid(key)}" for key in sorted(keys)]
        parts = [expression for _, expression in one_of(conditions, limit_bytes=_LIMIT_BYTES)]
        return [row for part in parts for row in await self._base.listing(names.CHARACTERISTICS, Query(part, _KEYED))]

    async def _all_with_keys(self) -> list[Row]:
        query = Query(f"{characteristic.PRICE_KEY} {_SOME}", _KEYED, order_by=standard.REF, bare=True)
        return [row async for row in self._base.pages(names.CHARACTERISTICS, query, size=_PAGE)]


def _pairs(priced: Iterable[Row], keyed: Iterable[Row]) -> list[tuple[str, str]]:
    """Return 1C's items with the characteristics that have their price keys: their own, or those shared by a kind.

    A price that is kept under no item is one of every item's that has a characteristic with the key; of those shared by
    a kind it says nothing of an item.
    """
    by_key: Mapping[str, list[Row]] = defaultdict(list)
    for row in keyed:
        by_key[row[characteristic.PRICE_KEY]].append(row)
    found = [(row[price.ITEM], one) for row in priced for one in by_key[row[price.CHARACTERISTIC_25]]]
    return [(item, one[standard.REF]) for named, one in found if (item := _item_of(named, one))]


def _item_of(named: str, keyed: Row) -> str:
    """Return the item that a price of 1C is one of in a characteristic with its price key; empty for none."""
    own = str(keyed[characteristic.OWNER]) if keyed[characteristic.OWNER_TYPE] == characteristic.OWNED_BY_ITEM else ""
    if named == standard.NO_REF:
        return own
    return named if own in ("", named) else ""
