"""Explains by which line of the stage table an order moves its deal, and where to, for editors of rules. Pure.

Nothing is decided here: the line and the decision are those that the ring goes by (`stages.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from shared.messages.order import SalesOrder
from shared.messages.things import Stage
from shared.rules.model import Rules
from shared.rules.stages import StageDecision, contradicts, leads_to, line_of, moves_to, stage_decision
from shared.rules.states import Consequence


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanation: what the rules make of an order.

    Args:
        line: which line of the table fits, counted from 1.
        title: what the line is called; empty: it has no name.
        then: what the line says; `decision.because` differs from it where the figures cannot be believed yet or
            are 0 for ever, or nobody has named the state.
        decision: what follows.
    """

    line: int
    title: str
    then: Consequence
    decision: StageDecision


@dataclass(frozen=True, slots=True)
class DealPlace:
    """The pipeline and stage in which a deal stands.

    Args:
        stage: now.
        by_bus: the bus has put it there, and nobody has moved it since.
        manual_stage: the stage a person had last set; None: not known.
        left_out_of: the stage that a person took it out of for the order's present figures; None: of none.
    """

    stage: Stage
    by_bus: bool = False
    manual_stage: str | None = None
    left_out_of: str | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What would happen to a deal next.

    Args:
        to: id of the stage it is moved to; None: it stays.
        wanted: id of the stage that the figures ask for, where the deal may stand already; None: of none.
        is_ours: the rules name its pipeline.
        is_against: it stays where the figures do not lead, because a person has put it there.
        is_lost: it is a lost one, in which nothing is told of an order that moves no deal.
    """

    to: str | None = None
    wanted: str | None = None
    is_ours: bool = True
    is_against: bool = False
    is_lost: bool = False


def explain(order: SalesOrder, rules: Rules, now: datetime) -> Explained:
    """Explain which line of the stage table decides about an order, and what it decides.

    Args:
        order: snapshot of an order of 1C; state and figures are enough.
        rules: today's, or edited ones.
        now: when the snapshot was taken.
    """
    line = line_of(order, rules)
    number = next(place for place, one in enumerate(rules.states, 1) if one is line)
    return Explained(number, line.title or "", line.then, stage_decision(order, rules, now))


def ahead_of(decision: StageDecision, place: DealPlace, rules: Rules) -> Ahead:
    """Return whether a deal would be moved from where it stands, by its order's decision, for the explanation.

    Args:
        decision: about its order.
        place: of the deal.
        rules: the same the decision was made by.
    """
    move = moves_to(decision.role, rules).get(place.stage.pipeline)
    if move is None:
        return Ahead(is_ours=False)
    if decision.action == "stay":
        return Ahead(is_lost=rules.pipelines[place.stage.pipeline].is_lost(place.stage))
    to = leads_to(decision.action, move, place.stage, by_bus=place.by_bus, manual_stage=place.manual_stage)
    if to is not None and to == place.left_out_of:
        return Ahead(wanted=to, is_against=True)
    # Where payments go by contract 1C keeps no figures of an order, so no stage can contradict them.
    by_figures = decision.because != "settlement_by_contract"
    is_against = to is None and by_figures and not place.by_bus and contradicts(place.stage, move)
    return Ahead(to, move.to, is_against=is_against)
