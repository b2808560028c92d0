"""The reader of products: `product.touched` → `product.changed`, of those that people typed or edited (R10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from services.b24_connector.memory.product import Record, RecordStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.held_products import held_in
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import is_typed, item_key, read_typed
from services.b24_connector.vocabulary.values import identity
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.entities import NOTHING, publication
from shared.messages.envelope import Envelope
from shared.messages.product import ProductGroup
from shared.messages.ring.facts import ItemTouched, ProductChanged, ProductTouched
from shared.messages.things import Ref
from shared.rules import Rules

Row = Mapping[str, Any]


class ProductReader:
    """Publishes new products, and edits of those that 1C fills; what the rules leave to 1C is asked of it anew.

    Args:
        portal: where.
        catalogue: what they are described by.
        rules: whether they become items at all, which properties hold their codes, and what people may edit.
        store: what is remembered of products.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue, rules: Rules, store: RecordStore) -> None:
        products = rules.directory.products
        self._portal = portal
        self._catalogue = catalogue
        self._store = store
        self._makes = rules.items.enabled
        self._fills = products.enabled
        self._edited = products.edited
        self._article = products.article_property or ""
        self._barcode = products.barcode_property or ""

    def handlers(self) -> Handlers:
        """Return the handler of `product.touched`."""
        return (on(ProductTouched, self.touched),)

    async def key(self, hint: ProductTouched) -> str:
        """Return the key under which a touched product is handled, the same as the writer's of products."""
        entity = await self._store.find(hint.ref.id)
        return entity.key if entity else hint.subject

    async def concerned(self, rows: Sequence[Row]) -> list[Row]:
        """Return those of some products, read with the fields `HELD`, of which the reader would tell something."""
        known = await self._store.find_many(str(row["id"]) for row in rows) if self._fills else {}
        found = []
        for row in rows:
            entity = known.get(str(row["id"]))
            if entity is not None and _is_whole(entity):
                _, digests = await held_in(row, self._catalogue)
                entity = _with_half(entity, digests)
                found += [row] if self._told(entity, digests) or _put_back(entity, digests, self._edited) else []
            elif self._makes and (is_typed(row) or await self._original(row)):
                found.append(row)
        return found

    async def touched(self, _envelope: Envelope, message: ProductTouched) -> HandlerResult:
        """Look at a product; one that has a key of 1C, variations or a parent, or is not offered, is not a new one.

        A copy with its original's key is one.

        Raises:
            Retryable: it is being written.
        """
        with self._portal.visit(LANE):
            known = await self._store.find(message.ref.id) if self._fills else None
            if known is not None and _is_whole(known):
                return await self._look(known, message)
            return await self._typed(message.ref) if self._makes else HandlerResult()

    async def _look(self, known: Record, message: ProductTouched) -> HandlerResult:
        version = (await self._store.take_version(known.key)).version
        rows = await self._catalogue.products("id", message.ref.id)
        if not rows:
            return HandlerResult()
        product, digests = await held_in(rows[0], self._catalogue)
        asserted = {group: one for group, one in message.asserted.items() if group in self._edited}
        await self._store.hear(known.key, asserted)
        entity = await self._store.unmoved(known.key, version)
        if entity is None:
            raise Retryable(f"{known.key} is being written", after_s=5, counted=False)
        entity = _with_half(entity, digests)
        item = Ref(system="onec", kind="item", id=entity.key.partition(":")[2])
        back = [ItemTouched(ref=item, force=True)] if _put_back(entity, digests, self._edited) else []
        told = {group: digests[group] for group in digests if group in self._edited}
        force, at = message.force, message.compared_at
        found = (
            publication(entity.groups, told, version, force=force, asserted=asserted, compared_at=at) if told else None
        )
        if found is None:
            return HandlerResult(back)
        await self._store.announce(entity.key, found.changed, version)
        fact = ProductChanged(product=product.with_(groups=found.stamps))
        remember = partial(self._store.store_published, entity.key, version, found.digests)
        return HandlerResult([fact, *back], then=remember)

    def _told(self, entity: Record, digests: Mapping[ProductGroup, str]) -> bool:
        """Tell whether people have edited in a product what the rules send to 1C."""
        return any(
            entity.groups.get(group, NOTHING).digest != digests[group] for group in digests if group in self._edited
        )

    async def _typed(self, ref: Ref) -> HandlerResult:
        properties = [name for name in (self._article, self._barcode) if name]
        rows = await self._catalogue.products("id", ref.id, properties)
        original = await self._original(rows[0]) if rows else ""
        if not rows or not (original or is_typed(rows[0])):
            return HandlerResult()
        row = rows[0]
        unit = await self._catalogue.unit_code(identity(row.get("measure")))
        rate = await self._catalogue.rate(identity(row.get("vatId")))
        here = await self._catalogue.code_properties(properties, identity(row.get("iblockId")))
        article, barcode = here.get(self._article, ""), here.get(self._barcode, "")
        product = read_typed(row, unit=unit, rate=rate, article=article, barcode=barcode)
        return HandlerResult(publish=(ProductChanged(product=product.with_(external_code=original)),))

    async def _original(self, row: Row) -> str:
        """Return the item whose key a product was copied with, as an older product that is there stands for it.

        Returns:
            its reference; empty: it is no copy, or nobody knows.
        """
        item = item_key(row) if self._fills else ""
        known = await self._store.get(f"item:{item}") if item else None
        if known is None or not known.ref or int(known.ref) >= int(row["id"]):
            return ""
        there = await self._catalogue.products("id", known.ref)
        return item if any(one.get("iblockId") == row.get("iblockId") for one in there) else ""


def _is_whole(entity: Record) -> bool:
    """Tell whether a product stands for an item, and not for one in a characteristic."""
    return entity.key.startswith("item:") and "#" not in entity.key


def _with_half(entity: Record, digests: Mapping[ProductGroup, str]) -> Record:
    """Return what is remembered of a product, with what a change without an answer has left: nobody's edit."""
    return replace(entity, groups=dict(entity.groups) | entity.left_unheard(digests))


def _put_back(entity: Record, digests: Mapping[ProductGroup, str], edited: Collection[ProductGroup]) -> bool:
    """Tell whether people have edited in a product what is 1C's alone; of what was never compared nobody knows."""
    held = {group: entity.groups.get(group, NOTHING).digest for group in digests if group not in edited}
    return any(digest is not None and digest != digests[group] for group, digest in held.items())
