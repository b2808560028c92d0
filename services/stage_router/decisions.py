"""Turns the rules' decisions about orders, deals and stages into messages, with sentences for a manager. Pure."""

from datetime import datetime

from services.stage_router import sentences
from services.stage_router.table import stage_rule
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import DealWanted, OrderWanted, StageWanted
from shared.messages.ring.told import stage_by_id
from shared.rules import Rules
from shared.rules.crossing import birthplace, order_decision


def order_wanted(deal: SalesOrder, rules: Rules) -> OrderWanted | None:
    """Make the decision message about a deal's order; None for a deal about which nothing is known."""
    decision = order_decision(deal, rules)
    if decision is None:
        return None
    return OrderWanted(
        order=deal,
        wanted=decision.wanted,
        may_create=decision.may_create,
        otherwise=_jumped(deal, rules) if decision.jumped else None,
    )


def _jumped(deal: SalesOrder, rules: Rules) -> str | None:
    pipeline = rules.pipelines.get(deal.stage.pipeline) if deal.stage else None
    return sentences.jumped(stage_by_id(pipeline.work)) if pipeline else None


def deal_wanted(order: SalesOrder, rules: Rules) -> DealWanted:
    """Make the decision message about an order's deal (R14)."""
    return DealWanted(order=order, create_in=birthplace(order, rules))


def stage_wanted(order: SalesOrder, rules: Rules, now: datetime) -> StageWanted:
    """Make the decision message about the stage to which an order moves its deal (R4–R6)."""
    return StageWanted(order=order, rule=stage_rule(order, rules, now))
