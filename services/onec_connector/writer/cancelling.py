"""A lost deal takes its order back, if nothing is shipped or paid (requirements, "More readings")."""

from typing import Any

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.snapshots import Seen
from services.onec_connector.vocabulary.orders import read_state
from services.onec_connector.writer import sentences
from services.onec_connector.writer.desk import CANCELLED, Desk, Visit, finish, number_of, stage_known
from shared.bus.done import Done
from shared.bus.errors import Retryable


async def cancel(desk: Desk, visit: Visit) -> Done:
    """Unpost the order of a lost deal; everything can be taken back."""
    seen = await desk.snapshots.see(visit.ref)
    if seen is None:
        await desk.store.end_write(visit.key, stage_known(visit))
        return Done()
    fields = await _undo(desk, visit, seen)
    back = await desk.snapshots.see(visit.ref) if visit.sent else seen
    if back is None:
        raise Retryable("the order that was just unposted is not there")
    after = await desk.store.end_write(visit.key, stage_known(visit), fields=fields)
    await desk.waits.drop(visit.command.source)
    return await finish(desk, visit, after, back)


async def _undo(desk: Desk, visit: Visit, seen: Seen) -> dict[str, Any]:
    """Write, and return the fields to remember."""
    number, policy = number_of(seen), visit.command.policy
    state = read_state(seen.document, seen.register)
    if state.shipped_percent or state.paid_percent or state.shipped_sum or state.paid_sum:
        visit.told.append(sentences.lost_but(number, shipped=state.shipped_percent, paid=state.paid_percent))
        return {}
    if visit.entity.fields.get(CANCELLED) or (seen.document[standard.MARKED] and not seen.posted):
        return {}
    if policy.lost == "tell":
        visit.told.append(sentences.lost_told(number))
        return {}
    visit.sent = True
    if seen.posted:
        await desk.base.unpost(names.SET, visit.ref)
    marked = policy.lost == "mark"
    if marked:
        await desk.base.change(names.SET, visit.ref, {standard.MARKED: True})
    visit.told.append(sentences.lost_undone(number, marked=marked))
    return {CANCELLED: policy.lost}
