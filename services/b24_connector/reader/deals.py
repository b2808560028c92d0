"""The reader of deals: `deal.touched` → `deal.changed` (docs/convergence.md, "Reader")."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import structlog

from services.b24_connector.memory.deal import Deal, DealMemory, DealStore, has_order
from services.b24_connector.memory.half import left_standing
from services.b24_connector.portal import Portal, PortalMissing
from services.b24_connector.reader.awaited import awaited
from services.b24_connector.reader.births import DealBirths, formerly, origin_of, without_foreign_origin
from services.b24_connector.reader.bookkeeping import bookkeeping
from services.b24_connector.reader.corrections import seen_requisite, with_corrections
from services.b24_connector.reader.echo import comes_back
from services.b24_connector.reader.organisations import with_organisation
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reader.unreadable import UNREAD, TellUnreadable, fail_once, note_read
from services.b24_connector.vocabulary.amounts import amount_of, stated_of
from services.b24_connector.vocabulary.deals import HEADER_ONLY, read_stage
from services.b24_connector.vocabulary.values import identity, is_yes, moment
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import group_digests, grown, heard, renewed, spoken
from shared.entities import Publication, differing, publication
from shared.messages.envelope import Envelope
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.facts import DealChanged, DealTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref, Stage
from shared.process.quiet import look_or_wait
from shared.rules import Rules

Row = Mapping[str, Any]
UnsetAmount = Callable[[str, str], Awaitable[None]]
TellSums = Callable[[Deal, SalesOrder, Row], Awaitable[None]]
MERGE_AFTER = timedelta(seconds=1)
REMEMBERED_READS = 20_000
ECHO = HandlerResult()
"""Nothing but the header was looked at: it says nothing of what earlier touches are about."""
log = structlog.get_logger()


@dataclass(frozen=True)
class _Look:
    """A deal as it was read, with the version and the portal's time taken before."""

    entity: Deal
    item: Row
    order: SalesOrder
    begun: datetime
    message: DealTouched


