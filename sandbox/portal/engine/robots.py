"""Robots, automation rules of the pipeline: what a stage does by itself to a deal that enters it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from .state import Event, Portal, Record

_MOVES = ("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY")
ACTOR = 1
"""Rules act under the administrator who has set them up, unless they name another user."""


@dataclass(frozen=True)
class Robot:
    """One automation rule of a stage of the simulated portal.

    Args:
        stage: whoever puts a deal there sets it off, REST included.
        changes: words of the control interface, as for a person's edit.
        delay_ms: between the move and the edit.
    """

    stage: str
    changes: Record
    delay_ms: int = 0


@dataclass
class Robots:
    """All automation rules of the simulated portal; they run after the call that moved the deal is answered.

    Args:
        portal: whose deals move.
        edit: changes a deal as a person does.
    """

    portal: Portal
    edit: Callable[[Portal, Record, Record], Record]
    rules: list[Robot] = field(default_factory=list)
    _met: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.portal.listeners.append(self.accept)

    def accept(self, event: Event) -> None:
        """Set off the automation rules of a stage that a deal has just entered."""
        deal = self.portal.deal(int(event.fields["ID"])) if event.name in _MOVES else None
        moves = self.portal.moves.get(deal["id"]) if deal else None
        if not deal or not moves or self._met.get(deal["id"]) == moves[-1]["ID"]:
            return
        self._met[deal["id"]] = moves[-1]["ID"]
        for rule in self.rules:
            if rule.stage == deal["stageId"]:
                asyncio.get_running_loop().call_later(rule.delay_ms / 1000, self._run, rule, deal["id"])

    def _run(self, rule: Robot, number: int) -> None:
        deal = self.portal.deal(number)
        if deal is not None:
            self.edit(self.portal, deal, {"by": ACTOR, **rule.changes})
