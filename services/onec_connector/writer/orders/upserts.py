"""`order.upsert`: the one command of 1C's side."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from services.onec_connector import metrics
from services.onec_connector.base.errors import BaseBarredError, BaseExists
from services.onec_connector.base.posting import NotPosted, post
from services.onec_connector.memory.order import Order
from services.onec_connector.writer.orders.cancelling import cancel
from services.onec_connector.writer.orders.changing import change
from services.onec_connector.writer.orders.creating import adopt, create
from services.onec_connector.writer.orders.desk import (
    CANCEL_STEP,
    CREATE_STEP,
    POST_STEP,
    OrderDesk,
    OrderVisit,
    is_stale,
    note,
    number_of,
    outcome,
    stage_known,
)
from services.onec_connector.writer.orders.overtaken import Opening
from services.onec_connector.writer.orders.owed import recall
from services.onec_connector.writer.orders.sending import restore
from services.onec_connector.writer.partners.newcomers import order_key
from services.onec_connector.writer.refusal import OrderRefusal, no_right, not_understood
from shared.bus.done import Done
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import ChoicesChanged, DealTouched
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.ring.told import Told

_log = structlog.get_logger(__name__)


class OrderWriter:
    """Carries commands out, one at a time for an order."""

    def __init__(self, desk: OrderDesk) -> None:
        self._desk = desk
        self._opening = Opening()

    def opened(self, since: datetime) -> None:
        """1C answers (again): what was decided before may be overtaken by what managers did meanwhile."""
        self._opening.opened(since)

    def handlers(self) -> Handlers:
        """Tell which message goes to which handler."""
        return (on(OrderUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: OrderUpsert) -> Done:
        """Make the order of a deal as the command says.

        Raises:
            Retryable: 1C does not answer, or somebody edits the order just now.
        """
        _, entity = await self._desk.store.begin_write(message.key)
        visit = OrderVisit(message, entity, overtaken=self._opening.has_overtaken(envelope))
        try:
            done = await self._allowed(visit)
            if visit.sent_back:
                self._opening.send_back(envelope)
        except OrderRefusal as refusal:
            done = await self._refuse(visit, refusal)
        except Exception:
            # Nothing was sent yet: readers need not step aside until this command comes again. An attempt to create is
            # remembered by its time.
            if not visit.sent and visit.step in {None, CREATE_STEP}:
                await self._desk.store.end_write(visit.key, {})
            raise
        if visit.sent or visit.told or visit.entity.fields.get("owed"):
            done = replace(done, then=partial(self._told, visit, done.then))
        if visit.sent and any(isinstance(told, OrderUpserted) for told in done.publish):
            metrics.order_written(envelope.began_at)
        return done

    async def _told(self, visit: OrderVisit, then: Callable[[], Awaitable[object]] | None) -> None:
        """What was owed is on the broker now; before that, a process that dies would take the words along."""
        if then is not None:
            await then()
        await self._desk.store.set_fields(visit.key, {"owed": None})
        if visit.stopped:
            await self._desk.store.freeze_told(visit.key)

    async def _allowed(self, visit: OrderVisit) -> Done:
        """Carry the command out; what no repetition can help becomes a refusal, so that the manager hears of it."""
        try:
            return await self._visit(visit)
        except Permanent as error:
            _log.exception("a command cannot be carried out", reason=error.reason)
            raise not_understood(error.sentence) from error
        except BaseBarredError as error:
            if error.everywhere:
                raise
            await self._desk.base.probe()  # raises where the password is wrong: that is nobody's order's fault
            _log.exception("a right is missing")
            raise no_right() from error

    async def _visit(self, visit: OrderVisit) -> Done:
        command, desk = visit.command, self._desk
        await self._repair(visit)
        await recall(desk, visit)
        if is_stale(visit):
            await desk.store.end_write(visit.key, {})
            return Done(publish=(outcome(visit, visit.entity.ref, None),) if visit.recalled else ())
        if command.wanted == "hold":
            return await self._nothing_wanted(visit)
        if visit.entity.ref is None and (ref := await adopt(desk, visit)):
            await self._adopted(visit, ref)
        if visit.entity.ref is None:
            return await self._newborn(visit)
        return await (cancel if command.wanted == "cancelled" else change)(desk, visit)

    async def _newborn(self, visit: OrderVisit) -> Done:
        if visit.command.wanted == "yes" and visit.command.may_create:
            if visit.overtaken:
                return await self._decide_anew(visit)
            return await self._created(visit)
        if visit.command.wanted == "cancelled":
            return await self._nothing_wanted(visit)
        await self._desk.store.end_write(visit.key, stage_known(visit))
        return Done()

    async def _created(self, visit: OrderVisit) -> Done:
        """Create it; one that is there already may be as an older command wanted it, so it is compared."""
        try:
            return await create(self._desk, visit)
        except BaseExists:
            await self._desk.keys.learn(honoured=True)
            visit.told, visit.pairs, visit.sent = [], [], False
            await self._adopted(visit, order_key(self._desk.portal_id, visit.key))
            return await change(self._desk, visit)

    async def _adopted(self, visit: OrderVisit, ref: str) -> None:
        """Take the order that an earlier run has created, and what it had to tell."""
        await self._desk.store.bind(visit.key, ref)
        await note(self._desk, visit, None)
        visit.entity = await self._bound(visit, ref)
        await recall(self._desk, visit)

    async def _decide_anew(self, visit: OrderVisit) -> Done:
        """Have the deal read once more instead of creating its order: it may have been parked while 1C was closed."""
        await self._desk.store.end_write(visit.key, {})
        visit.sent_back = True
        return Done(publish=(DealTouched(ref=visit.command.source, force=True),))

    async def _nothing_wanted(self, visit: OrderVisit) -> Done:
        """Leave everything as it is; a deal that was refused waits no longer."""
        await self._desk.store.end_write(visit.key, stage_known(visit))
        await self._desk.waits.drop(visit.command.source)
        return Done(publish=(outcome(visit, visit.entity.ref, None),))

    async def _repair(self, visit: OrderVisit) -> None:
        """Finish what a run that died left half done: whoever finds an unfinished step posts first."""
        if visit.entity.ref is None or visit.step not in {POST_STEP, CANCEL_STEP}:
            return
        if visit.step == CANCEL_STEP and visit.command.wanted == "cancelled":
            return  # goes on where the other one stopped
        if visit.step == POST_STEP:
            await self._post_again(visit)
        await note(self._desk, visit, None)
        visit.entity = await self._bound(visit, visit.ref)
        visit.sent = False

    async def _post_again(self, visit: OrderVisit) -> None:
        memo = visit.entity.writing.memo if visit.entity.writing else None
        visit.sent = True
        try:
            await post(self._desk.base, visit.ref)
        except NotPosted:
            if memo:
                await restore(self._desk, visit, memo)

    async def _bound(self, visit: OrderVisit, ref: str) -> Order:
        """Take the document again with its reference; the write that began goes on."""
        entity = await self._desk.store.get(visit.key)
        assert entity is not None  # noqa: S101 - the write that runs made it
        assert entity.ref == ref  # noqa: S101 - just stored
        return entity

    async def _refuse(self, visit: OrderVisit, refusal: OrderRefusal) -> Done:
        """Tell why, and remember what is waited for."""
        desk = self._desk
        number = await self._number(visit) if visit.entity.ref else None
        told = Told(topic="refusal", text=refusal.sentence(number))
        visit.told = [*(one for one in visit.told if one.topic == "order" or one in visit.recalled), told]
        await desk.store.end_write(visit.key, {})
        await desk.waits.put(visit.command.source, refusal.wants)
        desk.snapshots.dictionaries.forget()  # what was missing may be there when the deal is tried again
        offered = [ChoicesChanged(field="agreement", choices=refusal.choices)] if refusal.choices else []
        return Done(publish=(outcome(visit, visit.entity.ref, refusal.reason, refusal.doubts), *offered))

    async def _number(self, visit: OrderVisit) -> str:
        seen = await self._desk.snapshots.see(visit.ref)
        return number_of(seen) if seen else visit.order.number
