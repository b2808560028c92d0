"""Plans which figures of its order (number, state, percentages, link) a deal shows, and its stage. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.b24_connector.vocabulary.figures import shown_figures
from services.b24_connector.vocabulary.names import DealFields
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import StageRule
from shared.messages.ring.told import Told
from shared.messages.things import Stage
from shared.rules.figures import figures_of
from shared.rules.stages import agrees, contradicts, leads_to

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MovePlan:
    """What an order's state leads to in its deal.

    Args:
        to: stage to set; None: leave the deal where it is.
        why: told after the move.
        told: told whatever happens.
        is_back: the stage is one a person had set.
        is_again: it was set for the same figures before.
        is_left: the deal was taken out of it, and is left where it stands.
        adopts: the stage in which a person has put the deal, and to which the figures lead: from now on the bus's own.
    """

    to: str | None = None
    why: str = ""
    told: tuple[Told, ...] = ()
    is_back: bool = False
    is_again: bool = False
    is_left: bool = False
    adopts: str | None = None


def plan_move(
    rule: StageRule,
    stage: Stage,
    *,
    bus_stage: str | None,
    manual_stage: str | None,
    name_of: Callable[[str], str],
    is_decided: bool = False,
) -> MovePlan:
    """Decide whether a deal is moved, and to which stage, by what the router made of its order's state.

    Args:
        rule: what the router made of the order's state.
        stage: where the deal stands now.
        bus_stage: the stage the bus set last, while nobody has moved the deal since.
        manual_stage: the stage a person had last set.
        name_of: names of stages.
        is_decided: a person has seen the present stage, and decided for the order's state against it.
    """
    told: tuple[Told, ...] = (Told(topic="state", text=rule.told),) if rule.told and not _is_lost(rule, stage) else ()
    move = rule.moves.get(stage.pipeline)
    if move is None:
        return MovePlan(told=told)
    by_bus = bus_stage == stage.id
    is_free = by_bus or (is_decided and rule.action == "move" and contradicts(stage, move))
    wanted = leads_to(rule.action, move, stage, by_bus=is_free, manual_stage=manual_stage)
    if wanted:
        why = rule.why_leaving.get(stage.id, rule.why)
        is_back = rule.action == "back" or move.to is None
        return MovePlan(wanted, why.replace("{stage}", name_of(wanted)), told, is_back)
    if rule.otherwise and not by_bus and contradicts(stage, move):
        told += left_alone(rule, stage, name_of)
    return MovePlan(told=told, adopts=stage.id if not by_bus and agrees(rule.action, move, stage) else None)


def _is_lost(rule: StageRule, stage: Stage) -> bool:
    """Tell whether the portal or the rules call a deal lost: the bus itself has withdrawn its order, and said so."""
    return stage.semantic == "F" or stage.id in rule.lost


def left_alone(rule: StageRule, stage: Stage, name_of: Callable[[str], str]) -> tuple[Told, ...]:
    """Say in a move's plan that the deal stays where a person put it, by the portal's own names of stages."""
    move = rule.moves.get(stage.pipeline)
    target = name_of(move.to or "") if move else ""
    text = (rule.otherwise or "").replace("{stage}", name_of(stage.id)).replace("{target}", target)
    return (Told(topic="stage", text=text),) if text else ()


def differing_figures(order: SalesOrder, item: Row, fields: DealFields) -> dict[str, str]:
    """Return the deal's figure fields that do not show what the order says, by the portal's names."""
    shown = shown_figures(item, fields)
    return {fields.names[key]: value for key, value in figures_of(order).items() if shown.get(key, value) != value}


def missing_organisation(order: SalesOrder, item: Row, fields: DealFields) -> dict[str, str]:
    """Return our organisation for a deal that names none: the order has got one by the rules (R13).

    A value that was deleted from the list names none, and people see an empty field.
    """
    name = fields.names.get("organisation")
    option = fields.option_of(order.organisation.inn if order.organisation else "")
    is_named = name and fields.list_of("organisation").option(item.get(name))
    return {name: option.id} if name and option and not is_named else {}
