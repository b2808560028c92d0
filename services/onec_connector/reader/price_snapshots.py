"""Reads what an item costs in 1C today: its prices in the registers, in the canonical model."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.item_snapshots import AT_ONCE
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.price_keys import PriceKeys
from services.onec_connector.vocabulary.items import has_characteristics
from services.onec_connector.vocabulary.price_keys import PriceKeyParts, place_of_key, rows_of_characteristic
from services.onec_connector.vocabulary.prices import PriceScope, packs_of, read_prices, rounded_away
from services.onec_connector.vocabulary.reference import KnownPack
from shared.messages.price import ItemPrices
from shared.messages.things import Ref
from shared.process.together import Together

log = structlog.get_logger()
_CARD = (standard.REF, standard.DESCRIPTION, standard.FOLDER, names.RATE_OF_CARD, names.CHARACTERISTICS_USED)


@dataclass(frozen=True, slots=True)
class _Looked:
    """An item's card, its VAT rate by the register (empty if none), and its price key.

    `parts` is None in pricing 2.0, which has no such key.
    """

    card: Row
    rate: str
    parts: PriceKeyParts | None = None


@dataclass(frozen=True, slots=True)
class _Variation:
    """A characteristic's name, and what the register of prices names it by; both empty for none."""

    name: str = ""
    key: str = ""

    def named(self, item: str) -> str:
        return f"{item} ({self.name})" if self.name else item


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is read of an item, or of it in a characteristic, with its prices in the register."""

    ref: Ref
    looked: _Looked
    variation: _Variation
    rows: Sequence[Mapping[str, Any]] = ()

    @property
    def place(self) -> str:
        """Where the register keeps its prices."""
        return place_of_key(_parts_of(self.ref)[0], self.looked.parts, self.variation.key)

    @property
    def packs(self) -> list[str]:
        """Item and pack, with a space between, of each price that is kept for a pack."""
        return [self._sold_in(pack) for pack in packs_of(self.rows)]

    def own(self, rows: Sequence[Row]) -> Sequence[Mapping[str, Any]]:
        """Return those of the place's prices that count for it."""
        return rows_of_characteristic(rows, self.looked.parts, self.variation.key)

    def told_of(self, packs: Mapping[str, KnownPack]) -> Mapping[str, KnownPack]:
        """Return its own packs by reference, out of many items'."""
        own = {pack: packs.get(self._sold_in(pack)) for pack in packs_of(self.rows)}
        return {pack: known for pack, known in own.items() if known is not None}

    def _sold_in(self, pack: str) -> str:
        return f"{_parts_of(self.ref)[0]} {pack}"


