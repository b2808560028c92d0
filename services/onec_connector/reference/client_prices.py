"""Reads 1C's prices of one client for an order's rows: agreement or card, kinds, rates, in a few calls."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.base.query import Query, guid, moment
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement, client_price, item, partner, price, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.price_keys import PriceKeys
from services.onec_connector.vocabulary.client_prices import (
    ClientTerms,
    FoundPrice,
    Sold,
    in_row,
    price_of,
    rate_between,
)
from services.onec_connector.vocabulary.client_terms import packs_fixed, terms_of_agreement, terms_of_partner
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.packs import Packs, of_item
from services.onec_connector.vocabulary.price_keys import place_of_key, rows_of_key
from services.onec_connector.vocabulary.prices import packs_of, unit_prices
from services.onec_connector.vocabulary.reference import ref

_AGREEMENT = (
    standard.REF,
    standard.DESCRIPTION,
    agreement.NUMBER,
    agreement.CURRENCY,
    agreement.VAT_INCLUDED,
    agreement.INDIVIDUAL_KIND,
    agreement.PRICE_KIND,
    agreement.PRICES_FROM,
    agreement.GOODS,
    agreement.GROUPS,
)
_PARTNER = (standard.REF, partner.INDIVIDUAL_KIND, partner.PRICE_KIND)
_RATE = (client_price.RATE_CURRENCY, client_price.RATE_IN, client_price.RATE_UPPER, client_price.RATE_LOWER)
_END_OF_DAY = time(23, 59, 59)
_NO_TERMS = ClientTerms(counted=frozenset())


@dataclass(frozen=True, slots=True)
class ClientSale:
    """To whom, by which agreement and when something is sold; references are empty for none.

    Args:
        on: the day whose prices count.
        currency: reference, of the order.
        vat_included: prices of the order hold the VAT.
        manager: reference of the user who sells.
    """

    agreement: str
    partner: str
    on: date
    currency: str
    vat_included: bool
    manager: str = ""


@dataclass(frozen=True, slots=True)
class AskedPrice:
    """What a row sells whose price is asked for; `pack` is empty for the base unit."""

    item: str
    characteristic: str = ""
    pack: str = ""
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowPrice:
    """What one of the row's unit costs in the order's currency and VAT; `kind` is empty for a fixed price."""

    value: Decimal
    kind: str = ""
    kind_name: str = ""


@dataclass(frozen=True, slots=True)
class ClientOffer:
    """The prices that 1C asks of a client.

    Args:
        prices: of the rows that were asked for, in their order; None: 1C has no price.
        agreement: «№ 12», or its name where it has no number; empty for none.
        card: the client's own card says it.
    """

    prices: list[RowPrice | None]
    agreement: str = ""
    card: bool = False


class ClientPrices:
    """Reads the prices asked of clients; terms and prices are read anew each time, kinds and packs cached.

    Args:
        base: of 1C.
        lists: kinds and registers.
        catalogue: packs.
        uses_agreements: without them a client's own card counts.
        off: functions this base does not have what it takes for.
    """

    def __init__(
        self,
        base: Base,
        lists: ItemPriceLists,
        catalogue: ItemCatalogue,
        *,
        uses_agreements: bool,
        off: Collection[Function] = (),
    ) -> None:
        self._base = base
        self._lists = lists
        self._catalogue = catalogue
        self._uses_agreements = uses_agreements
        self._off = off
        self._keys = PriceKeys(base, off)

    async def auto_discounts(self) -> bool:
        """Tell whether 1C computes discounts of its own, which nobody outside can."""
        if client_price.AUTO_KNOWN in self._off:
            return False
        try:
            return bool(await self._base.constant(client_price.AUTO_DISCOUNTS))
        except BaseBarredError as error:  # it is needed for a sentence: no order is refused over it
            if error.everywhere:
                raise
            return False

    async def of(self, sale: ClientSale, asked: Sequence[AskedPrice]) -> list[RowPrice | None]:
        """Return 1C's price of a client for each row's unit; None: 1C has none."""
        return (await self.offer(sale, asked)).prices

    async def offer(self, sale: ClientSale, asked: Sequence[AskedPrice]) -> ClientOffer:
        """Return what each row's unit costs the client in 1C, and by which agreement."""
        terms, words = await self._terms(sale)
        card = not words and terms is not _NO_TERMS
        if terms is _NO_TERMS or not asked:
            return ClientOffer([None] * len(asked), words, card)
        found = await self._found(terms, sale, asked)
        rates = await self._rates({one.currency for _, one in found if one}, sale)
        return ClientOffer([_in_row(sold, one, rates, sale) for sold, one in found], words, card)

    async def _terms(self, sale: ClientSale) -> tuple[ClientTerms, str]:
        if client_price.CLIENT_PRICES in self._off:
            return _NO_TERMS, ""
        if self._uses_agreements:
            row = await self._base.read(agreement.SET, sale.agreement, _AGREEMENT) if ref(sale.agreement) else None
            if row is None:
                return _NO_TERMS, ""
            return terms_of_agreement(row, await self._packs(packs_fixed(row))), _words(row)
        card = await self._base.read(partner.SET, sale.partner, _PARTNER) if ref(sale.partner) else None
        return terms_of_partner(card) if card and await self._lists.is_newer(sale.on) else _NO_TERMS, ""

    async def _found(
        self, terms: ClientTerms, sale: ClientSale, asked: Sequence[AskedPrice]
    ) -> list[tuple[Sold, FoundPrice | None]]:
        items = [one.item for one in asked]
        kinds = await self._lists.kinds(terms.kinds())
        newer = await self._lists.is_newer(sale.on)
        parts = await self._keys.of(items) if newer and kinds else {}
        keys = await self._lists.keys_of({one.characteristic for one in asked if one.characteristic}, sale.on)
        places = [place_of_key(one.item, parts.get(one.item), keys.get(one.characteristic, "")) for one in asked]
        rows = await self._lists.of_places(places, sale.on) if kinds else {}
        sold_in = [
            (one.item, pack)
            for one, place in zip(asked, places, strict=True)
            for pack in (one.pack, *packs_of(rows.get(place, ())))
        ]
        packs = await self._packs(sold_in)
        groups = await self._groups(items) if terms.by_group else {}
        found = []
        for one, place in zip(asked, places, strict=True):
            of_one = of_item(packs, one.item)
            ratio = of_one[one.pack].ratio if one.pack in of_one else Decimal(1)
            sold = Sold(one.item, one.characteristic, groups.get(one.item, ""), ratio, one.vat_rate)
            own = keys.get(one.characteristic, "")
            keyed: Sequence[Mapping[str, Any]] = rows.get(place, ())
            if newer:
                keyed = rows_of_key(keyed, parts.get(one.item), own, one.pack)
            known = unit_prices(keyed, kinds, of_one, own, one.pack)
            found.append((sold, price_of(sold, terms, known, newer=newer)))
        return found

    async def _packs(self, sold: Iterable[tuple[str, str]]) -> Packs:
        """Return packs as 1C's order form takes them: a unit of which an item's card says nothing is one base unit."""
        return await self._catalogue.packs(sold, unsaid=Decimal(1))

    async def _groups(self, items: Iterable[str]) -> Mapping[str, str]:
        conditions = [f"{standard.REF} eq {guid(one)}" for one in dict.fromkeys(items)]
        rows = await self._base.any_of(item.SET, conditions, (standard.REF, item.PRICE_GROUP))
        return {str(row[standard.REF]): ref(row[item.PRICE_GROUP]) for row in rows}

    async def _rates(self, currencies: Iterable[str], sale: ClientSale) -> Mapping[str, Decimal]:
        """Return the exchange rates to the order's currency; one that is not known is absent."""
        own = ref(sale.currency)
        same = {"": Decimal(1), own: Decimal(1)}
        foreign = sorted({*currencies} - same.keys())
        if not foreign or client_price.RATES_KNOWN in self._off:
            return same
        wanted = " or ".join(f"{client_price.RATE_CURRENCY} eq {guid(one)}" for one in (*foreign, own) if one)
        until = moment(datetime.combine(sale.on, _END_OF_DAY))
        query = Query(select=_RATE, until=until, condition=wanted, bare=True)
        rows = await self._base.listing(f"{client_price.RATES}/{price.LAST}", query)
        known = {
            (str(row[client_price.RATE_CURRENCY]), str(row[client_price.RATE_IN])): number(row[client_price.RATE_UPPER])
            / (number(row[client_price.RATE_LOWER]) or 1)
            for row in rows
        }
        crossed = {one: rate_between(one, own, known) for one in foreign}
        return same | {one: rate for one, rate in crossed.items() if rate is not None}


def _words(row: Row) -> str:
    number_, name = (str(row[field] or "").strip() for field in (agreement.NUMBER, standard.DESCRIPTION))
    return f"№ {number_}" if number_ else f"«{name}»"


def _in_row(sold: Sold, found: FoundPrice | None, rates: Mapping[str, Decimal], sale: ClientSale) -> RowPrice | None:
    if found is None or (rate := rates.get(found.currency)) is None:
        return None
    value = in_row(found, sold, rate=rate, vat_included=sale.vat_included)
    return RowPrice(value, found.kind, found.kind_name) if value > 0 else None
