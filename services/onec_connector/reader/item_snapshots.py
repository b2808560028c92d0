"""Reads items and item groups of 1C (card, registers, characteristics) and translates them for the portal."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_registers import ItemRegisters, Registered
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.items import (
    KnownCharacteristic,
    KnownGroup,
    as_parent,
    as_variation,
    group_of,
    has_characteristics,
    read_group,
    read_product,
)
from services.onec_connector.vocabulary.reference import is_empty, refs
from services.onec_connector.vocabulary.vat import VatRate
from shared.messages.product import Product, ProductGroup
from shared.process.together import Together

_CARD = (
    standard.REF,
    standard.VERSION,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.FOLDER,
    standard.PARENT,
    names.ARTICLE,
    names.UNIT,
    names.KIND,
    names.CHARACTERISTICS_USED,
    names.RATE_OF_CARD,
)
AT_ONCE = 100
"""Items in one look: some twenty requests, between any two of which a poll has its turn."""


@dataclass(frozen=True, slots=True)
class SeenItem:
    """What one read of a 1C item brought.

    Args:
        card: of the catalog.
        registered: what the registers say of the item itself.
        sold_in: of an item that is sold in characteristics, those with a price, a barcode or a sale.
    """

    card: Row
    registered: Registered
    sold_in: frozenset[str] = frozenset()


class ItemSnapshots:
    """Reads items of 1C and translates them into the canonical model.

    Args:
        base: of 1C.
        groups: the folders.
        registers: barcodes, rates, and what items are sold in.
        dictionaries, catalogue: those of the orders.
    """

    def __init__(
        self,
        base: BaseAside,
        groups: ItemGroups,
        registers: ItemRegisters,
        dictionaries: Dictionaries,
        catalogue: ItemCatalogue,
    ) -> None:
        self.groups = groups
        self._base = base
        self._registers = registers
        self._dictionaries = dictionaries
        self._catalogue = catalogue
        self._looks = Together(self._look_at, most=AT_ONCE)

    async def see(self, item: str) -> SeenItem | None:
        """Read an item of 1C; None if it is missing or an item group. Items asked for at once share the requests."""
        seen = await self._looks.one(item.lower())
        if seen is None or seen.card[standard.FOLDER]:
            return None
        if not has_characteristics(seen.card):
            return seen
        return replace(seen, sold_in=await self._registers.variations.of(item))

    async def see_all(self) -> AsyncIterator[SeenItem]:
        """Read every item of 1C, in pages; what the registers say of them is read whole before."""
        registered, nothing = await self._registers.all(), Registered()
        sold = await self._registers.variations.all()
        query = Query(f"{standard.FOLDER} eq false", _CARD, order_by=standard.REF, bare=True)
        async for card in self._base.pages(names.SET, query):
            guid = card[standard.REF]
            yield SeenItem(card, registered.get(guid, nothing), frozenset(sold.get(guid, ())))

    async def see_group(self, group: str) -> KnownGroup | None:
        """Read an item group of 1C; None if there is none."""
        seen = await self._looks.one(group.lower())
        return read_group(seen.card) if seen is not None and seen.card[standard.FOLDER] else None

    async def see_characteristic(self, item: str, characteristic: str) -> KnownCharacteristic | None:
        """Read a characteristic of a 1C item, with its barcode; None if there is none."""
        return await self._registers.variations.one(item, characteristic)

    async def tell(
        self, seen: SeenItem, characteristic: KnownCharacteristic | None = None
    ) -> tuple[Product, frozenset[ProductGroup]]:
        """Translate a 1C item, or one in a characteristic, into the canonical model, with the field groups 1C fills."""
        product, groups = await self._tell(seen)
        if characteristic is not None:
            return as_variation(product, groups, characteristic)
        if has_characteristics(seen.card):
            return as_parent(product, groups, sold=bool(seen.sold_in))
        return product, groups

    async def _tell(self, seen: SeenItem) -> tuple[Product, frozenset[ProductGroup]]:
        scope = await self.groups.scope(with_=group_of(seen.card))
        units = await self._catalogue.units(refs([seen.card], names.UNIT))
        unit = next((one.code for one in units.values()), "")
        return read_product(
            seen.card,
            scope,
            unit=unit if unit.isdigit() else "",
            rate=await self._rate(seen.registered.rate or str(seen.card[names.RATE_OF_CARD])),
            barcode=seen.registered.barcode,
        )

    async def _rate(self, guid: str) -> VatRate | None:
        """Return a 1C item's VAT rate from the catalog of rates, which is read again if it lacks the rate."""
        rates = await self._dictionaries.vat_rates()
        if guid not in rates.by_guid and not is_empty(guid):
            self._dictionaries.forget()
            rates = await self._dictionaries.vat_rates()
        return rates.by_guid.get(guid)

    async def _look_at(self, keys: list[str]) -> Mapping[str, SeenItem]:
        """Read the cards of 1C items, then the registers; units are read once for all of them."""
        cards = await self._base.any_of(names.SET, [f"{standard.REF} eq {guid(key)}" for key in keys], _CARD)
        items = [card for card in cards if not card[standard.FOLDER]]
        said = await self._registers.of([str(card[standard.REF]) for card in items])
        await self._catalogue.units(refs(items, names.UNIT))
        return {card[standard.REF]: SeenItem(card, said.get(card[standard.REF], Registered())) for card in cards}