class PriceSnapshots:
    """Reads the prices of 1C's items.

    Args:
        base: of 1C, beside the orders.
        lists: kinds and registers.
        keys: by what the kinds of items keep prices.
        dictionaries, catalogue: those of the orders.
    """

    def __init__(
        self,
        base: BaseAside,
        lists: ItemPriceLists,
        keys: PriceKeys,
        dictionaries: Dictionaries,
        catalogue: ItemCatalogue,
    ) -> None:
        self._base = base
        self._lists = lists
        self._keys = keys
        self._dictionaries = dictionaries
        self._catalogue = catalogue
        self._looks = Together(self._look_at, most=AT_ONCE)
        self._variations = Together(self._look_at_variations, most=AT_ONCE)
        self._slices = Together(self._read_slices, most=AT_ONCE)
        self._packs = Together(self._read_packs, most=AT_ONCE)

    async def scope(self) -> PriceScope:
        """Return the price kinds of 1C that the rules let through, as `see` takes them."""
        return await self._lists.scope()

    async def see(self, ref: Ref, scope: PriceScope) -> ItemPrices | None:
        """Read the prices of a 1C item, or with `#` of it in a characteristic, in the kinds let through.

        Many that are asked for at about the same time are read together. None: there is no such item, or it is sold in
        characteristics only: the portal prices each of those by itself.
        """
        item, characteristic = _parts_of(ref)
        looked = await self._looks.one(item)
        if looked is None or (not characteristic and has_characteristics(looked.card)):
            return None
        variation = await self._variations.one(characteristic) if characteristic else None
        seen = _Seen(ref, looked, variation or _Variation())
        seen = replace(seen, rows=seen.own(await self._slices.one(seen.place) or ()))
        return await self._told(seen, await self._packs.some(seen.packs), scope)

    async def see_all(self, refs: Sequence[Ref], scope: PriceScope) -> AsyncIterator[ItemPrices]:
        """Yield the prices of many 1C items, as `see` returns them; cards and registers are read whole before."""
        known, prices = await self._cards(), await self._lists.of_all(scope)
        for start in range(0, len(refs), AT_ONCE):
            some = refs[start : start + AT_ONCE]
            variations = await self._look_at_variations(sorted({_parts_of(ref)[1] for ref in some} - {""}))
            seen = []
            for ref in some:
                item, characteristic = _parts_of(ref)
                looked = known.get(item)
                if looked is not None and (characteristic or not has_characteristics(looked.card)):
                    one = _Seen(ref, looked, variations.get(characteristic, _Variation()))
                    seen.append(replace(one, rows=one.own(prices.get(one.place, ()))))
            packs = await self._read_packs([pack for one in seen for pack in one.packs])
            for one in seen:
                yield await self._told(one, packs, scope)

    async def _cards(self) -> Mapping[str, _Looked]:
        query = Query(f"{standard.FOLDER} eq false", _CARD, order_by=standard.REF, bare=True)
        rates, parts = await self._lists.rates(), await self._keys.all() if await self._lists.is_newer() else {}
        pages = self._base.pages(names.SET, query)
        return {
            guid: _Looked(row, rates.get(guid, ""), parts.get(guid))
            async for row in pages
            if (guid := str(row[standard.REF]))
        }

    async def _told(self, seen: _Seen, packs: Mapping[str, KnownPack], scope: PriceScope) -> ItemPrices:
        card, own = seen.looked.card, seen.variation.key
        currencies = await self._dictionaries.currencies()
        rates = (await self._dictionaries.vat_rates()).by_guid
        known = rates.get(seen.looked.rate or str(card[names.RATE_OF_CARD]))
        sold_in = seen.told_of(packs)
        if lost := rounded_away(seen.rows, scope, sold_in, own):
            log.warning("a unit costs less than half a kopeck; the portal gets no price", ref=seen.ref.key, kinds=lost)
        return ItemPrices(
            ref=seen.ref,
            name=seen.variation.named(str(card[standard.DESCRIPTION]).strip()),
            vat_rate=known.percent if known else None,
            prices=read_prices(seen.rows, scope, sold_in, currencies, own),
        )

    async def _look_at(self, items: list[str]) -> Mapping[str, _Looked]:
        """Read cards and VAT rates of many items at once."""
        rows = await self._base.any_of(names.SET, [f"{standard.REF} eq {guid(one)}" for one in items], _CARD)
        cards = {str(row[standard.REF]): row for row in rows if not row[standard.FOLDER]}
        rates = await self._lists.rates_of(list(cards))
        parts = await self._keys.of(list(cards)) if await self._lists.is_newer() else {}
        return {one: _Looked(card, rates.get(one, ""), parts.get(one)) for one, card in cards.items()}

    async def _look_at_variations(self, characteristics: list[str]) -> Mapping[str, _Variation]:
        """Read names and price keys of many characteristics at once; one that is nowhere has neither."""
        keys = await self._lists.keys_of(characteristics)
        known = await self._catalogue.characteristics(characteristics)
        return {one: _Variation(known.get(one, ""), keys.get(one, "")) for one in characteristics}

    async def _read_slices(self, places: list[str]) -> Mapping[str, list[Row]]:
        return await self._lists.of_places(places, self._lists.today())

    async def _read_packs(self, keys: Sequence[str]) -> Mapping[str, KnownPack]:
        """Read packs of many items at once, by item and pack with a space between."""
        sold = {key: key.split(" ") for key in keys}
        found = await self._catalogue.packs((item, pack) for item, pack in sold.values())
        return {f"{item} {pack}": known for (item, pack), known in found.items()}


def _parts_of(ref: Ref) -> tuple[str, str]:
    """Return the item and the characteristic that a reference of prices names; the second may be empty."""
    item, _, characteristic = ref.id.partition("#")
    return item.lower(), characteristic
