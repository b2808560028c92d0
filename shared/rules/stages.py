"""Decides what an order's state and figures mean for the stage of its deal (R4–R6). Pure.

The table itself is the customer's (`states` of the rules file); here a line is found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import Move
from shared.messages.things import OrderState, Stage
from shared.rules.model import Rules
from shared.rules.pipelines import PipelineRules, Role
from shared.rules.states import AFTER_SHIPMENT, CLOSING, LATER_STATES, Because, Condition, StateLine

RECALCULATION = timedelta(minutes=5)
"""How long 1C is given to recalculate payment and shipment before a state is believed."""

_BY_THE_BUS: tuple[Role, ...] = ("shipped", "paid", "done")
_UNNAMED: Mapping[Role | None, tuple[Literal["P", "S"], ...]] = {
    "shipped": ("P", "S"),
    "paid": ("P", "S"),
    "done": ("P",),  # a won deal agrees with an order that is shipped and paid, whatever its stage is called
}
_BY_CONTRACT: Mapping[str, Role] = {"R4": "shipped", "R6": "done"}


@dataclass(frozen=True, slots=True)
class StageDecision:
    """What an order's state means for its deal's stage.

    Args:
        because: what the line of the table says that decided, or why its figures are 0 for ever.
        action: `move` to the stage with this role; `back` to the one a person had last set, if the bus set the present
            one; `stay`.
        role: None unless the deal is moved.
        told: the manager is told once why the deal stays.
    """

    because: Because
    action: Literal["move", "back", "stay"] = "stay"
    role: Role | None = None
    told: bool = False


def stage_decision(order: SalesOrder, rules: Rules, now: datetime) -> StageDecision:
    """Decide what an order's state and figures mean for the stage of its deal.

    Args:
        order: snapshot of an order of 1C.
        rules: the customer's.
        now: when the snapshot was taken.
    """
    because = consequence(order, rules)
    match because:
        case "shipped" | "paid" | "done":
            return StageDecision(because, "move", because)
        case "free":
            return StageDecision(because, "move", "done")
        case "settlement_by_contract":
            role = _BY_CONTRACT.get(rules.settlement_by_contract)
            return StageDecision(because, "move", role) if role else StageDecision(because, told=True)
        case "back":
            return StageDecision(because, "back")
        case "provisional":
            return StageDecision(because, told=_is_overdue(state_of(order), now))
        case _:
            return StageDecision(because, told=because != "stay")


def moves_to(role: Role | None, rules: Rules) -> dict[str, Move]:
    """Return for each pipeline the stage that a role moves deals to; None: back to the stage a person had last set."""
    return {key: _move_to(role, pipeline) for key, pipeline in rules.pipelines.items()}


def leads_to(
    action: Literal["move", "back", "stay"], move: Move, stage: Stage, *, by_bus: bool, manual_stage: str | None
) -> str | None:
    """Return the stage to which an order's decision moves its deal from the present one; None if it stays.

    Args:
        action: of the decision.
        move: of the deal's pipeline.
        stage: where it stands.
        by_bus: the bus has set that stage, and nobody has moved the deal since.
        manual_stage: the stage a person had last set.
    """
    back = manual_stage if manual_stage and manual_stage != stage.id else move.default_back
    wanted = {"move": move.to or back, "back": back if by_bus else None, "stay": None}[action]
    is_left = wanted == stage.id or not (by_bus or stage.id in move.only_from)
    return None if is_left else wanted


def agrees(action: Literal["move", "back", "stay"], move: Move, stage: Stage) -> bool:
    """Tell whether an order's figures lead to the very stage in which its deal stands, which is then the bus's own."""
    return action == "move" and move.to == stage.id and stage.id not in move.only_from


def contradicts(stage: Stage, move: Move) -> bool:
    """Tell whether a person put the deal into a stage to which its order's figures do not lead."""
    return stage.id in move.tell_in or (stage.id not in move.named and stage.semantic in move.tell_unnamed)


