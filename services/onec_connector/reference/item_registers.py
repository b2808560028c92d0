"""What registers of 1C say of items: the barcode of the base unit and the VAT rate in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.items import barcode_of, rate_of

_CODES = (names.BARCODE, names.BARCODE_ITEM, names.BARCODE_CHARACTERISTIC, names.BARCODE_PACK)
_RATES = (names.RATE_SINCE, names.RATE_ITEM, names.RATE_COUNTRY, names.RATE)
_RATES_ORDER = f"{names.RATE_ITEM},{names.RATE_SINCE}"
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registers say of one item; empty where they say nothing. `rate` is a reference."""

    barcode: str = ""
    rate: str = ""


class ItemRegisters:
    """Reads the registers.

    Args:
        base: of 1C.
        dictionaries: countries.
        zone: of the base's clock.
        dated_rates: whether the base publishes the register of VAT rates by day.
    """

    def __init__(self, base: BaseAside, dictionaries: Dictionaries, *, zone: ZoneInfo, dated_rates: bool) -> None:
        self._base = base
        self._dictionaries = dictionaries
        self._zone = zone
        self._dated_rates = dated_rates

    async def one(self, item: str) -> Registered:
        """Return what is said of an item."""
        codes = Query(f"{names.BARCODE_ITEM} eq {guid(item)}", _CODES)
        rates = Query(f"{names.RATE_ITEM} eq {guid(item)}", _RATES)
        rows = await self._base.listing(names.BARCODES, codes)
        dated = await self._base.listing(names.RATES, rates) if self._dated_rates else []
        return Registered(barcode_of(rows), await self._rate(dated))

    async def all(self) -> Mapping[str, Registered]:
        """Return what is said of every item that anything is said of."""
        codes, rates = await self._all_codes(), await self._all_rates()
        return {item: Registered(codes.get(item, ""), rates.get(item, "")) for item in codes.keys() | rates.keys()}

    async def _all_codes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        query = Query(select=_CODES, order_by=names.BARCODE, bare=True)
        async for row in self._base.pages(names.BARCODES, query, size=_PAGE):
            if code := barcode_of([row]):
                item = str(row[names.BARCODE_ITEM])
                found[item] = min(found.get(item, code), code)
        return found

    async def _all_rates(self) -> dict[str, str]:
        found: dict[str, list[Row]] = defaultdict(list)
        query = Query(select=_RATES, order_by=_RATES_ORDER, bare=True)
        if self._dated_rates:
            async for row in self._base.pages(names.RATES, query, size=_PAGE):
                found[row[names.RATE_ITEM]].append(row)
        return {item: await self._rate(rows) for item, rows in found.items()}

    async def _rate(self, rows: Iterable[Row]) -> str:
        today = datetime.now(UTC).astimezone(self._zone).date()
        return rate_of(rows, today, await self._dictionaries.countries())