class DealReader:
    """Publishes deals that differ from what was published last.

    Args:
        portal: for counting this handler as one at work.
        deals: reads them.
        store: what is remembered of them.
        rules: pipelines, cut-off.
        unset_amount: of the writer; gives the amount of a deal, by birth key and id, back to the portal.
        tell_sums: of the writer; tells where a deal just read, or its invoice, is on another sum than its order.
        tell_unreadable: of the writer; tells in an edited deal that it could not be read.
    """

    def __init__(  # noqa: PLR0913 - wired once
        self,
        portal: Portal,
        deals: DealSnapshots,
        store: DealStore,
        rules: Rules,
        *,
        unset_amount: UnsetAmount,
        tell_sums: TellSums,
        tell_unreadable: TellUnreadable[DealTouched],
    ) -> None:
        self._portal = portal
        self._deals = deals
        self._store = store
        self._births = DealBirths(portal, store)
        self._rules = rules
        self._unset_amount = unset_amount
        self._tell_sums = tell_sums
        self._tell_unreadable = tell_unreadable
        self._read_at: dict[str, datetime] = {}

    async def key(self, message: Message) -> str:
        """Return the birth key under which a deal's message is handled, the same for reader and writers."""
        if isinstance(message, DealTouched):
            entity = await self._store.find(message.ref.id)
            return entity.key if entity else message.subject
        return message.subject

    def handlers(self) -> Handlers:
        """Return the handler of `deal.touched`."""
        return (on(DealTouched, self.touched),)

    async def touched(self, envelope: Envelope, message: DealTouched) -> HandlerResult:
        """Read a touched deal and publish it if it differs from what was published last.

        Raises:
            Retryable: it is being written; uncounted.
            PortalRefusal, UnreadableRecord: it cannot be read, and this message is the one that says so.
        """
        read_at = self._read_at.get(message.ref.id)
        begun = datetime.now(UTC)
        # One in the future was noted by a clock that has been set right since, and says nothing.
        if read_at and not message.force and envelope.time + MERGE_AFTER < read_at <= begun:
            return HandlerResult()  # a read that began after this touch has seen what it is about
        with self._portal.visit():
            look = partial(look_or_wait, partial(self._look, message), message.subject)
            done = await fail_once(look, self._store, envelope, message, tell=self._tell_unreadable)
        if done is ECHO or done is UNREAD:
            return done
        if not done.publish:
            self._remember(message.ref.id, begun)
            return done
        return HandlerResult(done.publish, then=partial(self._confirmed, message.ref.id, begun, done.then))

    async def would_tell(self, deal: str) -> DealChanged | None:
        """Return what a forced read of a deal would publish; nothing is stored.

        Returns:
            None: there is no such deal, or it is of no pipeline of ours.
        """
        ref, item = Ref(system="b24", kind="deal", id=deal), await self._deals.header(deal)
        if item is None:
            return None
        entity = await self._store.find(deal)
        if entity is None:
            key = await self._births.key(item, ref, self._deals.fields)
            entity = await self._store.get(key) or Deal(key)
        if not self._is_ours(item, entity):
            return None
        order = await self._snapshot(entity, item, history=self._asks_history(entity, item))
        if entity.fields.get("stated") == stated_of(item):
            order = order.with_(stated_total=None)  # an amount the bus has set is nobody's word
        groups = with_corrections(renewed(entity.groups, order), entity.fields, seen_requisite(order))
        order = await without_foreign_origin(self._store, entity, order)
        told = spoken(order, entity.fields.get("filled") or ())
        digests = group_digests(told, heard(self._deals.published(entity.key), told, groups))
        found = publication(groups, digests, entity.version + 1, force=True)
        return DealChanged(order=told.with_(groups=found.stamps)) if found else None

    async def _confirmed(self, deal: str, begun: datetime, then: Callable[[], Awaitable[object]] | None) -> None:
        """Store, once the broker has the fact, that earlier hints about the deal are answered."""
        if then is not None:
            await then()
        self._remember(deal, begun)

    def _remember(self, deal: str, begun: datetime) -> None:
        self._read_at.pop(deal, None)
        self._read_at[deal] = begun
        if len(self._read_at) > REMEMBERED_READS:
            del self._read_at[next(iter(self._read_at))]

    async def _look(self, message: DealTouched) -> HandlerResult | None:
        """Read a deal once; None: it was written meanwhile, read again."""
        ref = message.ref
        known = await self._store.find(ref.id)
        begun = self._portal.now
        entity = await self._store.take_version(known.key if known else ref.key)
        if known is None and entity.ref not in {None, ref.id}:
            return HandlerResult()  # the deal that it was has been restored under that id
        item = await self._deals.header(ref.id)
        if item is None or not self._is_ours(item, entity):
            await note_read(self._store, entity)
            return await self._gone(entity, ref) if item is None else HandlerResult()
        if known is None and await self._births.bind(item, ref, self._deals.fields) != entity.key:
            return None
        if not message.force and await self._is_echo(entity, item):
            await self._store.set_fields(entity.key, {"last_write": None})  # it answers one touch
            return ECHO
        order = await self._whole(entity, item)
        if order is None:
            return None
        seen = await self._without_our_amount(entity, item, order)
        await self._tell_sums(entity, order, item)
        return await self._publish(_Look(entity, item, seen, begun, message)) if seen else None

    async def _whole(self, entity: Deal, item: Row) -> SalesOrder | None:
        """Read what belongs to a deal; None: it was deleted, or its rows edited, after its header was read."""
        try:
            order = await self._snapshot(entity, item, history=self._asks_history(entity, item))
        except PortalMissing:
            return None
        await note_read(self._store, entity)
        return None if order.shown_total is not None and await self._is_torn(item) else order

    async def _is_torn(self, item: Row) -> bool:
        """Tell whether a deal's rows, which do not make its amount, are of another one by now."""
        now = await self._deals.header(identity(item["id"]))
        return now is not None and amount_of(now) != amount_of(item)

    async def _without_our_amount(self, entity: Deal, item: Row, order: SalesOrder) -> SalesOrder | None:
        """Return the deal without an amount that the bus set; None if that was wrong and is unset: read again."""
        if entity.fields.get("stated") != stated_of(item) or entity.writing is not None:
            return order
        if not differing(renewed(entity.groups, order), group_digests(order, {OrderGroup.ROWS})):
            return order.with_(stated_total=None)
        await self._unset_amount(entity.key, order.number)
        return None

    def _is_ours(self, item: Row, entity: Deal) -> bool:
        """Tell whether a deal is in the exchange: no template of recurring deals, no foreign pipeline."""
        if is_yes(item.get("isRecurring")):
            return False
        return read_stage(item).pipeline in self._rules.pipelines or bool(entity.groups)

    async def _is_echo(self, entity: Deal, item: Row) -> bool:
        """Tell whether a read only finds our own write, and no field of the deal's header differs."""
        if not comes_back(entity.fields.get("last_write"), item):
            return False
        order = await self._snapshot(entity, item, rows=False, parties=False)
        groups = heard(HEADER_ONLY & self._deals.published(entity.key), order, entity.groups)
        return not differing(entity.groups, group_digests(order, groups))

    def _asks_history(self, entity: Deal, item: Row) -> bool:
        """Tell whether to read a deal's stage history: it stands behind «Заказ в работе» without an order (R2)."""
        if has_order(entity):
            return False
        created = moment(item.get("createdTime"))
        young = created is None or created >= self._rules.cutoff
        return young and self._rules.is_behind_work(read_stage(item))

    async def _snapshot(self, entity: Deal, item: Row, **parts: bool) -> SalesOrder:
        order = with_organisation(await self._deals.snapshot(item, **parts), item, entity, self._deals.fields)
        return order.with_(formerly=formerly(entity, str(item["id"])))

    async def _publish(self, look: _Look) -> HandlerResult | None:
        entity, order, hint = look.entity, look.order, look.message
        await self._store.hear(entity.key, hint.asserted)
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        groups = renewed(now.groups, order)
        await self._store.renew(now.key, now.groups, groups)
        requisite = seen_requisite(order)
        groups = dict(with_corrections(groups, now.fields, requisite)) | left_standing(now, order)
        awaits = awaited(order)
        waited = bool(now.fields.get("waiting")) and now.fields.get("awaits", awaits) != awaits
        force = hint.force or waited or bool(now.fields.get("restored"))
        filled, at = now.fields.get("filled") or (), hint.compared_at
        told = spoken(await without_foreign_origin(self._store, entity, order), filled)
        digests = group_digests(told, heard(self._deals.published(entity.key), told, groups))
        groups = groups | now.left_unheard(digests)
        found = publication(groups, digests, entity.version, force=force, asserted=hint.asserted, compared_at=at)
        fields: DealMemory = {
            **bookkeeping(look.item, look.order, look.begun, now),
            "awaits": awaits,
            "requisite": requisite,
            "filled": grown(filled, order.extra) or None,
            "restored": None,
            "too_long": None,
        }
        if found is None:
            await self._store_changes(now, fields)
            return HandlerResult()
        await self._store.announce(now.key, found.changed, entity.version)
        fact = DealChanged(order=told.with_(groups=found.stamps))
        return HandlerResult([fact], then=lambda: self._published(now, entity.version, found, fields))

    async def _published(self, now: Deal, version: int, found: Publication[OrderGroup], fields: DealMemory) -> None:
        await self._store.store_published(now.key, version, found.digests)
        await self._store_changes(now, fields)

    async def _store_changes(self, now: Deal, fields: DealMemory) -> None:
        changed = {name: value for name, value in fields.items() if now.fields.get(name) != value}
        await self._store.set_fields(now.key, cast("DealMemory", changed))

    async def _gone(self, entity: Deal, ref: Ref) -> HandlerResult | None:
        """Publish a deleted deal as a cancelled one, if it was ever published."""
        born = entity.fields.get("born")
        if not entity.groups and not born:
            return HandlerResult()
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        order = SalesOrder(ref=ref, origin=origin_of(entity.key), number=ref.id, phase="cancelled", deleted=True)
        order = order.with_(formerly=formerly(entity, ref.id))
        if born:
            stage = Stage(pipeline=born["pipeline"], id=born["stage"], semantic="F")
            order = order.with_(dated=moment(born.get("dated")), stage=stage)
        found = publication(now.groups, group_digests(order, {OrderGroup.STAGE}), entity.version)
        if found is None:
            return HandlerResult()
        await self._store.announce(now.key, found.changed, entity.version)
        fact = DealChanged(order=order.with_(groups=found.stamps))
        return HandlerResult([fact], then=lambda: self._published(now, entity.version, found, {"gone": True}))
