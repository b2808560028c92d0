"""Whether something crosses (R1–R3, R14): facts become decisions. Pure."""

from datetime import datetime

from services.stage_router import sentences
from services.stage_router.table import stage_rule
from shared.messages.order import SalesOrder
from shared.messages.ring import DealWanted, NewDeal, OrderWanted, StageWanted
from shared.messages.things import Stage
from shared.rules import PipelineRules, Rules


def order_wanted(deal: SalesOrder, rules: Rules) -> OrderWanted | None:
    """Decide about the order of a deal.

    A decision is made for every deal of our pipelines, also the negative one, so that an older `yes` that still
    waits somewhere becomes stale.

    Returns:
        None for a pipeline that is none of our business.
    """
    if deal.stage is None:
        # A deleted deal is known by its id alone; the mapper knows whether it had an order.
        return OrderWanted(order=deal, wanted="cancelled") if deal.phase == "cancelled" else None
    pipeline = rules.pipelines.get(deal.stage.pipeline)
    return None if pipeline is None else _in_pipeline(deal, deal.stage, pipeline, rules)


def deal_wanted(order: SalesOrder, rules: Rules) -> DealWanted:
    """Decide about the deal of an order (R14)."""
    return DealWanted(order=order, create_in=_birthplace(rules) if _may_be_born(order, rules) else None)


def stage_wanted(order: SalesOrder, rules: Rules, now: datetime) -> StageWanted:
    """Decide where an order puts its deal (R4–R6)."""
    return StageWanted(order=order, rule=stage_rule(order, rules, now))


def _in_pipeline(deal: SalesOrder, stage: Stage, pipeline: PipelineRules, rules: Rules) -> OrderWanted:
    if deal.phase == "cancelled" or stage.semantic == "F" or stage.id in pipeline.lost:
        return OrderWanted(order=deal, wanted="cancelled")
    if stage.id == pipeline.parking:
        return OrderWanted(order=deal, wanted="hold")
    if not _is_recent(deal.dated, rules):
        return OrderWanted(order=deal, wanted="yes")
    if stage.id == pipeline.work:
        return OrderWanted(order=deal, wanted="yes", may_create=True)
    return _behind_work(deal, stage, pipeline, rules)


def _is_recent(dated: datetime | None, rules: Rules) -> bool:
    return dated is not None and dated >= rules.cutoff


def _behind_work(deal: SalesOrder, stage: Stage, pipeline: PipelineRules, rules: Rules) -> OrderWanted:
    """Create what the bus missed while it was down; the history tells whether the deal was ever in work (R2).

    An empty history says nothing: it is read only for a deal that has no order.
    """
    if stage.id not in pipeline.dated or not deal.history:
        return OrderWanted(order=deal, wanted="yes")
    work_stages = {(key, other.work) for key, other in rules.pipelines.items()}
    entered = [entry.entered_at for entry in deal.history if (entry.pipeline, entry.stage) in work_stages]
    return OrderWanted(
        order=deal,
        wanted="yes",
        may_create=any(moment >= rules.cutoff for moment in entered),
        otherwise=None if entered else sentences.jumped(rules.stage_names.work),
    )


def _birthplace(rules: Rules) -> NewDeal:
    pipeline = rules.new_deals.pipeline
    return NewDeal(pipeline=pipeline, stage=rules.pipelines[pipeline].work)


def _may_be_born(order: SalesOrder, rules: Rules) -> bool:
    return (
        order.posted is True
        and order.phase == "active"
        and order.origin is None
        and _is_recent(order.dated, rules)
        and _passes_filter(order, rules)
    )


def _passes_filter(order: SalesOrder, rules: Rules) -> bool:
    organisations, managers = rules.order_filter.organisations, rules.order_filter.managers
    organisation, manager = order.organisation, order.manager
    is_ours = not organisations or (organisation is not None and organisation.inn in organisations)
    names = {manager.email.casefold(), manager.name.casefold()} if manager else set()
    return is_ours and (not managers or any(name.casefold() in names for name in managers))
