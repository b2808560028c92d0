"""Puts what a 1C order means for its deal's stage into a message with sentences (R4–R6). Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from services.stage_router import sentences
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import StageRule
from shared.messages.things import OrderState
from shared.rules import Rules
from shared.rules.pipelines import Role
from shared.rules.stages import StageDecision, moves_to, stage_decision, state_of
from shared.rules.states import Because

Sentence = Callable[[SalesOrder, OrderState], str]

_WHY: Mapping[Because, Sentence] = {
    "shipped": sentences.moved_shipped,
    "paid": sentences.moved_paid,
    "done": sentences.moved_done,
    "settlement_by_contract": lambda order, _: sentences.moved_by_contract(order),
    "free": sentences.moved_free,
    "back": sentences.back,
}
_TOLD: Mapping[Because, Sentence] = {
    "withdrawn": sentences.withdrawn,
    "emptied": sentences.emptied,
    "provisional": sentences.not_shipped,
    "settlement_by_contract": lambda order, _: sentences.not_moved_by_contract(order),
    "unknown_state": sentences.unknown_state,
}


def stage_rule(order: SalesOrder, rules: Rules, now: datetime) -> StageRule:
    """Return the rule about a deal's stage, with its sentences, that follows from a 1C order.

    Args:
        order: snapshot of an order of 1C.
        rules: the customer's.
        now: when the snapshot was taken.
    """
    decision = stage_decision(order, rules, now)
    state = state_of(order)
    if decision.action == "stay":
        return _told_once(_TOLD[decision.because](order, state), rules) if decision.told else StageRule()
    rule = StageRule(
        action=decision.action,
        moves=moves_to(decision.role, rules),
        why=_WHY[decision.because](order, state),
    )
    if decision.because == "settlement_by_contract":
        return _by_contract(rule, order)
    return rule.with_(why_leaving=_why_leaving(order, rules, decision.role), otherwise=_otherwise(order, decision))


def _told_once(sentence: str, rules: Rules) -> StageRule:
    """Return the stage rule for an order that moves no deal, but is told of in every deal that is not lost."""
    return StageRule(told=sentence, lost=tuple(stage for one in rules.pipelines.values() for stage in one.lost))


def _by_contract(rule: StageRule, order: SalesOrder) -> StageRule:
    """Return the stage rule for an order whose payments 1C does not keep; no stage, nor a won deal, contradicts it."""
    moves = {key: move.with_(tell_in=(), tell_unnamed=("P",)) for key, move in rule.moves.items()}
    return rule.with_(moves=moves, otherwise=sentences.not_moved_by_contract(order))


def _otherwise(order: SalesOrder, decision: StageDecision) -> str:
    """Return the sentence of a stage rule for a deal that a person has put into another stage."""
    if decision.role is None:
        return sentences.stands_too_far(order, state_of(order))
    return sentences.stands_elsewhere(order, state_of(order))


def _why_leaving(order: SalesOrder, rules: Rules, role: Role | None) -> dict[str, str]:
    """Return the sentences for a deal that is moved back as a payment or shipment was undone in 1C."""
    payment = sentences.payment_lost(order, state_of(order))
    shipment = sentences.shipment_lost(order, state_of(order))
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
