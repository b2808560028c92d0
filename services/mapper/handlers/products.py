"""The lane `directory`: items, groups, prices and products become commands, their outcomes pairs."""

from dataclasses import dataclass, replace

import structlog

from services.mapper import metrics, sentences
from services.mapper.doubts import follow_up
from services.mapper.links import Links
from services.mapper.translate import Pairs, translated, wanted_pairs
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.pairs import PAIR_KINDS
from shared.messages.ring.commands import ItemUpsert, PriceUpsert, ProductNote, ProductUpsert, SectionUpsert
from shared.messages.ring.facts import (
    GroupChanged,
    ItemChanged,
    ItemTouched,
    PriceChanged,
    PriceTouched,
    ProductChanged,
)
from shared.messages.ring.outcomes import (
    ItemRefused,
    ItemUpserted,
    Outcome,
    Pair,
    PriceRefused,
    PriceUpserted,
    ProductRefused,
    ProductUpserted,
    Refused,
    SectionUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DirectoryMapper:
    """The handlers of `mapper.directory` and what they need.

    Args:
        links: who is who.
        article_property, barcode_property: see `ProductUpsert`.
    """

    links: Links
    article_property: str = ""
    barcode_property: str = ""

    def handlers(self) -> Handlers:
        """Return the handler of each message about items, groups, products and prices."""
        return (
            on(ItemChanged, self.item_changed),
            on(GroupChanged, self.group_changed),
            on(ProductUpserted, self.product_upserted),
            on(SectionUpserted, self.section_upserted),
            on(ProductRefused, self.refused),
            on(PriceChanged, self.price_changed),
            on(PriceUpserted, self.price_upserted),
            on(PriceRefused, self.refused),
            on(ProductChanged, self.product_changed),
            on(ItemUpserted, self.item_upserted),
            on(ItemRefused, self.item_refused),
        )

    async def item_changed(self, envelope: Envelope, message: ItemChanged) -> HandlerResult:
        """Turn a changed item into a command for the portal, whose key is the item's, whoever had paired it before."""
        item = message.ref
        log.info("product wanted", key=item.key, journey=envelope.correlationid)
        return HandlerResult(publish=(await self.product_command(message),))

    async def product_command(self, message: ItemChanged) -> ProductUpsert:
        """Return the command that makes the portal's product of an item."""
        item = message.ref
        pairs = await self.links.counterparts([(PAIR_KINDS[item.kind], item), *wanted_pairs(message.product)])
        kind, made_of = PAIR_KINDS[item.kind], message.product.origin
        not_these = (await self.links.separated([(kind, item)])).get((kind, item.id), ())
        if made_of is not None and made_of.id in not_these:
            made_of = None
        product = translated(message.product, ref=_target(item, pairs) or made_of, pairs=pairs)
        return ProductUpsert(
            key=item.key,
            source=item,
            product=product,
            article_property=self.article_property,
            barcode_property=self.barcode_property,
            not_these=not_these,
        )

    async def group_changed(self, envelope: Envelope, message: GroupChanged) -> HandlerResult:
        """Turn a changed group of items into a command for the portal's section."""
        group = message.ref
        log.info("section wanted", key=group.key, journey=envelope.correlationid)
        pairs = await self.links.counterparts([(PAIR_KINDS[group.kind], group), *wanted_pairs(message.section)])
        section = translated(message.section, ref=_target(group, pairs), pairs=pairs)
        return HandlerResult(publish=(SectionUpsert(key=group.key, source=group, section=section),))

    async def price_changed(self, envelope: Envelope, message: PriceChanged) -> HandlerResult:
        """Turn an item's prices into a command for the product that stands for the item."""
        log.info("prices wanted", key=message.ref.key, journey=envelope.correlationid)
        return HandlerResult(publish=(await self.price_command(message),))

    async def price_command(self, message: PriceChanged) -> PriceUpsert:
        """Return the command that writes an item's prices in the portal."""
        source = message.ref
        item = Ref(system="onec", kind="item", id=source.id)
        pairs = await self.links.counterparts([(PAIR_KINDS[item.kind], item), *wanted_pairs(message.prices)])
        prices = translated(message.prices, ref=_target(item, pairs), pairs=pairs)
        return PriceUpsert(key=source.key, source=source, prices=prices)

    async def price_upserted(self, _envelope: Envelope, _message: PriceUpserted) -> HandlerResult:
        """Do nothing after prices were written: the pair follows from the item's own outcome."""
        return HandlerResult()

    async def product_upserted(self, _envelope: Envelope, message: ProductUpserted) -> HandlerResult:
        """Pair an item with the product it became; one that replaces a deleted product has no prices yet."""
        pair, item = _pair(message), message.source
        known = await self.links.counterparts([(PAIR_KINDS[item.kind], item)]) if pair else {}
        if pair is None or set(known.values()) <= {pair.b24}:
            return await self._settled(message)
        again = PriceTouched(ref=Ref(system="onec", kind="price", id=item.id), force=True)
        done = await follow_up(self.links, message, [pair], anew=True)

        async def settle() -> None:
            await self.links.settle(pair)
            if done.then is not None:
                await done.then()

        return replace(done, publish=(again, *done.publish), then=settle)

    async def section_upserted(self, _envelope: Envelope, message: SectionUpserted) -> HandlerResult:
        """Pair a group of items with the section it became."""
        return await self._settled(message)

    async def refused(self, _envelope: Envelope, message: Refused) -> HandlerResult:
        """Keep the refusal of an item or its prices as a dead letter for the administrator; a replay reads it anew.

        Raises:
            Permanent: unless a person's decision is waited for; the text is the refusal.
        """
        return await self._refused("b24", message)

    async def product_changed(self, envelope: Envelope, message: ProductChanged) -> HandlerResult:
        """Turn a product that people have typed, or edited where it has its item, into a command for 1C."""
        product = message.ref
        pairs = await self.links.counterparts([(product.kind, product), *wanted_pairs(message.product)])
        item = pairs.get((product.kind, product.id))
        if bool(item) is not bool(message.product.groups):
            return HandlerResult()  # it has its item already, or is no item's any more
        log.info("item wanted", key=product.key, journey=envelope.correlationid)
        ref = Ref(system="onec", kind="item", id=item) if item else None
        wanted = translated(message.product, ref=ref, pairs=pairs)
        key, known = ref.key if ref else product.key, (product.kind, product)
        not_these = (await self.links.separated([known])).get((product.kind, product.id), ())
        if ref is None and message.product.external_code:  # a copy, which bears its original's
            not_these = tuple(dict.fromkeys((*not_these, message.product.external_code)))
        return HandlerResult(publish=(ItemUpsert(key=key, source=product, product=wanted, not_these=not_these),))

    async def item_upserted(self, _envelope: Envelope, message: ItemUpserted) -> HandlerResult:
        """Pair the product with the item it became, and tell what there is to tell of an edit.

        An item that has a product already keeps it: whoever typed a second card of it, or copied the first, is told.
        The item is looked at with force, as its product may have been deleted, and the new card takes its place then.
        """
        first = await self._first_card(message)
        if first:
            told = (Told(topic="order", text=sentences.second_card(message.source.id, first)),)
            note = ProductNote(key=message.key, source=message.source, product=message.source, told=told)
            return HandlerResult(publish=(note, ItemTouched(ref=_item(message), force=True)))
        done = await self._settled(message)
        return replace(done, publish=(*_note(message), *done.publish))

    async def item_refused(self, _envelope: Envelope, message: ItemRefused) -> HandlerResult:
        """Keep 1C's refusal of a product's item as a dead letter; of a refused edit of the product its editor is told.

        A replay reads the product anew.

        Raises:
            Permanent: unless a person's decision is waited for; the text is the refusal.
        """
        if message.ref is not None:
            metrics.refused("onec", message.reason)
            return HandlerResult(publish=_note(message))
        return await self._refused("onec", message)

    async def _refused(self, system: System, message: Refused) -> HandlerResult:
        metrics.refused(system, message.reason)
        done = await follow_up(self.links, message, ())
        if message.doubts:
            return done
        words = " ".join(told.text for told in message.told)
        raise Permanent(words or message.reason, reason=metrics.counted(system, message.reason))

    async def _first_card(self, outcome: ItemUpserted) -> str:
        """Return the product that an item has already, where it is another one."""
        kind = outcome.source.kind
        known = await self.links.counterparts([(kind, _item(outcome))])
        first = known.get((kind, _item(outcome).id), "")
        return first if first != outcome.source.id else ""

    async def _settled(self, outcome: Outcome) -> HandlerResult:
        pair = _pair(outcome)
        if pair is None:
            return await follow_up(self.links, outcome, ())
        await self.links.settle(pair)
        return await follow_up(self.links, outcome, [pair])


def _note(outcome: Outcome) -> tuple[ProductNote, ...]:
    """Make a note to whoever has edited a product, if the outcome tells anything."""
    told, key = outcome.told, outcome.key
    return (ProductNote(key=key, source=outcome.source, product=outcome.source, told=told),) if told else ()


def _item(outcome: ItemUpserted) -> Ref:
    assert outcome.ref is not None  # noqa: S101 - the outcome of making or finding one
    return outcome.ref


def _pair(outcome: Outcome) -> Pair | None:
    if outcome.ref is None:
        return None
    source, ref = outcome.source, outcome.ref
    if source.system == "b24":
        return Pair(kind=source.kind, b24=source.id, onec=ref.id)
    return Pair(kind=PAIR_KINDS[source.kind], b24=ref.id, onec=source.id)


def _target(ref: Ref, pairs: Pairs) -> Ref | None:
    kind = PAIR_KINDS[ref.kind]
    counterpart = pairs.get((kind, ref.id))
    return Ref(system="b24", kind=kind, id=counterpart) if counterpart else None
