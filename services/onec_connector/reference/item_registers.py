"""What 1C's registers say of items: the barcode of the base unit and the VAT rate in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.variations import Variations
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.items import barcode_of, rate_of

_CODES = (names.BARCODE, names.BARCODE_ITEM, names.BARCODE_CHARACTERISTIC, names.BARCODE_PACK)
_RATES = (names.RATE_SINCE, names.RATE_ITEM, names.RATE_COUNTRY, names.RATE)
_RATES_ORDER = f"{names.RATE_ITEM},{names.RATE_SINCE},{names.RATE_COUNTRY}"
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registers say of one item, empty where they say nothing; `rate` is a reference."""

    barcode: str = ""
    rate: str = ""


class ItemRegisters:
    """Reads barcodes and VAT rates of items from 1C's registers.

    Args:
        base: of 1C.
        dictionaries: countries.
        variations: what items are sold in, where they are sold in characteristics.
        zone: of the base's clock.
        dated_rates: whether the base publishes the register of VAT rates by day.
    """

    def __init__(
        self, base: BaseAside, dictionaries: Dictionaries, variations: Variations, *, zone: ZoneInfo, dated_rates: bool
    ) -> None:
        self.variations = variations
        self._base = base
        self._dictionaries = dictionaries
        self._zone = zone
        self._dated_rates = dated_rates

    async def of(self, items: Sequence[str]) -> Mapping[str, Registered]:
        """Return barcode and VAT rate of each of these items, as 1C's registers say."""
        codes = _by_item(names.BARCODE_ITEM, await self._said(names.BARCODES, names.BARCODE_ITEM, items, _CODES))
        dated = await self._said(names.RATES, names.RATE_ITEM, items, _RATES) if self._dated_rates else ()
        rates = _by_item(names.RATE_ITEM, dated)
        return {item: Registered(barcode_of(codes[item]), await self._rate(rates[item])) for item in items}

    async def _said(self, register: str, of: str, items: Sequence[str], select: Sequence[str]) -> Sequence[Row]:
        return await self._base.any_of(register, [f"{of} eq {guid(item)}" for item in items], select)

    async def all(self) -> Mapping[str, Registered]:
        """Return barcode and VAT rate of every item that has either in 1C's registers."""
        codes, rates = await self._all_codes(), await self._all_rates()
        return {item: Registered(codes.get(item, ""), rates.get(item, "")) for item in codes.keys() | rates.keys()}

    async def _all_codes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        query = Query(select=_CODES, order_by=",".join(_CODES), bare=True)
        async for row in self._base.pages(names.BARCODES, query, size=_PAGE):
            if code := barcode_of([row]):
                item = str(row[names.BARCODE_ITEM])
                found[item] = min(found.get(item, code), code)
        return found

    async def _all_rates(self) -> dict[str, str]:
        query = Query(select=_RATES, order_by=_RATES_ORDER, bare=True)
        pages = self._base.pages(names.RATES, query, size=_PAGE)
        found = _by_item(names.RATE_ITEM, [row async for row in pages] if self._dated_rates else ())
        return {item: await self._rate(rows) for item, rows in found.items()}

    async def _rate(self, rows: Iterable[Row]) -> str:
        today = today_in(self._zone)
        return rate_of(rows, today, await self._dictionaries.countries())


def _by_item(name: str, rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row[name])].append(row)
    return found
