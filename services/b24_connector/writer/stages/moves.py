"""Handles `deal.move`: the order's figures into the deal's fields, the deal into its stage (R4–R6, R22)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.b24_connector import metrics, sentences
from services.b24_connector.memory.deal import Deal, DealMemory, DealStore, standing
from services.b24_connector.portal import Portal, PortalAnswer, PortalMissing, PortalRefusal
from services.b24_connector.reader.echo import own_write
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.vocabulary.exchange import hindered
from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.writer.invoices import invoice_told, settled, sum_text
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.stages.arguing import answer, applied_after, figures_of, is_return
from services.b24_connector.writer.stages.exchange import left_alone_by_us, remembered_exchange, shown_exchange
from services.b24_connector.writer.stages.history import METHOD, entries_of, history_of, moved_between
from services.b24_connector.writer.stages.news import is_news, over_topics
from services.b24_connector.writer.stages.plan import MovePlan, differing_figures, missing_organisation, plan_move
from services.b24_connector.writer.stages.run import Moved, MoveRun
from services.b24_connector.writer.stages.standing import STEP, Moves, Stages, set_by_us, stages_of
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import ORDERS
from shared.entities import GroupDoc, Verdict, WriteAnswer, after_write, decide
from shared.messages.envelope import Envelope
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealMove
from shared.messages.ring.decisions import StageRule
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store import Into

Row = Mapping[str, Any]
FIGURES = frozenset({OrderGroup.STATE, OrderGroup.GIVEN})


class StageWriter:
    """Writes stages and figures of deals.

    Args:
        portal: where the deals are.
        deals: reads them.
        directory: our fields, stage names.
        store: what is remembered of them.
        notes: tells the manager.
    """

    def __init__(
        self, portal: Portal, deals: DealSnapshots, directory: Directory, store: DealStore, notes: NoteWriter
    ) -> None:
        self._portal = portal
        self._deals = deals
        self._directory = directory
        self._store = store
        self._notes = notes
        self._moves = Moves(portal, deals, directory, store)

    def handlers(self) -> Handlers:
        """Return the handler of `deal.move`."""
        return (on(DealMove, self.moved),)

    async def moved(self, envelope: Envelope, message: DealMove) -> HandlerResult:
        """Show the order's figures and move the deal, unless a newer state was applied already.

        Raises:
            Retryable: the deal is half made, or the portal does not answer.
        """
        with self._portal.visit():
            known = await self._store.get(message.key)
            if known is not None and known.writing and known.writing.step not in {None, STEP}:
                # Before a write is begun: each would put off the moment when readers go on.
                raise Retryable(f"{message.key} is half made by a command that comes again", after_s=10, counted=False)
            entity = await self._store.begin_write(message.key)
            try:
                return await self._apply(envelope, message, entity)
            except DoubtfulWrite:
                raise  # `writing` stays: the next run looks what became of it
            except PortalMissing:
                await self._store.end_write(message.key, {}, fields={"refused_move": None})
            except PortalRefusal as refusal:
                await self._refused(message, entity, refusal)
            except (Retryable, Permanent):
                await self._let_go(message.key)
                raise
        return HandlerResult()

    async def _refused(self, message: DealMove, entity: Deal, refusal: PortalRefusal) -> None:
        """Say that a deal's move was refused, and have the order read again within the hour."""
        await self._let_go(message.key)
        await self._store.set_fields(message.key, {"refused_move": message.source.id})
        deal = entity.ref or (message.order.ref.id if message.order.ref else "")
        told = sentences.figures_refused(message.order.number, refusal.fault.words)
        now = await self._store.get(message.key)
        more: DealMemory = {"hindered": Into({"stage": hindered((told,))})}
        await self._notes.tell_if_taken(message.key, deal, now.fields if now else {}, (told,), more=more)

    async def _let_go(self, key: str) -> None:
        """Clear the deal's `writing`, unless a move was made whose end is not stored yet."""
        now = await self._store.get(key)
        if now is not None and now.writing is not None and now.writing.step is None:
            await self._store.release(key)

    async def _apply(self, envelope: Envelope, message: DealMove, entity: Deal) -> HandlerResult:
        entity = await self._moves.finish(entity)
        deal = entity.ref or (message.order.ref.id if message.order.ref else "")
        entity = replace(entity, fields=await self._notes.pay(message.key, deal, entity.fields))
        stamps = {group: stamp for group, stamp in message.order.groups.items() if group in FIGURES}
        verdicts = decide(stamps, entity.groups, {}, subject=ORDERS, judge=False)
        # The rule was made of both groups: where one is older than what the deal shows, it is stale as a whole.
        is_current = bool(verdicts) and Verdict.SKIP not in verdicts.values()
        item = await self._deals.header(deal) if deal and is_current else None
        if item is None:
            await self._store.release(message.key)
            return HandlerResult([DealTouched(ref=_ref(deal), gone=True)] if deal and is_current else [])
        stage = read_stage(item)
        figures = figures_of(message.order, message.rule, stage.pipeline)
        is_decided = self._moves.is_decided(entity, item, stamps.get(OrderGroup.STATE, Stamp()))
        run = MoveRun(message.key, deal, item, entity, stages_of(entity.fields, stage), figures, is_decided)
        moved = await self._write(run, message)
        written = {group: WriteAnswer("", equal=True) for group in stamps}
        groups = after_write(entity.groups, stamps, verdicts, written, winners={})
        await self._finish(run, message, moved, groups)
        if moved.is_moved:
            metrics.stage_moved(envelope.began_at)
        if self._moves.was_heard(entity, item) and not moved.is_unheard:
            return HandlerResult()
        return HandlerResult([DealTouched(ref=_ref(deal))])

    async def _plan(self, run: MoveRun, rule: StageRule) -> MovePlan:
        stage = read_stage(run.item)
        plan = plan_move(
            rule,
            stage,
            bus_stage=run.stages.bus,
            manual_stage=run.stages.manual,
            name_of=self._directory.stage_name,
            is_decided=run.is_decided,
        )
        applied = run.entity.fields.get("applied")
        if applied is None or run.is_decided or not is_return(plan, applied, run.figures, stage.id):
            return plan
        entries = entries_of(await self._portal.call(METHOD, history_of(run.deal)), run.deal)
        return answer(plan, rule, stage, applied["again"], entries, self._directory.stage_name)

    async def _write(self, run: MoveRun, message: DealMove) -> Moved:
        plan = await self._plan(run, message.rule)
        fields = self._directory.fields
        figures = differing_figures(message.order, run.item, fields)
        figures |= missing_organisation(message.order, run.item, fields)
        figures |= shown_exchange(run.item, run.entity.fields, plan, fields)
        moved = await self._move(run, plan, figures) if plan.to else await self._update(run, figures)
        if plan.adopts:
            moved = replace(moved, stages=await self._adopting(run, message.rule, plan.adopts))
        applied = applied_after(run.entity.fields, plan, run.figures, is_moved=moved.is_moved)
        told = (*moved.told, *plan.told, *invoice_told(message.order, run.item))
        hindrance = moved.hindrance or left_alone_by_us(plan)
        return replace(moved, told=told, applied=applied, hindrance=hindrance)

    async def _adopting(self, run: MoveRun, rule: StageRule, stage: str) -> Stages:
        """Take over the stage that a person has set and the figures agree with; the history says where it goes back."""
        try:
            lines = entries_of(await self._portal.call(METHOD, history_of(run.deal)), run.deal)
        except PortalRefusal:
            lines = []
        return run.stages.adopting(stage, lines, rule.moves[read_stage(run.item).pipeline].only_from)

    async def _update(self, run: MoveRun, figures: Mapping[str, str]) -> Moved:
        if not figures:
            return Moved(run.item, run.stages)
        params = {"entityTypeId": DEAL, "id": run.deal, "fields": figures}
        answer = await self._portal.call("crm.item.update", params, write=True)
        return Moved(answer.item, run.stages, figures)

    async def _move(self, run: MoveRun, plan: MovePlan, figures: Mapping[str, str]) -> Moved:
        to = plan.to or ""
        after = run.stages.after_move(to, is_back=plan.is_back)
        told = (Told(topic="stage", text=plan.why),) if plan.why else ()
        applied = applied_after(run.entity.fields, plan, run.figures, is_moved=True)
        await self._moves.begin(run.entity, run.item, to, {**after.fields, "applied": applied}, (*told, *plan.told))
        sent = {**figures, "stageId": to}
        update, lines = await self._set_stage(run, sent)
        if isinstance(update, PortalRefusal):
            return await self._turned_down(run, plan, figures, update)
        if isinstance(update, Exception):
            raise update
        between = moved_between(lines, run.deal, read_stage(run.item).id, to)
        if between:
            return await self._put_back(run, between)
        return Moved(update.item, after, sent, told, is_moved=True)

    async def _set_stage(self, run: MoveRun, fields: Row) -> Sequence[PortalAnswer | Exception]:
        """Move the deal, and ask in the same batch who moved it before."""
        update = {"entityTypeId": DEAL, "id": run.deal, "fields": fields}
        try:
            answers = await self._portal.chain([("crm.item.update", update), (METHOD, history_of(run.deal))])
        except DoubtfulWrite:
            raise
        except Retryable:
            await self._moves.drop(run.entity)
            raise
        if isinstance(answers[0], Exception) and not isinstance(answers[0], DoubtfulWrite):
            await self._moves.drop(run.entity)
        return answers

    async def _turned_down(
        self, run: MoveRun, plan: MovePlan, figures: Mapping[str, str], refusal: PortalRefusal
    ) -> Moved:
        """Say that the portal forbids the stage, and show the figures if it lets us."""
        if isinstance(refusal, PortalMissing):
            raise refusal
        told = (sentences.not_moved(self._directory.stage_name(plan.to or ""), refusal.fault.words),)
        figures = {**figures, **shown_exchange(run.item, run.entity.fields, plan, self._directory.fields, told)}
        try:
            moved = await self._update(run, figures)
        except PortalMissing:
            raise
        except PortalRefusal:
            moved = Moved(run.item, run.stages)
        return replace(moved, told=told, is_refused=True, hindrance=hindered(told))

    async def _put_back(self, run: MoveRun, stage: str) -> Moved:
        """Put a deal back that a person moved between our read and our write."""
        params = {"entityTypeId": DEAL, "id": run.deal, "fields": {"stageId": stage}}
        answer = await self._portal.call("crm.item.update", params, write=True)
        told = (sentences.moved_by_hand(self._directory.stage_name(stage)),)
        return Moved(answer.item, Stages(None, stage), told=told, is_unheard=True)

    async def _finish(
        self, run: MoveRun, message: DealMove, moved: Moved, groups: Mapping[OrderGroup, GroupDoc]
    ) -> None:
        remembered = run.entity.fields
        fields: DealMemory = {"ordered": True if message.order.number else remembered.get("ordered")}
        fields |= standing(moved.item) | moved.stages.fields
        fields |= {"applied": moved.applied, "order_total": sum_text(message.order)}
        fields["refused_move"] = message.source.id if moved.is_refused else None
        fields |= remembered_exchange(remembered, moved.hindrance, self._directory.fields, message.order)
        if moved.item is not run.item:
            fields["last_write"] = own_write(run.entity, run.item, moved.item)
        fields |= settled(remembered, over_topics(message.order, run.item, moved.told))
        if moved.told:
            news = [
                one.model_dump(mode="json") for one in moved.told if is_news(one, remembered, each_time=moved.is_moved)
            ]
            fields["owed"] = [*(remembered.get("owed") or ()), *news] or None  # what the portal did not take so far
        kept = set_by_us(moved.sent, moved.item)
        own = self._moves.own_groups(run.entity, run.item, kept, is_unheard=moved.is_unheard)
        after = await self._moves.end(run.entity, {**groups, **own}, fields)
        await self._notes.pay(run.key, run.deal, after.fields)


def _ref(deal: str) -> Ref:
    return Ref(system="b24", kind="deal", id=deal)
