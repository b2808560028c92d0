"""A lost deal takes its order back, if nothing is shipped or paid (requirements, "More readings")."""

from services.onec_connector import sentences
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.orders import read_state
from services.onec_connector.writer.orders.desk import (
    CANCEL_STEP,
    OrderDesk,
    OrderVisit,
    finish,
    note,
    number_of,
    outcome,
    stage_known,
)
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.done import Done
from shared.bus.errors import Retryable


async def cancel(desk: OrderDesk, visit: OrderVisit) -> Done:
    """Unpost the order of a lost deal; everything can be taken back.

    Raises:
        Refusal: 1C does not unpost it.
    """
    seen = await desk.snapshots.see(visit.ref)
    if seen is None:
        await desk.store.end_write(visit.key, stage_known(visit))
        await desk.waits.drop(visit.command.source)
        return Done(publish=(outcome(visit, visit.ref, None),))
    await _undo(desk, visit, seen)
    back = await desk.snapshots.see(visit.ref) if visit.sent else seen
    if back is None:
        raise Retryable("the order that was just unposted is not there")
    after = await desk.store.end_write(visit.key, stage_known(visit))
    await desk.waits.drop(visit.command.source)
    return await finish(desk, visit, after, back)


async def _undo(desk: OrderDesk, visit: OrderVisit, seen: Seen) -> None:
    number, policy = number_of(seen), visit.command.policy
    state = read_state(seen.document, seen.register)
    begun = visit.step == CANCEL_STEP
    if state.shipped_percent or state.paid_percent or state.shipped_sum or state.paid_sum:
        visit.told.append(sentences.lost_but(number, shipped=state.shipped_percent, paid=state.paid_percent))
    elif not begun and (visit.entity.fields.get("cancelled") or (seen.document[standard.MARKED] and not seen.posted)):
        return
    elif policy.lost == "tell":
        visit.told.append(sentences.lost_told(number))
    elif not begun and not seen.posted:
        # Whoever unposted it decides; were it remembered as ours, coming back would post it.
        visit.told.append(sentences.lost_unposted(number))
    else:
        marked = policy.lost == "mark"
        await _take_back(desk, visit, seen, marked=marked)
        visit.told.append(sentences.lost_undone(number, marked=marked))


async def _take_back(desk: OrderDesk, visit: OrderVisit, seen: Seen, *, marked: bool) -> None:
    """Write; that the order is cancelled by us is remembered before, so that a deal that comes back finds it so."""
    await note(desk, visit, CANCEL_STEP)
    await desk.store.set_fields(visit.key, {"cancelled": visit.command.policy.lost})
    visit.sent = True
    try:
        if seen.posted:
            await desk.base.unpost(names.SET, visit.ref)
        if marked and not seen.document[standard.MARKED]:
            await desk.base.change(names.SET, visit.ref, {standard.MARKED: True})
    except BaseRefusal as error:
        back = await desk.snapshots.see(visit.ref)
        if back is not None and back.posted:
            await desk.store.set_fields(visit.key, {"cancelled": None})
        raise OrderRefusal(
            f"сделка проиграна, но 1С его не отменяет ({objection_of(error)})",
            "Решите с бухгалтером, что с ним делать.",
            reason="posting",
        ) from error
