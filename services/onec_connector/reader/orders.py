"""The reader of 1C orders: `order.touched` → `order.changed`, `order.status` (docs/convergence.md)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import structlog

from services.onec_connector.memory.order import Order, OrderMemory, OrderStore
from services.onec_connector.memory.restated import restated
from services.onec_connector.memory.seen import SeenOrders
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import OrderSnapshots, Seen
from services.onec_connector.reader.sold import SoldItems
from services.onec_connector.reference.item_survivors import ItemSurvivors
from services.onec_connector.vocabulary.orders import OF_STATUS, deal_of, read_state
from services.onec_connector.vocabulary.reference import is_empty
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import group_digests, grown, heard, spoken
from shared.entities import Publication, publication
from shared.messages.envelope import Envelope
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.facts import Fact, OrderChanged, OrderStatus, OrderTouched
from shared.messages.ring.message import Message
from shared.messages.things import OrderState, Ref
from shared.process.quiet import look_or_wait
from shared.rules import Rules
from shared.rules.stages import consequence

_log = structlog.get_logger(__name__)

_PARTNERS_KEPT = 5
_OTHERS_ASKED, _OTHERS_ENOUGH = 20, 5


class OrderReader:
    """Publishes orders of 1C that differ from what was published last."""

    def __init__(
        self,
        snapshots: OrderSnapshots,
        store: OrderStore,
        polled: SeenOrders,
        rules: Rules,
        sold: SoldItems,
        survivors: ItemSurvivors,
    ) -> None:
        self._snapshots = snapshots
        self._store = store
        self._polled = polled
        self._rules = rules
        self._sold = sold
        self._survivors = survivors

    async def key(self, message: Message) -> str:
        """Return the birth key under which an order's message is handled, the same for reader and writer."""
        if isinstance(message, OrderTouched):
            entity = await self._store.find(message.ref.id)
            return entity.key if entity else message.subject
        return message.subject

    def handlers(self) -> Handlers:
        """Return the handler of `order.touched`."""
        return (on(OrderTouched, self.touched),)

    async def touched(self, _envelope: Envelope, message: OrderTouched) -> HandlerResult:
        """Read a touched order of 1C and publish what changed.

        Raises:
            Retryable: it is being written just now.
        """
        order = message.ref.id
        entity = await self._store.find(order) or await self._newcomer(order)
        if entity is None:
            _log.info("a touched order is not there", gone=message.gone)
            return HandlerResult()
        return await look_or_wait(partial(self._look, entity.key, message), message.subject)

    async def _look(self, key: str, message: OrderTouched) -> HandlerResult | None:
        """Read a touched order of 1C once; None: it was written meanwhile, read again."""
        order = message.ref.id
        taken = await self._store.take_version(key, ref=order)
        seen = await self._snapshots.see(order)
        if seen is None:
            return await self._gone(key, taken.version, message)
        await self._store.hear(key, message.asserted)
        current = await self._store.unmoved(key, taken.version)
        return await self._publish(current, seen, taken.version, message) if current is not None else None

    async def _gone(self, key: str, version: int, message: OrderTouched) -> HandlerResult | None:
        """Publish an order that 1C has no more as a withdrawn one; None: it was written meanwhile, look again.

        An order whose state was never published may not be in 1C yet: its create is not confirmed.
        """
        entity = await self._store.unmoved(key, version)
        if entity is None:
            return None
        if OrderGroup.STATE not in entity.groups:
            return HandlerResult()
        order = _as_gone(message.ref, entity)
        digests = group_digests(order, {OrderGroup.STATE})
        found = publication(entity.groups, digests, version, force=message.force)
        if found is None:
            return HandlerResult()
        if not await self._is_same_base(message.ref.id):
            _log.error("1C has none of the orders it had; is DEALBUS_ONEC_URL another base?", order=message.ref.id)
            return HandlerResult()
        _log.warning("a linked order is not in 1C any more", key=key, order=message.ref.id)
        await self._store.announce(key, found.changed, version)

        async def then() -> None:
            await self._store.store_published(key, version, found.digests)
            await self._store.set_fields(key, {"provisional_since": None})
            await self._polled.told(message.ref.id, None)

        return HandlerResult(publish=(OrderStatus(order=order.with_(groups=found.stamps)),), then=then)

    async def _is_same_base(self, order: str) -> bool:
        """Tell whether 1C still has any of the orders that were seen lately: another base has none of them."""
        others = await self._polled.others(order, _OTHERS_ASKED)
        return len(others) < _OTHERS_ENOUGH or await self._snapshots.has_any(others)

    async def would_tell(self, seen: Seen) -> OrderChanged | None:
        """Return what a forced read of a 1C order would publish; nothing is stored.

        Returns:
            None: it is a draft that is nobody's business yet.

        Raises:
            Retryable: it is being created just now.
        """
        order = str(seen.document[standard.REF])
        entity = await self._store.find(order) or await self._newcomer(order)
        if entity is None or _is_new_draft(entity, seen):
            return None
        since = provisional_since(entity, seen, self._rules)
        told = await self._snapshots.tell(seen, provisional_since=since, whole=True)
        groups = restated(entity.groups, told, seen.document)
        told = spoken(told, entity.fields.get("filled") or ())
        digests = group_digests(told, heard(self._snapshots.published(entity.key), told, groups))
        found = publication(groups, digests, entity.version + 1, force=True)
        assert found is not None  # noqa: S101 - forced
        return OrderChanged(order=with_stamps(by_bus(told, entity), found, frozenset(found.stamps)))

    async def _newcomer(self, order: str) -> Order | None:
        """Find the pair of a 1C order seen for the first time, by the deal it says it was made from."""
        seen = await self._snapshots.see(order)
        if seen is None:
            return None
        deal = deal_of(seen.document)
        if deal is not None:
            known = await self._store.get(deal.key)
            if known is not None and known.writing is not None and known.ref is None:
                raise Retryable("the order is being created", after_s=5, counted=False)
            if known is None or known.ref in (None, order):
                return known or Order(key=deal.key)
        return Order(key=f"order:{order}")

    async def _publish(self, entity: Order, seen: Seen, version: int, message: OrderTouched) -> HandlerResult:
        if _is_new_draft(entity, seen):
            return HandlerResult()
        since = provisional_since(entity, seen, self._rules)
        order = await self._snapshots.tell(seen, provisional_since=since)
        groups = restated(entity.groups, order, seen.document)
        await self._store.renew(entity.key, entity.groups, groups)
        filled = entity.fields.get("filled") or ()
        order = spoken(order, filled)
        digests = group_digests(order, heard(self._snapshots.published(entity.key), order, groups))
        groups = dict(groups) | entity.left_unheard(digests)
        found = publication(
            groups, digests, version, force=message.force, asserted=message.asserted, compared_at=message.compared_at
        )
        if found is None:
            return HandlerResult()
        told = await self._fact(found, seen, by_bus(order, entity))
        await self._store.announce(entity.key, found.changed, version)
        fields: OrderMemory = {"provisional_since": since, "filled": grown(filled, order.extra) or None}
        if isinstance(told, OrderChanged):
            fields["too_long"] = None
        remember = self.remember(entity, version, found, seen, fields)
        hints = await self._sold.unheard(told.order) if OrderGroup.ROWS in found.changed else []

        async def then() -> None:
            await self._sold.note(hints)
            await remember()

        return HandlerResult(publish=(told, *hints), then=then)

    async def _fact(self, found: Publication[OrderGroup], seen: Seen, order: SalesOrder) -> Fact:
        if found.changed and found.changed <= OF_STATUS:
            return OrderStatus(order=with_stamps(order, found, OF_STATUS))
        since = order.state.provisional_since if order.state else None
        whole = await self._snapshots.tell(seen, provisional_since=since, whole=True)
        whole = whole.with_(extra=order.extra, priced=order.priced)
        return OrderChanged(order=with_stamps(whole, found, frozenset(found.stamps)))

    def remember(
        self, entity: Order, version: int, found: Publication[OrderGroup], seen: Seen, fields: OrderMemory
    ) -> Callable[[], Awaitable[None]]:
        """Return what stores an order's published digests, once its fact is on its way."""
        now = _sold_in(seen)
        fields = {**fields, "had": _had(entity, seen), "sold": now or None, **_by_people(entity, seen)}
        fields["number"] = str(seen.document[names.NUMBER] or "").strip() or None

        async def store() -> None:
            await self._store.store_published(entity.key, version, found.digests)
            if any(entity.fields.get(name) != value for name, value in fields.items()):
                await self._survivors.note(entity.fields.get("sold") or {}, now)
                await self._store.set_fields(entity.key, fields)
            await self._polled.told(str(seen.document[standard.REF]), seen.register)

        return store

    async def status_after_write(self, entity: Order, seen: Seen) -> tuple[OrderStatus, Callable[[], Awaitable[None]]]:
        """Publish an order's state and figures after a write of ours, even if unchanged (R4–R6).

        Args:
            entity: the document after the write ended.
            seen: read back after the write.
        """
        since = provisional_since(entity, seen, self._rules)
        order = await self._snapshots.tell(seen, provisional_since=since)
        found = publication(entity.groups, group_digests(order, OF_STATUS), entity.version, force=True)
        assert found is not None  # noqa: S101 - forced
        await self._store.announce(entity.key, found.changed, entity.version)
        told = by_bus(order, entity)
        return OrderStatus(order=with_stamps(told, found, OF_STATUS)), self.remember(
            entity, entity.version, found, seen, {"provisional_since": since}
        )