def line_of(order: SalesOrder, rules: Rules) -> StateLine:
    """Return the line of the stage table that fits an order, the first one; a checked rules file has one."""
    return next(line for line in rules.states if _fits(line, order, rules))


def consequence(order: SalesOrder, rules: Rules) -> Because:
    """Return what an order means for its deal, by the line of the stage table that fits.

    A state that nobody has named never means "back", whatever the table says of all else: a release of 1C that
    brings a new one must not take paid deals back. Nor do a payment and figures of shipment that are not recalculated;
    tables written for the first release know of neither. Where a line goes by figures that are 0, what is left of
    the order decides: without a row nothing was shipped, and what costs nothing is paid (docs/decisions/0011).
    """
    then, state = line_of(order, rules).then, state_of(order)
    if then in {"provisional", "settlement_by_contract"}:
        return _unsold(state, rules) or then
    if then != "back":
        return then
    if state.name is not None and not names_state(state.name, rules):
        return "unknown_state"
    return "provisional" if _waits_for_shipment(state) else then


def names_state(name: str, rules: Rules) -> bool:
    """Tell whether the rules say what an order's state means for stages; a later release's must be in the table."""
    if name not in LATER_STATES:
        return rules.known_state(name) is not None
    return any(name in condition.states for line in rules.states for condition in line.when)


def _unsold(state: OrderState, rules: Rules) -> Because | None:
    """Tell of a state that means shipment why its figures are 0 all the same; None: by them nobody can say."""
    if state.emptied and not state.shipped_sum:
        return "emptied"
    is_closing = rules.known_state(state.name or "") in CLOSING
    return "free" if state.free and is_closing and state.debt <= 0 else None


def _waits_for_shipment(state: OrderState) -> bool:
    return state.name in AFTER_SHIPMENT and state.by_order and not state.shipped_percent and state.paid_percent > 0


def state_of(order: SalesOrder) -> OrderState:
    """Return an order's state and figures, as stages are decided by; empty where 1C keeps no row for it."""
    return order.state or OrderState()


def _move_to(role: Role | None, pipeline: PipelineRules) -> Move:
    return Move(
        to=pipeline.stage(role) if role else None,
        only_from=(pipeline.work, pipeline.invoice, *pipeline.later),
        default_back=pipeline.work,
        tell_in=tuple(pipeline.stage(other) for other in _BY_THE_BUS if other != role),
        named=pipeline.named,
        tell_unnamed=_UNNAMED.get(role, ()),
    )


def _fits(line: StateLine, order: SalesOrder, rules: Rules) -> bool:
    return not line.when or any(_holds(condition, order, rules) for condition in line.when)


def _holds(condition: Condition, order: SalesOrder, rules: Rules) -> bool:
    state = state_of(order)
    asked = (
        (condition.withdrawn, _is_withdrawn(order, state)),
        (condition.has_state, state.name is not None),
        (condition.known_state, _is_known(state, rules)),
        (condition.by_order, state.by_order),
        (condition.paid_enough, state.paid_percent >= rules.paid_enough),
    )
    compared = (
        (condition.paid, state.paid_percent),
        (condition.shipped, state.shipped_percent),
        (condition.debt, state.debt),
    )
    return (
        all(wanted is None or wanted == actual for wanted, actual in asked)
        and all(comparison is None or comparison.holds(figure) for comparison, figure in compared)
        and (not condition.states or rules.known_state(state.name or "") in condition.states)
        and (condition.only_with is None or getattr(rules, condition.only_with))
    )


def _is_overdue(state: OrderState, now: datetime) -> bool:
    """Tell whether 1C has had time enough to recalculate an order's figures, since the onec-connector saw them."""
    return state.provisional_since is not None and now - state.provisional_since >= RECALCULATION


def _is_known(state: OrderState, rules: Rules) -> bool:
    return state.name is None or rules.known_state(state.name) is not None


def _is_withdrawn(order: SalesOrder, state: OrderState) -> bool:
    return order.posted is False or state.marked or order.phase == "cancelled"
