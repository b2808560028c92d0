"""The reader of items and item groups of 1C: touched ids → snapshots → facts (docs/convergence.md)."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeVar

from services.onec_connector.memory.item import ItemEntity, ItemStore
from services.onec_connector.reader.all_items import NOW
from services.onec_connector.reader.item_snapshots import ItemSnapshots
from services.onec_connector.vocabulary.items import (
    LeftAlone,
    gone_product,
    has_characteristics,
    left_alone,
    read_section,
)
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import directory_digests
from shared.entities import publication
from shared.messages.envelope import Envelope
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.ring.facts import GroupChanged, ItemChanged, ItemTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref

R = TypeVar("R", Product, Section)
G = TypeVar("G", bound=str)


class ItemReader:
    """Publishes items of 1C that differ from what was published last.

    Args:
        snapshots: looks at 1C.
        store: remembers.
        enabled: whether the rules send products to the portal at all.
        taken: is told the key of every hint, whatever becomes of it.
    """

    def __init__(
        self, snapshots: ItemSnapshots, store: ItemStore, *, enabled: bool, taken: Callable[[str], None]
    ) -> None:
        self._snapshots = snapshots
        self._store = store
        self._enabled = enabled
        self._taken = taken

    def handlers(self) -> Handlers:
        """Return the handler of `item.touched`."""
        return (on(ItemTouched, self.touched),)

    async def touched(self, _envelope: Envelope, message: ItemTouched) -> HandlerResult:
        """Read a touched item or item group of 1C and publish what changed.

        Raises:
            Retryable: another process looks at it just now.
        """
        self._taken(message.ref.key)
        if not self._enabled:
            return HandlerResult()
        look = self._group if message.ref.kind == "group" else self._item
        return await look(message.ref, message)

    async def would_tell(self, code: str) -> ItemChanged | None:
        """Return what a read of a 1C item would publish, even if published before; nothing is stored.

        Args:
            code: its reference, with a characteristic's behind `#`.
        """
        product, groups, _ = await self._look_at(code)
        entity = await self._store.get(f"item:{code}")
        if not product.active and not (entity and entity.groups):
            return None
        return ItemChanged(product=product.with_(groups=dict.fromkeys(groups, NOW)))

    async def _item(self, ref: Ref, hint: ItemTouched) -> HandlerResult:
        """Publish a 1C item, unless it was never published and is not offered; a deleted one is published as such."""
        version = await self._version(ref)
        product, groups, left = await self._look_at(ref.id)
        entity = await self._unmoved(ref, version)
        await self._note_left(entity, left)
        if made_of := entity.fields.get("made_of"):
            product = product.with_(origin=Ref(system="b24", kind="product", id=made_of))
        if not product.active and not entity.groups:
            return HandlerResult()
        return await self._publish(entity, version, product, groups, lambda told: ItemChanged(product=told), hint)

    async def _look_at(self, code: str) -> tuple[Product, frozenset[ProductGroup], LeftAlone | None]:
        """Read a 1C item, or with `#` one in a characteristic, and why it becomes no product if it does not."""
        item, _, characteristic = code.partition("#")
        seen = await self._snapshots.see(item)
        gone = gone_product(code), frozenset({ProductGroup.ACTIVITY}), None
        if seen is None:
            return gone
        if not characteristic:
            return *await self._snapshots.tell(seen), left_alone(seen.card, sold=bool(seen.sold_in))
        known = await self._snapshots.see_characteristic(item, characteristic)
        if known is None or not has_characteristics(seen.card):
            return gone
        return *await self._snapshots.tell(seen, known), None

    async def _group(self, ref: Ref, hint: ItemTouched) -> HandlerResult:
        """Publish an item group of 1C; one that is deleted or not let through leaves its section as it is."""
        version = await self._version(ref)
        group = await self._snapshots.see_group(ref.id)
        entity = await self._unmoved(ref, version)
        if group is None:
            return HandlerResult()
        scope = await self._snapshots.groups.scope(with_=group.parent)
        scope = replace(scope, groups={**scope.groups, group.guid: group})
        if not scope.covers(group.guid):
            return HandlerResult()
        section = read_section(group, scope)
        return await self._publish(
            entity, version, section, tuple(SectionGroup), lambda told: GroupChanged(section=told), hint
        )

    async def _publish(
        self,
        entity: ItemEntity,
        version: int,
        record: R,
        groups: Collection[G],
        fact: Callable[[R], Message],
        hint: ItemTouched,
    ) -> HandlerResult:
        asserted = {str(group): hint.asserted[group] for group in groups if group in hint.asserted}
        digests = directory_digests(record, groups)
        await self._store.hear(entity.key, asserted)
        known = dict(entity.groups) | entity.left_unheard(digests)
        found = publication(known, digests, version, force=hint.force, asserted=asserted, compared_at=hint.compared_at)
        if found is None:
            return HandlerResult()
        await self._store.announce(entity.key, found.changed, version)
        remember = partial(self._store.store_published, entity.key, version, found.digests)
        return HandlerResult(publish=(fact(record.with_(groups=found.stamps)),), then=remember)

    async def _version(self, ref: Ref) -> int:
        return (await self._store.take_version(ref.key, ref=ref.id)).version

    async def _unmoved(self, ref: Ref, version: int) -> ItemEntity:
        entity = await self._store.unmoved(ref.key, version)
        if entity is None:
            raise Retryable("another process looks at the item", after_s=5, counted=False)
        return entity

    async def _note_left(self, entity: ItemEntity, why: LeftAlone | None) -> None:
        if why != entity.fields.get("left"):
            await self._store.set_fields(entity.key, {"left": why})
