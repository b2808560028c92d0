"""The reader of 1C's prices: touched prices → snapshots → facts (docs/convergence.md)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

from services.onec_connector.memory.item import ItemStore
from services.onec_connector.memory.price import PriceEntity, PriceStore
from services.onec_connector.reader.item_snapshots import AT_ONCE
from services.onec_connector.reader.price_snapshots import PriceSnapshots
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import directory_digests
from shared.entities import publication
from shared.messages.envelope import Envelope
from shared.messages.price import ItemPrices, PriceGroup
from shared.messages.ring.facts import PriceChanged, PriceTouched
from shared.messages.things import Ref

_UNCLEAR_S = 300


class PriceReader:
    """Publishes prices of 1C that differ from what was published last.

    Args:
        snapshots: looks at 1C.
        store: remembers.
        items: knows which items the portal was told of; the prices of the others are nobody's business.
        enabled: whether the rules send prices to the portal at all.
        taken: is told the key of every hint, whatever becomes of it.
    """

    def __init__(
        self,
        snapshots: PriceSnapshots,
        store: PriceStore,
        items: ItemStore,
        *,
        enabled: bool,
        taken: Callable[[str], None],
    ) -> None:
        self._snapshots = snapshots
        self._store = store
        self._items = items
        self._enabled = enabled
        self._taken = taken

    def handlers(self) -> Handlers:
        """Return the handler of `price.touched`."""
        return (on(PriceTouched, self.touched),)

    async def touched(self, _envelope: Envelope, message: PriceTouched) -> HandlerResult:
        """Read the touched prices of a 1C item and publish them if they changed.

        Raises:
            Retryable: another process looks at them just now, or nobody can say which kind of 1C is the base.
        """
        ref = message.ref
        self._taken(ref.key)
        if not self._enabled or not await self._is_told(ref):
            return HandlerResult()
        scope = await self._snapshots.scope()
        if scope.unclear_base:  # told without the base kind, its price would be deleted in the portal
            raise Retryable("which price kind is the base is unclear", after_s=_UNCLEAR_S, counted=False)
        version = (await self._store.take_version(ref.key, ref=ref.id)).version
        prices = await self._snapshots.see(ref, scope)
        entity = await self._store.unmoved(ref.key, version)
        if entity is None:
            raise Retryable("another process looks at the prices", after_s=5, counted=False)
        if prices is None or not (prices.prices or entity.groups):
            return HandlerResult()
        return await self._publish(entity, version, prices, force=message.force)

    async def would_tell(self, only: Sequence[str] = ()) -> AsyncIterator[PriceChanged]:
        """Yield what a forced read of the prices of each 1C item known to the portal would publish.

        Nothing is remembered, and nothing is told while nobody can say which kind of 1C is the base.

        Args:
            only: these items alone, by their references; none: all, whose registers are read whole.
        """
        scope = await self._snapshots.scope()
        if scope.unclear_base:
            return
        if only:
            for start in range(0, len(only), AT_ONCE):
                refs = [_ref(one) for one in only[start : start + AT_ONCE]]
                for prices in await asyncio.gather(*(self._snapshots.see(ref, scope) for ref in refs)):
                    if prices is not None and (fact := await self._would_tell(prices)):
                        yield fact
            return
        listed = self._items.listing({"groups": {"$exists": True, "$ne": {}}})
        keys = [one.key.partition(":") async for one in listed]
        refs = [_ref(code) for kind, _, code in keys if kind == "item"]
        async for prices in self._snapshots.see_all(refs, scope):
            if fact := await self._would_tell(prices):
                yield fact

    async def _would_tell(self, prices: ItemPrices) -> PriceChanged | None:
        key = prices.ref.key if prices.ref else ""
        entity = await self._store.get(key) or PriceEntity(key)
        if not (prices.prices or entity.groups):
            return None
        digests = directory_digests(prices, tuple(PriceGroup))
        found = publication(entity.groups, digests, entity.version + 1, force=True)
        return PriceChanged(prices=prices.with_(groups=found.stamps)) if found else None

    async def _publish(self, entity: PriceEntity, version: int, prices: ItemPrices, *, force: bool) -> HandlerResult:
        found = publication(entity.groups, directory_digests(prices, tuple(PriceGroup)), version, force=force)
        if found is None:
            return HandlerResult()
        await self._store.announce(entity.key, found.changed, version)
        remember = partial(self._store.store_published, entity.key, version, found.digests)
        return HandlerResult(publish=(PriceChanged(prices=prices.with_(groups=found.stamps)),), then=remember)

    async def _is_told(self, ref: Ref) -> bool:
        item = await self._items.get(f"item:{ref.id}")
        return item is not None and bool(item.groups)


def _ref(item: str) -> Ref:
    return Ref(system="onec", kind="price", id=item)
