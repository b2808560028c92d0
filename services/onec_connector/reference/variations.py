"""Finds in which characteristics items of 1C are sold: those with a price, a barcode or a sale.

Characteristics may be shared by all items of a kind, so what is in the catalog says little: thousands of items with
hundreds of characteristics each would be offered in all of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.priced_variations import PricedVariations
from services.onec_connector.vocabulary.items import KnownCharacteristic, barcode_of

_CODES = (names.BARCODE, names.BARCODE_ITEM, names.BARCODE_CHARACTERISTIC, names.BARCODE_PACK)
_CARD = (standard.REF, standard.DESCRIPTION, standard.MARKED)
_SOME = f"ne {guid(standard.NO_REF)}"
_PAGE = 2000


class Variations:
    """Reads the characteristics in which items of 1C are sold.

    Args:
        base: of 1C.
        seen: remembers the characteristics that orders were seen with.
        off: functions this base does not have what it takes for.
    """

    def __init__(self, base: BaseAside, seen: SeenMarks, *, off: Collection[Function] = ()) -> None:
        self._base = base
        self._seen = seen
        self._prices = PricedVariations(base, off)

    async def of(self, item: str) -> frozenset[str]:
        """Return the characteristics in which an item of 1C is sold."""
        codes = await self._codes(f"{names.BARCODE_ITEM} eq {guid(item)} and {names.BARCODE_CHARACTERISTIC} {_SOME}")
        sold = {characteristic for _, characteristic in await self._seen.sold(item)}
        return frozenset({str(row[names.BARCODE_CHARACTERISTIC]) for row in codes} | await self._prices.of(item) | sold)

    async def all(self) -> Mapping[str, Mapping[str, str]]:
        """Return a mark of every characteristic that an item of 1C is sold in, by item and characteristic.

        One that is not in the catalog any more is left out.
        """
        found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in await self._codes(f"{names.BARCODE_CHARACTERISTIC} {_SOME}"):
            found[row[names.BARCODE_ITEM]][row[names.BARCODE_CHARACTERISTIC]].append(row)
        for item, characteristic in [*await self._prices.all(), *await self._seen.sold()]:
            found[item].setdefault(characteristic, [])
        return _marked(found, await self._versions()) if found else {}

    async def one(self, item: str, characteristic: str) -> KnownCharacteristic | None:
        """Read one characteristic of an item of 1C; None if it is not in the catalog."""
        query = Query(f"{standard.REF} eq {guid(characteristic)}", _CARD)
        cards = await self._base.listing(names.CHARACTERISTICS, query)
        both = f"{names.BARCODE_ITEM} eq {guid(item)} and {names.BARCODE_CHARACTERISTIC} eq {guid(characteristic)}"
        codes = await self._codes(both) if cards else []
        return next((_read(card, barcode_of(codes, characteristic)) for card in cards), None)

    async def versions_of(self, characteristics: Collection[str]) -> Mapping[str, str]:
        """Return the versions of some characteristics of 1C's items that were saved."""
        conditions = [f"{standard.REF} eq {guid(one)}" for one in sorted(characteristics)]
        rows = await self._base.any_of(names.CHARACTERISTICS, conditions, (standard.REF, standard.VERSION))
        return {row[standard.REF]: row[standard.VERSION] for row in rows}

    async def _codes(self, condition: str) -> list[Row]:
        query = Query(condition, _CODES, order_by=",".join(_CODES), bare=True)
        return [row async for row in self._base.pages(names.BARCODES, query, size=_PAGE)]

    async def _versions(self) -> Mapping[str, str]:
        query = Query(select=(standard.REF, standard.VERSION), order_by=standard.REF, bare=True)
        pages = self._base.pages(names.CHARACTERISTICS, query, size=_PAGE)
        return {row[standard.REF]: row[standard.VERSION] async for row in pages}


def _read(card: Row, barcode: str) -> KnownCharacteristic:
    name = str(card[standard.DESCRIPTION]).strip()
    return KnownCharacteristic(card[standard.REF], name, bool(card[standard.MARKED]), barcode)


def _marked(found: Mapping[str, Mapping[str, list[Row]]], versions: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {
        item: {one: f"{versions[one]}|{barcode_of(rows, one)}" for one, rows in sorted(sold.items()) if one in versions}
        for item, sold in found.items()
    }
