"""What an order's state and figures mean for the stage of its deal (R4–R6). Pure.

The table itself is the customer's (`states` of the rules file); here a line is found and carried out.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from services.stage_router import sentences
from shared.messages.order import SalesOrder
from shared.messages.ring import Move, StageRule
from shared.messages.things import OrderState
from shared.rules import Condition, PipelineRules, Rules, StateLine
from shared.rules.pipelines import Role

RECALCULATION = timedelta(minutes=5)
"""How long 1C is given to recalculate payment and shipment before a state is believed."""

_CLOSED = "Закрыт"
_BY_THE_BUS: tuple[Role, ...] = ("shipped", "paid", "done")
_WHY: Mapping[Role, Callable[[SalesOrder, OrderState], str]] = {
    "shipped": sentences.moved_shipped,
    "paid": sentences.moved_paid,
    "done": sentences.moved_done,
}
_BY_CONTRACT: Mapping[str, Role] = {"R4": "shipped", "R6": "done"}


def stage_rule(order: SalesOrder, rules: Rules, now: datetime) -> StageRule:
    """Decide what an order means for its deal.

    Args:
        order: snapshot of an order of 1C.
        rules: the customer's.
        now: when the snapshot was taken.
    """
    match line_of(order, rules).then:
        case "withdrawn":
            return StageRule(told=sentences.withdrawn(order, _state(order)))
        case "stay":
            return StageRule()
        case "provisional":
            return _provisional(order, now)
        case "settlement_by_contract":
            return _by_contract(order, rules)
        case "back":
            return _back(order, rules)
        case role:
            return _move(order, rules, role, _WHY[role](order, _state(order)))


def line_of(order: SalesOrder, rules: Rules) -> StateLine:
    """Return the first line of the table that fits; there always is one, the rules file is checked for it."""
    return next(line for line in rules.states if _fits(line, order, rules))


def _fits(line: StateLine, order: SalesOrder, rules: Rules) -> bool:
    return not line.when or any(_holds(condition, order, rules) for condition in line.when)


def _holds(condition: Condition, order: SalesOrder, rules: Rules) -> bool:
    state = _state(order)
    asked = (
        (condition.withdrawn, _is_withdrawn(order, state)),
        (condition.has_state, state.name is not None),
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
        and (not condition.states or state.name in condition.states)
        and (condition.only_with is None or getattr(rules, condition.only_with))
    )


def _state(order: SalesOrder) -> OrderState:
    return order.state or OrderState()


def _is_withdrawn(order: SalesOrder, state: OrderState) -> bool:
    return order.posted is False or state.marked or order.phase == "cancelled"


def _provisional(order: SalesOrder, now: datetime) -> StageRule:
    """Stay; the onec-connector reads such an order again and keeps `provisional_since` meanwhile."""
    state = _state(order)
    since = state.provisional_since
    if state.name != _CLOSED or since is None or now - since < RECALCULATION:
        return StageRule()
    return StageRule(told=sentences.closed_without_shipment(order))


def _move(order: SalesOrder, rules: Rules, role: Role, why: str) -> StageRule:
    return StageRule(
        action="move",
        moves={key: _move_to(pipeline, role) for key, pipeline in rules.pipelines.items()},
        why=why,
        why_leaving=_why_leaving(order, rules, role),
        otherwise=sentences.stands_elsewhere(order, _state(order), getattr(rules.stage_names, role)),
    )


def _by_contract(order: SalesOrder, rules: Rules) -> StageRule:
    role = _BY_CONTRACT.get(rules.settlement_by_contract)
    if role is None:
        return StageRule(told=sentences.not_moved_by_contract(order))
    return _move(order, rules, role, sentences.moved_by_contract(order)).with_(why_leaving={}, otherwise=None)


def _back(order: SalesOrder, rules: Rules) -> StageRule:
    state = _state(order)
    return StageRule(
        action="back",
        moves={key: _move_to(pipeline, None) for key, pipeline in rules.pipelines.items()},
        why=sentences.back(order, state),
        why_leaving=_why_leaving(order, rules, None),
        otherwise=sentences.stands_too_far(order, state),
    )


def _move_to(pipeline: PipelineRules, role: Role | None) -> Move:
    return Move(
        to=pipeline.stage(role) if role else None,
        only_from=(pipeline.work, pipeline.invoice),
        default_back=pipeline.work,
        tell_in=tuple(pipeline.stage(other) for other in _BY_THE_BUS if other != role),
    )


def _why_leaving(order: SalesOrder, rules: Rules, role: Role | None) -> dict[str, str]:
    """Sentences for a deal that the bus takes back because a payment or a shipment was undone in 1C."""
    payment = sentences.payment_lost(order, _state(order))
    shipment = sentences.shipment_lost(order, _state(order))
    by_role: Mapping[Role | None, Mapping[Role, str | None]] = {
        None: {"paid": payment, "shipped": shipment},
        "shipped": {"done": payment},
        "paid": {"done": shipment},
    }
    return {
        pipeline.stage(left): why
        for pipeline in rules.pipelines.values()
        for left, why in by_role.get(role, {}).items()
        if why is not None
    }