def _as_gone(ref: Ref, entity: Order) -> SalesOrder:
    """Return what is told of an order that 1C has no more: withdrawn, nothing paid nor shipped by it."""
    number = entity.fields.get("number") or ""
    return SalesOrder(ref=ref, number=number, phase="cancelled", deleted=True, posted=False, state=OrderState())


def _had(entity: Order, seen: Seen) -> Sequence[str] | None:
    had, now = entity.fields.get("had") or (), str(seen.document[names.PARTNER])
    return had if is_empty(now) or now in had[-1:] else [*had, now][-_PARTNERS_KEPT:]


def _by_people(entity: Order, seen: Seen) -> OrderMemory:
    """Return what to remember of what people did to a 1C order: they posted it, or took the bus's mark away."""
    taken = entity.fields.get("cancelled")
    if seen.posted:
        return {"posted": True, "cancelled": None, "overruled": True} if taken else {"posted": True}
    return {"cancelled": "unpost"} if taken == "mark" and not seen.document[standard.MARKED] else {}


def _sold_in(seen: Seen) -> dict[str, str]:
    """Return the item of each row of a 1C order by the row's code, which 1C keeps while the row lives."""
    rows = seen.document.get(names.LINES) or ()
    return {str(row[names.ROW_CODE]): str(row[names.ITEM]) for row in rows if not is_empty(row[names.ITEM])}


