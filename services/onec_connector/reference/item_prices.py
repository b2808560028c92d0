"""Reads prices from 1C's registers by place and day, price kinds let through, pricing 2.5, VAT rates of items."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, moment, one_of
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import characteristic, item, price, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.items import rate_of
from services.onec_connector.vocabulary.price_keys import place_of
from services.onec_connector.vocabulary.prices import KnownPriceKind, PriceScope, read_kind, scope_of_prices
from services.onec_connector.vocabulary.reference import is_empty
from shared.canon import digest
from shared.process.lookups import WholeLookup
from shared.rules.directory import PriceRules

_KIND = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.FOLDER,
    price.KIND_CURRENCY,
    price.KIND_WITH_VAT,
    price.KIND_FOR_SALES,
    price.KIND_STATUS,
    price.KIND_PURPOSE,
)
_RATES = (item.RATE_SINCE, item.RATE_ITEM, item.RATE_COUNTRY, item.RATE)
_KEPT_S = 60
_PAGE = 5000
_LIMIT_BYTES = 1200
"""Of a condition on items; the rest of the address names the register, its fields and the day."""
_END_OF_DAY = time(23, 59, 59)


class ItemPriceLists:
    """Reads price kinds and prices; which register is in use is asked with the kinds, as it may change.

    Args:
        base: of 1C, beside the orders where a directory asks.
        switches: where the constant is asked for.
        dictionaries: countries.
        rules: which kinds are let through.
        zone: of the base's clock.
        off: functions this base does not have what it takes for.
    """

    def __init__(
        self,
        base: BaseAside | Base,
        switches: Base,
        dictionaries: Dictionaries,
        rules: PriceRules,
        *,
        zone: ZoneInfo,
        off: Collection[Function] = (),
    ) -> None:
        self._base = base
        self._switches = switches
        self._dictionaries = dictionaries
        self._rules = rules
        self._zone = zone
        self._off = off
        self._kinds = WholeLookup(self._load_kinds, ttl_s=_KEPT_S)
        self._nowhere: set[str] = set()
        self._newer_since = WholeLookup(self._load_engine, ttl_s=_KEPT_S)

    async def scope(self) -> PriceScope:
        """Return 1C's price kinds that the rules let through; none if this base does not publish prices."""
        if price.KINDS_KNOWN in self._off or await self._register_is_off():
            return PriceScope({})
        return scope_of_prices(await self._kinds.get(), self._rules.kinds, self._rules.base)

    async def read_anew(self) -> PriceScope:
        """Read 1C's price kinds and the constant of its pricing, whatever is cached."""
        self._kinds.forget()
        self._newer_since.forget()
        return await self.scope()

    async def of_places(self, places: Iterable[str], on: date) -> Mapping[str, list[Row]]:
        """Return the prices 1C keeps at some places at the end of a day, in all kinds; none if the register is off."""
        found: dict[str, list[Row]] = defaultdict(list)
        if price.KINDS_KNOWN in self._off or await self._register_is_off(on):
            return found
        conditions = (_at(place) for place in dict.fromkeys(places))
        register, query = await self._register(on), await self._query(on)
        until = moment(datetime.combine(on, _END_OF_DAY))
        for _, some in one_of(conditions, limit_bytes=_LIMIT_BYTES):
            asked = replace(query, until=until, condition=some)
            for row in await self._base.listing(f"{register}/{price.LAST}", asked):
                found[place_of(row)].append(row)
        return found

    async def kinds(self, named: AbstractSet[str]) -> Mapping[str, KnownPriceKind]:
        """Return 1C's price kinds by reference, those outside the rules too; none where they are not published.

        Args:
            named: the wanted ones; one made since the last reading is read at once, one that is nowhere, once.
        """
        if price.KINDS_KNOWN in self._off:
            return {}
        if not named <= self._nowhere | {kind.guid for kind in await self._kinds.get()}:
            self._kinds.forget()
            self._nowhere |= named - {kind.guid for kind in await self._kinds.get()}
        return {kind.guid: kind for kind in await self._kinds.get() if kind.guid in named}

    async def is_newer(self, on: date | None = None) -> bool:
        """Tell whether this 1C base uses pricing 2.5 on a day; None: today."""
        return (on or self.today()) >= await self._newer_since.get()

    async def keys_of(self, characteristics: Iterable[str], on: date | None = None) -> Mapping[str, str]:
        """Return each characteristic's key in a day's price register of 1C; an absent one has the item's prices."""
        if not await self.is_newer(on):
            return {one: one for one in characteristics}
        if characteristic.KEYED in self._off:
            return {}
        conditions = [f"{standard.REF} eq {guid(one)}" for one in sorted(characteristics)]
        rows = await self._base.any_of(item.CHARACTERISTICS, conditions, (standard.REF, price.PRICED_AS))
        return {row[standard.REF]: str(row[price.PRICED_AS]) for row in rows if not is_empty(row[price.PRICED_AS])}

    async def of_kind(self, kind: str) -> AsyncIterator[Row]:
        """Yield 1C's prices of one kind in force at the end of today; the rows do not name the kind."""
        name = await self._slice(f"{price.KIND_OF_PRICE} eq {guid(kind)}")
        query = await self._query()
        select = [field for field in query.select if field != price.KIND_OF_PRICE]
        # By all that tells two prices apart, else a page may leave out what another repeats.
        bare = replace(query, select=select, order_by=",".join(field for field in select if field in price.KEY))
        async for row in self._base.pages(name, bare, size=_PAGE):
            yield row

    async def of_all(self, scope: PriceScope) -> Mapping[str, list[Row]]:
        """Return all of 1C's prices at the end of today, in the kinds let through, by place (`place_of`)."""
        found: dict[str, list[Row]] = defaultdict(list)
        for kind in scope.kinds:
            async for row in self.of_kind(kind):
                found[place_of(row)].append({**row, price.KIND_OF_PRICE: kind})
        return found

    async def documents(self) -> str | None:
        """Return a mark of all documents of 1C that set prices; None if this base does not publish them."""
        if price.DOCUMENTS_KNOWN in self._off:
            return None
        query = Query(select=(standard.REF, standard.VERSION), order_by=standard.REF, bare=True)
        rows = self._base.pages(price.DOCUMENTS, query, size=_PAGE)
        return digest(sorted([f"{row[standard.REF]}|{row[standard.VERSION]}" async for row in rows]))

    async def rates_of(self, items: Sequence[str]) -> Mapping[str, str]:
        """Return the references of some items' VAT rates in force by 1C's register, for their prices."""
        if item.DATED_RATES in self._off:
            return {}
        conditions = [f"{item.RATE_ITEM} eq {guid(one)}" for one in items]
        return await self._rates_by_item(await self._base.any_of(item.RATES, conditions, _RATES))

    async def rates(self) -> Mapping[str, str]:
        """Return the references of all items' VAT rates in force by 1C's register, for their prices."""
        if item.DATED_RATES in self._off:
            return {}
        query = Query(select=_RATES, order_by=f"{item.RATE_ITEM},{item.RATE_SINCE},{item.RATE_COUNTRY}", bare=True)
        return await self._rates_by_item([row async for row in self._base.pages(item.RATES, query, size=_PAGE)])

    def today(self) -> date:
        """Return the day by the 1C base's clock, for the prices in force."""
        return today_in(self._zone)

    async def _rates_by_item(self, rows: Iterable[Row]) -> Mapping[str, str]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            found[row[item.RATE_ITEM]].append(row)
        today, countries = self.today(), await self._dictionaries.countries()
        return {one: rate_of(dated, today, countries) for one, dated in found.items()}

    async def _register(self, on: date | None = None) -> str:
        return price.PRICES_25 if await self.is_newer(on) else price.PRICES_20

    async def _slice(self, condition: str) -> str:
        """Return the address of a slice of 1C's price register; quotes within its condition are not doubled."""
        register = await self._register()
        until = moment(datetime.combine(self.today(), _END_OF_DAY))
        return f"{register}/{price.LAST}(Period={until},Condition='{condition}')"

    async def _query(self, on: date | None = None) -> Query:
        fields = price.FIELDS_25 if await self.is_newer(on) else price.FIELDS_20
        return Query(select=fields, order_by=price.ITEM, bare=True)

    async def _register_is_off(self, on: date | None = None) -> bool:
        return (price.DATED_25 if await self.is_newer(on) else price.DATED_20) in self._off

    async def _load_engine(self) -> date:
        """Return the first day of pricing 2.5 in 1C; `date.max` where it is not in use."""
        if price.ENGINE_KNOWN in self._off or not await self._switches.constant(price.PRICING_25):
            return date.max
        said = None if price.SINCE_KNOWN in self._off else await self._switches.constant(price.PRICING_25_SINCE)
        return datetime.fromisoformat(str(said)).date() if said else date.min

    async def _load_kinds(self) -> list[KnownPriceKind]:
        query = Query(f"{standard.FOLDER} eq false", _KIND, order_by=standard.REF)
        return [read_kind(row) async for row in self._base.pages(price.KINDS, query)]


def _at(place: str) -> str:
    """Return the condition on rows of 1C's price register that are kept at a place (`place_of`)."""
    named, under_none, own = place.partition("#")
    condition = f"{price.ITEM} eq {guid(named)}"
    return f"({condition} and {price.CHARACTERISTIC_25} eq {guid(own or standard.NO_REF)})" if under_none else condition
