"""Recognises a deal taken out of the stage the bus had set, though the order's figures stand. Pure.

A person's drag is left as it is. A deal that was parked or lost in between has its state applied anew, which is told
each time, but not without end: a robot of the pipeline may be the one who parks it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.b24_connector import sentences
from services.b24_connector.memory.deal import AppliedState, DealMemory
from services.b24_connector.writer.stages.plan import MovePlan, left_alone
from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import Move, StageRule
from shared.messages.things import OrderState, Stage

Row = Mapping[str, Any]
AGAIN = 3
"""Times a stage is set anew for the same figures, before the deal is left where it is."""


def figures_of(order: SalesOrder, rule: StageRule, pipeline: str) -> str:
    """Return a digest of what a deal's stage depends on: while it stays, nothing has happened in 1C."""
    state = order.state or OrderState()
    move = rule.moves.get(pipeline)
    told = (state.name, state.paid_percent, state.shipped_percent, state.debt, order.posted)
    return digest((rule.action, move.to if move else None, told))


def is_return(plan: MovePlan, applied: AppliedState | None, figures: str, stage: str) -> bool:
    """Tell whether a deal was taken out of the stage that was set for these very figures."""
    return bool(plan.to and applied and applied["figures"] == figures and applied["to"] == plan.to != stage)


def answer(
    plan: MovePlan, rule: StageRule, stage: Stage, again: int, entries: Sequence[Row], name_of: Callable[[str], str]
) -> MovePlan:
    """Decide whether a deal that was taken out of the bus's stage is moved there once more.

    Args:
        plan: a move to that stage.
        rule: what the router made of the order's state.
        stage: where the deal stands.
        again: times it was set anew for these figures.
        entries: of the deal's stage history, newest first.
        name_of: names of stages.
    """
    move = rule.moves[stage.pipeline]
    if not _was_elsewhere(entries, move, plan.to or ""):
        words = left_alone(rule, stage, name_of)
    elif again >= AGAIN:
        words = (sentences.moved_too_often(name_of(plan.to or "")),)
    else:
        why = sentences.moved_again(plan.why, again + 1, AGAIN) if plan.why else ""
        return replace(plan, why=why, is_again=True)
    kept = tuple(one for one in plan.told if one.topic != "stage")
    return MovePlan(told=(*kept, *words), is_left=True)


def applied_after(remembered: DealMemory, plan: MovePlan, figures: str, *, is_moved: bool) -> AppliedState | None:
    """Return what a deal is to remember of the state whose stage was set; None: the figures have changed."""
    former = remembered.get("applied")
    is_same = former is not None and former["figures"] == figures
    if plan.adopts and not (former is not None and is_same and former["to"] == plan.adopts):
        return {"figures": figures, "to": plan.adopts, "again": 0}
    if not is_moved:
        return {**former, "left": plan.is_left} if former is not None and is_same else None
    again = former["again"] + 1 if former is not None and is_same and plan.is_again else 0
    return {"figures": figures, "to": plan.to or "", "again": again}


def _was_elsewhere(entries: Sequence[Row], move: Move, set_by_us: str) -> bool:
    """Tell whether the deal was parked or lost since the bus had set its stage."""
    known = {*move.only_from, *move.tell_in, set_by_us}
    for row in entries:
        stage = str(row.get("STAGE_ID"))
        if stage == set_by_us:
            return False
        if row.get("STAGE_SEMANTIC_ID") == "F" or (stage in move.named and stage not in known):
            return True
    return False
