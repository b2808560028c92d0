"""One item or folder as it stands in 1C: its card, and what the registers say of it."""

from dataclasses import dataclass

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_registers import ItemRegisters, Registered
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.book import is_empty, refs
from services.onec_connector.vocabulary.items import KnownGroup, group_of, read_group, read_product
from services.onec_connector.vocabulary.vat import VatRate
from shared.messages.product import Product, ProductGroup

_CARD = (
    standard.REF,
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


@dataclass(frozen=True, slots=True)
class SeenItem:
    """What one look at an item brought."""

    card: Row
    registered: Registered


class ItemSnapshots:
    """Looks at items and tells them in the canonical model.

    Args:
        base: of 1C.
        groups: the folders.
        registers: barcodes and rates.
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

    async def see(self, item: str) -> SeenItem | None:
        """Look at an item; None: there is none, or it is a folder."""
        card = await self._card(item)
        if card is None or card[standard.FOLDER]:
            return None
        return SeenItem(card, await self._registers.one(item))

    async def see_group(self, group: str) -> KnownGroup | None:
        """Look at a folder; None: there is none."""
        card = await self._card(group)
        return read_group(card) if card is not None and card[standard.FOLDER] else None

    async def tell(self, seen: SeenItem) -> tuple[Product, frozenset[ProductGroup]]:
        """Tell an item in the canonical model, and the groups that 1C says anything of."""
        scope = await self.groups.scope(with_=group_of(seen.card))
        units = await self._catalogue.packs(refs([seen.card], names.UNIT))
        unit = next((one.code for one in units.values()), "")
        return read_product(
            seen.card,
            scope,
            unit=unit if unit.isdigit() else "",
            rate=await self._rate(seen.registered.rate or str(seen.card[names.RATE_OF_CARD])),
            barcode=seen.registered.barcode,
        )

    async def _rate(self, guid: str) -> VatRate | None:
        """Return a rate of the catalog; one that is not known may have been added since the catalog was read."""
        rates = await self._dictionaries.vat_rates()
        if guid not in rates.by_guid and not is_empty(guid):
            self._dictionaries.forget()
            rates = await self._dictionaries.vat_rates()
        return rates.by_guid.get(guid)

    async def _card(self, item: str) -> Row | None:
        query = Query(f"{standard.REF} eq {guid(item)}", _CARD)
        return next(iter(await self._base.listing(names.SET, query)), None)
