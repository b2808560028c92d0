"""Decides whether a deal makes an order (R1–R3), and whether an order makes a deal (R14). Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import NewDeal
from shared.messages.things import Stage
from shared.rules.model import Rules
from shared.rules.pipelines import PipelineRules


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """What a deal means for its order: wanted, held, cancelled, or nothing.

    Args:
        wanted: `yes` write it; `hold` the deal is parked; `cancelled` it is lost or deleted.
        may_create: an order may be created if there is none.
        jumped: the deal went past its work stage, so none may be created; the manager is told once.
    """

    wanted: Literal["yes", "hold", "cancelled"]
    may_create: bool = False
    jumped: bool = False


def order_decision(deal: SalesOrder, rules: Rules) -> OrderDecision | None:
    """Decide whether a deal makes an order, by the deal's stage: wanted, held, cancelled, or nothing.

    A decision is made for every deal that is known, also the negative one, so that an older `yes` that still waits
    somewhere becomes stale. A deal that was moved into a pipeline that is none of our business is held.

    Returns:
        None for a deal of which nothing is known, not even that it was deleted.
    """
    if deal.stage is None:
        # A deleted deal is known by its id alone; the mapper knows whether it had an order.
        return OrderDecision("cancelled") if deal.phase == "cancelled" else None
    pipeline = rules.pipelines.get(deal.stage.pipeline)
    return OrderDecision("hold") if pipeline is None else _in_pipeline(deal, deal.stage, pipeline, rules)


def times_in_work(deal: SalesOrder, rules: Rules) -> list[datetime]:
    """Return when a deal entered «Заказ в работе», of any pipeline of the rules, by its stage history."""
    work_stages = {(key, pipeline.work) for key, pipeline in rules.pipelines.items()}
    return [entry.entered_at for entry in deal.history if (entry.pipeline, entry.stage) in work_stages]


def birthplace(order: SalesOrder, rules: Rules) -> NewDeal | None:
    """Return the pipeline and stage in which the deal of an order of 1C begins; None if it makes none."""
    if not _may_be_born(order, rules):
        return None
    return NewDeal(pipeline=rules.birth_pipeline, stage=rules.pipelines[rules.birth_pipeline].work)


def _in_pipeline(deal: SalesOrder, stage: Stage, pipeline: PipelineRules, rules: Rules) -> OrderDecision:
    if deal.phase == "cancelled" or pipeline.is_lost(stage):
        return OrderDecision("cancelled")
    if stage.id == pipeline.parking:
        return OrderDecision("hold")
    if not _is_recent(deal.dated, rules):
        return OrderDecision("yes")
    if stage.id == pipeline.work:
        return OrderDecision("yes", may_create=True)
    return _behind_work(deal, stage, pipeline, rules)


def _is_recent(dated: datetime | None, rules: Rules) -> bool:
    return dated is not None and dated >= rules.cutoff


def _behind_work(deal: SalesOrder, stage: Stage, pipeline: PipelineRules, rules: Rules) -> OrderDecision:
    """Decide about an order for a deal in a stage after «Заказ в работе»: made if the history shows `work` (R2).

    An empty history says nothing: it is read only for a deal that has no order. A deal that was won in a stage without
    a role jumps over nothing: what the rules do not name is told in no deal.
    """
    if not pipeline.is_behind_work(stage) or not deal.history:
        return OrderDecision("yes")
    entered = times_in_work(deal, rules)
    may_create = any(moment >= rules.cutoff for moment in entered)
    return OrderDecision("yes", may_create=may_create, jumped=not entered and pipeline.has_role_behind_work(stage))


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
