"""Handles `order.upsert`, the one order command to 1C: makes, changes, takes back, repairs or refuses."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from services.onec_connector import metrics
from services.onec_connector.base.errors import BaseBarredError, BaseExists
from services.onec_connector.base.posting import NotPosted, post
from services.onec_connector.memory.order import Order
from services.onec_connector.writer.computed_keys import order_key
from services.onec_connector.writer.orders.being_corrected import let_be_corrected
from services.onec_connector.writer.orders.cancelling import cancel, forget_unless_done
from services.onec_connector.writer.orders.changing import change
from services.onec_connector.writer.orders.context import (
    CANCEL_STEP,
    POST_STEP,
    OrderContext,
    OrderRun,
    is_stale,
    note,
    number_of,
    release,
    stage_known,
)
from services.onec_connector.writer.orders.creating import adopt, create
from services.onec_connector.writer.orders.making import recall_made
from services.onec_connector.writer.orders.outcomes import outcome
from services.onec_connector.writer.orders.overtaken import Opening
from services.onec_connector.writer.orders.owed import holds_what_was_sent, left_in, recall
from services.onec_connector.writer.orders.plan import EditedMeanwhileError
from services.onec_connector.writer.orders.sending import restore
from services.onec_connector.writer.refusal import OrderRefusal, no_right, not_understood
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.facts import ChoicesChanged, DealTouched
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.ring.told import Told

_log = structlog.get_logger(__name__)


class OrderWriter:
    """Carries order commands out, one at a time for each order."""

    def __init__(self, context: OrderContext) -> None:
        self._context = context
        self._opening = Opening()

    def opened(self, since: datetime) -> None:
        """Note for the writer of orders that 1C answers (again): what was decided before may be overtaken."""
        self._opening.opened(since)

    def handlers(self) -> Handlers:
        """Return the handler of `order.upsert`."""
        return (on(OrderUpsert, self.upserted),)

    async def upserted(self, envelope: Envelope, message: OrderUpsert) -> HandlerResult:
        """Make the 1C order of a deal as the command says.

        Raises:
            Retryable: 1C does not answer, or somebody edits the order just now.
        """
        entity = await self._context.store.begin_write(message.key)
        run = OrderRun(message, entity, overtaken=self._opening.has_overtaken(envelope))
        try:
            done = await self._allowed(run)
            if run.sent_back:
                self._opening.send_back(envelope)
        except OrderRefusal as refusal:
            if let_be_corrected(envelope, run, refusal, companies=self._context.options.companies):
                await release(self._context, run)
                raise Retryable("the client is being corrected in 1C", after_s=5, counted=False) from refusal
            done = await self._refuse(run, refusal)
        except EditedMeanwhileError as error:  # whoever publishes that steps aside for as long as this write is open
            await self._context.store.end_write(run.key, error.left)
            raise
        except Exception:
            if not run.sent:  # else readers step aside until this command comes again
                await release(self._context, run)
            raise
        if not run.sent_back and (run.sent or run.told or run.entity.fields.get("owed")):
            done = replace(done, then=partial(self._told, run, done.then))
        if run.sent and any(isinstance(told, OrderUpserted) for told in done.publish):
            metrics.order_written(envelope.began_at)
        return done

    async def _told(self, run: OrderRun, then: Callable[[], Awaitable[object]] | None) -> None:
        """Forget the order's owed words, which are on the broker now."""
        if then is not None:
            await then()
        await self._context.store.set_fields(run.key, {"owed": None, "making": run.making or None})
        if run.stopped:
            await self._context.store.freeze_told(run.key)

    async def _allowed(self, run: OrderRun) -> HandlerResult:
        """Carry an order command out; what no repetition can help becomes a refusal that the manager reads."""
        try:
            return await self._visit(run)
        except Permanent as error:
            _log.exception("a command cannot be carried out", reason=error.reason)
            raise not_understood(error.sentence) from error
        except BaseBarredError as error:
            if error.everywhere:
                raise
            await self._context.base.probe()  # raises where the password is wrong: that is nobody's order's fault
            _log.exception("a right is missing")
            raise no_right() from error

    async def _visit(self, run: OrderRun) -> HandlerResult:
        command, context = run.command, self._context
        await self._repair(run)
        run.making = {**(run.entity.fields.get("making") or {})}
        await recall_made(context, run)
        await recall(context, run)
        if is_stale(run):
            await release(context, run)
            return HandlerResult(publish=(outcome(run, run.entity.ref, None),) if run.recalled else ())
        if command.wanted == "hold":
            return await self._nothing_wanted(run)
        if run.entity.ref is None and (ref := await adopt(context, run)):
            await self._adopted(run, ref)
        if run.entity.ref is None:
            return await self._newborn(run)
        return await (cancel if command.wanted == "cancelled" else change)(context, run)

    async def _newborn(self, run: OrderRun) -> HandlerResult:
        if run.command.wanted != "yes" or not run.command.may_create:
            return await self._nothing_wanted(run)
        return await (self._decide_anew if run.overtaken else self._created)(run)

    async def _created(self, run: OrderRun) -> HandlerResult:
        """Create the 1C order of a deal; one that an older command created already is compared."""
        try:
            return await create(self._context, run)
        except BaseExists:
            await self._context.keys.learn(honoured=True)
            run.told, run.pairs, run.sent = [], [], False
            await self._adopted(run, order_key(self._context.portal_id, run.key))
            return await change(self._context, run)

    async def _adopted(self, run: OrderRun, ref: str) -> None:
        """Take over the 1C order that an earlier run has created, and what it had to tell."""
        await self._context.store.bind(run.key, ref)
        run.entity = await self._bound(run, ref)
        await recall(self._context, run)

    async def _decide_anew(self, run: OrderRun) -> HandlerResult:
        """Have the deal read again instead of creating its order: it may have moved while 1C was closed."""
        await self._context.store.end_write(run.key, {})
        run.sent_back = True
        return HandlerResult(publish=(DealTouched(ref=run.command.source, force=True),))

    async def _nothing_wanted(self, run: OrderRun) -> HandlerResult:
        """Leave the 1C order as it is; a deal that was refused waits no longer."""
        await release(self._context, run, stage_known(run))
        await self._context.waits.drop(run.command.source)
        return HandlerResult(publish=(outcome(run, run.entity.ref, None),))

    async def _repair(self, run: OrderRun) -> None:
        """Finish an order's write that a dead run left half done: whoever finds an unfinished step posts first."""
        if run.entity.ref is None or run.step not in {POST_STEP, CANCEL_STEP}:
            return
        if run.step == CANCEL_STEP and run.command.wanted == "cancelled":
            return  # goes on where the other one stopped
        if run.step == POST_STEP:
            await self._post_again(run)
        else:
            await forget_unless_done(self._context, run, await self._context.snapshots.see(run.ref))
        await note(self._context, run, None)
        run.entity = await self._bound(run, run.ref)
        run.sent = False

    async def _post_again(self, run: OrderRun) -> None:
        memo = run.entity.writing.memo if run.entity.writing else None
        run.sent = True
        try:
            await post(self._context.base, run.ref)
        except NotPosted:
            if memo and await holds_what_was_sent(self._context, run):
                await restore(self._context, run, memo)

    async def _bound(self, run: OrderRun, ref: str) -> Order:
        """Read the order's document again, now that it has its reference; the write that began goes on."""
        entity = await self._context.store.get(run.key)
        assert entity is not None  # noqa: S101 - the write that runs made it
        assert entity.ref == ref  # noqa: S101 - just stored
        return entity

    async def _refuse(self, run: OrderRun, refusal: OrderRefusal) -> HandlerResult:
        """Refuse an order command: say why, and store what is waited for."""
        context = self._context
        _log.info("an order is refused", key=run.key, reason=refusal.reason)
        with suppress(Retryable, Permanent):  # the next run looks again
            await recall_made(context, run)
        seen = await context.snapshots.see(run.ref) if run.entity.ref else None
        number = (number_of(seen) if seen else run.order.number) if run.entity.ref else None
        told = Told(topic="refusal", text=refusal.sentence(number))
        run.told = [*(one for one in run.told if one.topic == "order" or one in run.recalled), told]
        await context.store.end_write(run.key, await left_in(context, run, seen))
        await context.waits.put(run.command.source, refusal.wants)
        context.snapshots.dictionaries.forget()  # what was missing may be there when the deal is tried again
        offered = [ChoicesChanged(field="agreement", choices=refusal.choices)] if refusal.choices else []
        return HandlerResult(publish=(outcome(run, run.entity.ref, refusal.reason, refusal.doubts), *offered))
