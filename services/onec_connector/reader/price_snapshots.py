"""What an item costs in 1C today: its prices in the registers, in the canonical model."""

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.prices import packs_of, read_prices
from shared.messages.price import ItemPrices
from shared.messages.things import Ref

_CARD = (standard.REF, standard.DESCRIPTION, standard.FOLDER, names.RATE_OF_CARD)


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
        """Return the prices of an item; None: there is no such item."""
        card = await self._card(ref.id)
        if card is None or card[standard.FOLDER]:
            return None
        rows = await self._lists.of_item(ref.id)
        packs = await self._catalogue.packs(packs_of(rows))
        currencies = await self._dictionaries.currencies()
        rate = await self._lists.rate(ref.id) or str(card[names.RATE_OF_CARD])
        known = (await self._dictionaries.vat_rates()).by_guid.get(rate)
        return ItemPrices(
            ref=ref,
            name=str(card[standard.DESCRIPTION]).strip(),
            vat_rate=known.percent if known else None,
            prices=read_prices(rows, await self._lists.scope(), packs, currencies),
        )

    async def _card(self, item: str) -> Row | None:
        query = Query(f"{standard.REF} eq {guid(item)}", _CARD)
        return next(iter(await self._base.listing(names.SET, query)), None)
