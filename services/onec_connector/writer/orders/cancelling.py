"""Takes back the 1C order of a lost deal, if nothing is shipped or paid (requirements, "More readings")."""

from typing import Literal

import structlog

from services.onec_connector import sentences
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import Objection, objection_of
from services.onec_connector.memory.order import OrderMemory
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.orders import read_state
from services.onec_connector.writer.orders.context import (
    CANCEL_STEP,
    OrderContext,
    OrderRun,
    note,
    number_of,
    stage_known,
)
from services.onec_connector.writer.orders.objected import who_helps
from services.onec_connector.writer.orders.outcomes import finish, outcome
from services.onec_connector.writer.orders.owed import left_in, still_owed
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told
from shared.rules.served import is_served
from shared.store.promptly import promptly

_log = structlog.get_logger(__name__)
Fate = Literal["served", "done", "told", "unposted", "undone"]
"""`served`: something is shipped or paid, so it stays; `done`: it is taken back already; `told`: people are to decide;
`unposted`: a person has done so; `undone`: it is taken back."""


async def cancel(context: OrderContext, run: OrderRun) -> HandlerResult:
    """Unpost the 1C order of a lost deal; everything can be undone.

    Raises:
        Refusal: 1C does not unpost it.
    """
    seen = await context.snapshots.see(run.ref)
    if seen is None:
        await context.store.end_write(run.key, stage_known(run))
        await context.waits.drop(run.command.source)
        return HandlerResult(publish=(outcome(run, run.ref, None),))
    fate = await _undo(context, run, seen)
    back = await context.snapshots.see(run.ref) if run.sent else seen
    if back is None:
        raise Retryable("the order that was just unposted is not there")
    left = await left_in(context, run, seen)
    groups = {**left, **stage_known(run)}
    fields = still_owed(run, run.told) | ({} if fate == "done" else _decided_anew(back))
    after = await context.store.end_write(run.key, groups, fields=fields)
    await context.waits.drop(run.command.source)
    return await finish(context, run, after, back)


def fate_of(run: OrderRun, seen: Seen) -> Fate:
    """Decide whether the 1C order of a lost deal is taken back, left as it is, or left to people."""
    state = read_state(seen.document, seen.register)
    begun = run.step == CANCEL_STEP
    ordered = any(not row.get(names.CANCELLED) for row in seen.document[names.LINES])
    if is_served(state, ordered=ordered):
        return "served"
    if not begun and _is_settled(run, seen):
        return "done"
    if run.command.policy.lost == "tell":
        return "told"
    # Whoever unposted it decides; were it remembered as ours, coming back would post it.
    return "unposted" if not begun and not seen.posted else "undone"


def _is_settled(run: OrderRun, seen: Seen) -> bool:
    """Tell whether this loss of a deal was dealt with; who has posted its order since stands until the next loss."""
    taken = bool(run.entity.fields.get("cancelled"))
    if not seen.posted and (taken or seen.document[standard.MARKED]):
        return True
    stamp, known = run.stamps.get(OrderGroup.STAGE), run.entity.groups.get(OrderGroup.STAGE, GroupDoc()).known
    is_lost_anew = stamp is not None and stamp.edited > known
    return (taken or bool(run.entity.fields.get("overruled"))) and not is_lost_anew


def _decided_anew(back: Seen) -> OrderMemory:
    """Return what to forget of earlier losses of a deal, once another one has been dealt with."""
    return {"overruled": None, "cancelled": None} if back.posted else {"overruled": None}


def said_of(fate: Fate, run: OrderRun, seen: Seen) -> list[Told]:
    """Return what the manager reads about the order of a lost deal."""
    number, policy, deleted = number_of(seen), run.command.policy, run.order.deleted
    state = read_state(seen.document, seen.register)
    match fate:
        case "served":
            return [sentences.lost_but(number, state, deleted=deleted)]
        case "told":
            return [sentences.lost_told(number, deleted=deleted)]
        case "unposted":
            return [sentences.lost_unposted(number, deleted=deleted)]
        case "undone":
            return [sentences.lost_undone(number, marked=policy.lost == "mark", deleted=deleted)]
        case "done":
            return []


async def _undo(context: OrderContext, run: OrderRun, seen: Seen) -> Fate:
    fate = fate_of(run, seen)
    if fate == "undone":
        await _take_back(context, run, seen, marked=run.command.policy.lost == "mark")
    elif run.step == CANCEL_STEP:  # a run before was about to, and something was paid or shipped since
        await forget_unless_done(context, run, seen)
    run.told += said_of(fate, run, seen)
    if fate in {"served", "told"}:
        await _leave_word(context, run, seen)
    return fate


async def _leave_word(context: OrderContext, run: OrderRun, seen: Seen) -> None:
    """Write into a 1C order's comment that its deal was deleted: nobody opens the deal any more to read it."""
    present = str(seen.document.get(names.COMMENT) or "")
    head, word = sentences.deleted_deal(run.deal, context.moment().today)
    if not run.order.deleted or head in present:
        return
    run.sent = True
    try:
        await context.base.change(names.SET, run.ref, {names.COMMENT: f"{present}\n{word}" if present else word})
    except BaseRefusal as error:  # a closed period, for instance; the manager is told all the same
        _log.warning("1C does not take a comment", order=run.ref, why=objection_of(error).words)


async def _take_back(context: OrderContext, run: OrderRun, seen: Seen, *, marked: bool) -> None:
    """Unpost a lost deal's order; that the bus did is stored before, so that a deal that comes back finds it so."""
    run.sent = True  # whoever comes next goes on from the step, and looks first whether anything was paid since
    await promptly(_note_cancelled(context, run))
    try:
        if seen.posted:
            await context.base.unpost(names.SET, run.ref)
        if marked and not seen.document[standard.MARKED]:
            await context.base.change(names.SET, run.ref, {standard.MARKED: True})
    except BaseRefusal as error:
        back = await context.snapshots.see(run.ref)
        if back is not None and back.posted:
            await context.store.set_fields(run.key, {"cancelled": None})
        raise _not_undone(objection_of(error), deleted=run.order.deleted) from error


async def forget_unless_done(context: OrderContext, run: OrderRun, seen: Seen | None) -> None:
    """Forget that an order was about to be taken back, if it is posted still: the next loss of its deal does it."""
    if seen is not None and seen.posted:
        await context.store.set_fields(run.key, {"cancelled": None})


async def _note_cancelled(context: OrderContext, run: OrderRun) -> None:
    await note(context, run, CANCEL_STEP)
    await context.store.set_fields(run.key, {"cancelled": run.command.policy.lost})


def _not_undone(why: Objection, *, deleted: bool) -> OrderRefusal:
    cause = f"сделка {'удалена' if deleted else 'проиграна'}, но 1С его не отменяет ({why})"
    remedy = f"{who_helps(why)}; после этого {{itself}}." if why.cause else "Решите с бухгалтером, что с ним делать."
    return OrderRefusal(cause, remedy, reason="posting")
