"""The simulator's cases: applies the stage tables of one or two rules files to orders. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.console.rules_file import RulesFile
from shared.messages.order import SalesOrder
from shared.messages.things import Stage
from shared.process.survey import SeenDeal
from shared.rules import Rules
from shared.rules.explaining import Ahead, DealPlace, Explained, ahead_of, explain
from shared.rules.pipelines import ROLES, StageNames


@dataclass(frozen=True, slots=True)
class Case:
    """One order that a person asks the simulator about, and where its deal stands.

    Args:
        key: birth key of the pair; empty: the figures were given by hand.
        order: as 1C has it; None: there is none, or it is still a draft.
        deal: where its deal stands; None: it has none, or nobody has said.
    """

    key: str
    order: SalesOrder | None
    deal: SeenDeal | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What one rules file makes of a case: the line of the stage table, and the deal's move if known."""

    file: RulesFile
    explained: Explained
    ahead: Ahead | None

    @property
    def outcome(self) -> tuple[object, ...]:
        """What people would see of a simulated case; two stage tables may agree by different lines."""
        decision, ahead = self.explained.decision, self.ahead
        told = decision.because if decision.told and not (ahead and ahead.is_lost) else None
        return (told, decision.action, decision.role) if ahead is None else (told, ahead.to, ahead.is_against)

    def as_json(self) -> dict[str, Any]:
        """Return a simulated case, the line of the rules and the deal's move, for other programs."""
        explained = self.explained
        ahead = {} if self.ahead is None else {"to": self.ahead.to, "against": self.ahead.is_against}
        return {
            "rules": self.file.name,
            "line": explained.line,
            "file_line": self.file.lines.get(explained.line),
            "title": explained.title,
            "then": explained.then,
            "because": explained.decision.because,
            "action": explained.decision.action,
            "role": explained.decision.role,
            "told": explained.decision.told,
            **ahead,
        }


def simulate(case: Case, file: RulesFile, now: datetime) -> Simulated | None:
    """Apply a rules file to a case of the simulator; None if there is no order to apply it to."""
    if case.order is None:
        return None
    explained = explain(case.order, file.rules, now)
    ahead = ahead_of(explained.decision, place_of(case.deal), file.rules) if case.deal else None
    return Simulated(file, explained, ahead)


def may_differ(order: SalesOrder, one: RulesFile, other: RulesFile, now: datetime) -> bool:
    """Tell whether two rules files may decide differently about an order, wherever its deal stands."""
    if one.rules.pipelines != other.rules.pipelines:
        return True
    here, there = (explain(order, file.rules, now).decision for file in (one, other))
    return here != there


def place_of(deal: SeenDeal) -> DealPlace:
    """Return for the simulator a deal's pipeline and stage in the terms of the rules."""
    stage = Stage(pipeline=deal.pipeline, id=deal.stage, semantic=deal.ends or "P")
    return DealPlace(
        stage, by_bus=deal.by_bus, manual_stage=deal.manual_stage or None, left_out_of=deal.left_out_of or None
    )


def stage_named(stage: str, case: Case, rules: Rules) -> str:
    """Return for the simulator a stage's name in the portal, else its role, else its id."""
    if case.deal is not None and stage in case.deal.names:
        return f"«{case.deal.names[stage]}»"
    usual = StageNames()
    roles = {one.stage(role): getattr(usual, role) for one in rules.pipelines.values() for role in ROLES}
    return f"«{roles[stage]}» ({stage})" if stage in roles else stage
