"""What an item costs in 1C today: its prices in the registers, in the canonical model."""

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.items import has_characteristics
from services.onec_connector.vocabulary.prices import packs_of, read_prices
from shared.messages.price import ItemPrices
from shared.messages.things import Ref

_CARD = (standard.REF, standard.DESCRIPTION, standard.FOLDER, names.RATE_OF_CARD, names.CHARACTERISTICS_USED)


class PriceSnapshots:
    """Looks at the prices of items.

    Args:
        base: of 1C, beside the orders.
        lists: kinds and registers.
        dictionaries, catalogue: those of the orders.
    """

    def __init__(
        self, base: BaseAside, lists: ItemPriceLists, dictionaries: Dictionaries, catalogue: ItemCatalogue
    ) -> None:
        self._base = base
        self._lists = lists
        self._dictionaries = dictionaries
        self._catalogue = catalogue

    async def see(self, ref: Ref) -> ItemPrices | None:
        """Return the prices of an item, or with `#` of it in a characteristic.

        None: there is no such item, or it is sold in characteristics only: the portal prices each of those by itself.
        """
        item, _, characteristic = ref.id.partition("#")
        card = await self._card(item)
        if card is None or card[standard.FOLDER] or (not characteristic and has_characteristics(card)):
            return None
        rows = await self._lists.of_item(item)
        packs = await self._catalogue.packs(packs_of(rows))
        currencies = await self._dictionaries.currencies()
        rate = await self._lists.rate(item) or str(card[names.RATE_OF_CARD])
        known = (await self._dictionaries.vat_rates()).by_guid.get(rate)
        return ItemPrices(
            ref=ref,
            name=await self._name(str(card[standard.DESCRIPTION]).strip(), characteristic),
            vat_rate=known.percent if known else None,
            prices=read_prices(
                rows,
                await self._lists.scope(),
                packs,
                currencies,
                await self._lists.key_of(characteristic) if characteristic else "",
            ),
        )

    async def _name(self, item: str, characteristic: str) -> str:
        known = (await self._catalogue.characteristics([characteristic])).get(characteristic)
        return f"{item} ({known})" if known else item

    async def _card(self, item: str) -> Row | None:
        query = Query(f"{standard.REF} eq {guid(item)}", _CARD)
        return next(iter(await self._base.listing(names.SET, query)), None)
