"""Reads all items of 1C in bulk, each characteristic too, as the portal is to hear of them; nothing is stored."""

from collections.abc import AsyncIterator, Callable, Collection

from services.onec_connector.memory.item import ItemStore
from services.onec_connector.objects import standard
from services.onec_connector.reader.item_snapshots import ItemSnapshots, SeenItem
from shared.messages.groups import Stamp
from shared.messages.product import Product
from shared.messages.ring.facts import ItemChanged

NOW = Stamp(edited=1)
"""Stands for a number where nobody compares any."""


class AllItems:
    """Reads every item of 1C.

    Args:
        snapshots: looks at 1C.
        store: what the portal was told of.
    """

    def __init__(self, snapshots: ItemSnapshots, store: ItemStore) -> None:
        self._snapshots = snapshots
        self._store = store

    async def facts(
        self, is_wanted: Callable[[Product, SeenItem], bool] = lambda _product, _seen: True
    ) -> AsyncIterator[ItemChanged]:
        """Yield the facts about all items of 1C that are offered, and about others that the portal knows.

        Args:
            is_wanted: leaves items out, with all they are sold in.
        """
        async for seen in self._snapshots.see_all():
            product, groups = await self._snapshots.tell(seen)
            if not is_wanted(product, seen):
                continue
            if product.active or await self._was_told(product):
                yield ItemChanged(product=product.with_(groups=dict.fromkeys(groups, NOW)))
            for characteristic in sorted(seen.sold_in):
                async for variation in self._variation(seen, characteristic):
                    yield variation

    async def unmet(self, met: Collection[str]) -> AsyncIterator[str]:
        """Yield the ids of items that the portal knows and that were not among those just read from 1C."""
        async for entity in self._store.listing({"groups": {"$exists": True, "$ne": {}}}):
            kind, _, code = entity.key.partition(":")
            if kind == "item" and code not in met:
                yield code

    async def _variation(self, seen: SeenItem, characteristic: str) -> AsyncIterator[ItemChanged]:
        known = await self._snapshots.see_characteristic(seen.card[standard.REF], characteristic)
        if known is None:
            return
        product, groups = await self._snapshots.tell(seen, known)
        if product.active or await self._was_told(product):
            yield ItemChanged(product=product.with_(groups=dict.fromkeys(groups, NOW)))

    async def _was_told(self, product: Product) -> bool:
        """Tell whether a 1C item was ever published; one not offered is published only then, as by the reader."""
        entity = await self._store.get(product.ref.key) if product.ref else None
        return entity is not None and bool(entity.groups)