def _is_new_draft(entity: Order, seen: Seen) -> bool:
    """Tell whether an order typed in 1C is still a draft, which nobody hears of until it is posted (R14).

    What is not published keeps no digest, so the first look after posting tells the whole order.
    """
    return not entity.groups and not seen.posted and not deal_of(seen.document)


def by_bus(order: SalesOrder, entity: Order) -> SalesOrder:
    """Return an order marked with whether its rows are as the bus left them with 1C's prices."""
    priced = None if entity.fields.get("held") else entity.fields.get("priced")
    return order.with_(priced=True) if priced == group_digests(order, [OrderGroup.ROWS])[OrderGroup.ROWS] else order


def provisional_since(entity: Order, seen: Seen, rules: Rules) -> datetime | None:
    """Return since when 1C has not recalculated an order's figures; None if they are final."""
    order = SalesOrder(posted=seen.posted, state=read_state(seen.document, seen.register))
    if consequence(order, rules) != "provisional":
        return None
    return entity.fields.get("provisional_since") or datetime.now(UTC).replace(microsecond=0)


def with_stamps(order: SalesOrder, found: Publication[OrderGroup], groups: frozenset[OrderGroup]) -> SalesOrder:
    """Put the stamps of the published groups into an order's snapshot."""
    return order.with_(groups={group: stamp for group, stamp in found.stamps.items() if group in groups})
