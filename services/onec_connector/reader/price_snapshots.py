"""Reads what an item costs in 1C today: its prices in the registers, in the canonical model."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

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
from services.onec_connector.vocabulary.packs import of_item
from services.onec_connector.vocabulary.price_keys import PriceKeyParts, place_of_key, rows_of_characteristic
from services.onec_connector.vocabulary.prices import PriceScope, packs_of, read_prices
from shared.messages.price import ItemPrices
from shared.messages.things import Ref
from shared.process.together import Together

_CARD = (standard.REF, standard.DESCRIPTION, standard.FOLDER, names.RATE_OF_CARD, names.CHARACTERISTICS_USED)


@dataclass(frozen=True, slots=True)
class _Looked:
    """An item's card, its VAT rate by the register (empty if none), and its price key.

    `parts` is None in pricing 2.0, which has no such key.
    """

    card: Row
    rate: str
    parts: PriceKeyParts | None = None


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

    async def scope(self) -> PriceScope:
        """Return the price kinds that the rules let through."""
        return await self._lists.scope()

    async def see(self, ref: Ref, scope: PriceScope) -> ItemPrices | None:
        """Read the prices of a 1C item, or with `#` of it in a characteristic, in the kinds let through.

        None: there is no such item, or it is sold in characteristics only: the portal prices each of those by itself.
        """
        item, _, characteristic = ref.id.partition("#")
        looked = await self._looks.one(item.lower())
        if looked is None or (not characteristic and has_characteristics(looked.card)):
            return None
        own = (await self._lists.keys_of([characteristic] if characteristic else [])).get(characteristic, "")
        place = place_of_key(item.lower(), looked.parts, own)
        return await self._told(ref, looked, await self._lists.of_place(place), own, scope)

    async def see_all(self, refs: Sequence[Ref], scope: PriceScope) -> AsyncIterator[ItemPrices]:
        """Yield the prices of many items, as `see` returns them; cards and registers are read whole before."""
        known, prices = await self._cards(), await self._lists.of_all(scope)
        characteristics = {ref.id.partition("#")[2] for ref in refs} - {""}
        keys = await self._lists.keys_of(sorted(characteristics))
        await self._catalogue.characteristics(characteristics)
        for ref in refs:
            item, _, characteristic = ref.id.partition("#")
            looked = known.get(item)
            if looked is not None and (characteristic or not has_characteristics(looked.card)):
                own = keys.get(characteristic, "")
                rows = prices.get(place_of_key(item, looked.parts, own), ())
                yield await self._told(ref, looked, rows, own, scope)

    async def _cards(self) -> Mapping[str, _Looked]:
        query = Query(f"{standard.FOLDER} eq false", _CARD, order_by=standard.REF, bare=True)
        rates, parts = await self._lists.rates(), await self._keys.all() if await self._lists.is_newer() else {}
        pages = self._base.pages(names.SET, query)
        return {
            guid: _Looked(row, rates.get(guid, ""), parts.get(guid))
            async for row in pages
            if (guid := str(row[standard.REF]))
        }

    async def _told(
        self, ref: Ref, looked: _Looked, all_rows: Sequence[Row], own: str, scope: PriceScope
    ) -> ItemPrices:
        card, (item, _, characteristic) = looked.card, ref.id.partition("#")
        rows = rows_of_characteristic(all_rows, looked.parts, own)
        packs = of_item(await self._catalogue.packs((item.lower(), one) for one in packs_of(rows)), item.lower())
        currencies = await self._dictionaries.currencies()
        known = (await self._dictionaries.vat_rates()).by_guid.get(looked.rate or str(card[names.RATE_OF_CARD]))
        return ItemPrices(
            ref=ref,
            name=await self._name(str(card[standard.DESCRIPTION]).strip(), characteristic),
            vat_rate=known.percent if known else None,
            prices=read_prices(rows, scope, packs, currencies, own),
        )

    async def _name(self, item: str, characteristic: str) -> str:
        known = (await self._catalogue.characteristics([characteristic])).get(characteristic)
        return f"{item} ({known})" if known else item

    async def _look_at(self, items: list[str]) -> Mapping[str, _Looked]:
        """Read cards and VAT rates of many items at once; each item's prices are read on their own."""
        rows = await self._base.any_of(names.SET, [f"{standard.REF} eq {guid(one)}" for one in items], _CARD)
        cards = {str(row[standard.REF]): row for row in rows if not row[standard.FOLDER]}
        rates = await self._lists.rates_of(list(cards))
        parts = await self._keys.of(list(cards)) if await self._lists.is_newer() else {}
        return {one: _Looked(card, rates.get(one, ""), parts.get(one)) for one, card in cards.items()}
