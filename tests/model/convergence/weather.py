"""What a run of the model has to stand, and the part of the rules that it does without."""

from dataclasses import dataclass, replace
from typing import Literal

Part = Literal[
    "adopting",
    "nothing",
    "known",
    "coming back",
    "writing",
    "one judge",
    "version",
    "old numbers when forced",
    "waiting for a lost call",
    "announcing",
    "announced numbers",
    "overtaking",
    "a number for every value",
    "unheard stages",
    "noting a move",
    "looking at a newborn",
    "hearing what was seen",
    "the moment of comparing",
    "numbers of what is sent",
]


@dataclass(frozen=True, slots=True)
class Weather:
    """What a run has to stand.

    Args:
        without: the part of the rules that is taken away.
        editors: sides whose people edit rows and headers.
        acting: share of steps in which a person does something.
        crashing: share of steps that are a crash.
        unguarded: people save between our read and our write, which no peer can prevent.
        in_order: messages keep their order.
        moving: share of what people do that moves a stage or a state.
        asserting: share of steps in which a person compares both sides and decides for one of them.
        comparing: share of those in which both sides are compared and nobody decides.
        takes_back: people also type what had stood there before, so a value does not tell its age.
        ahead: people also put a deal into a stage that the bus would set, before 1C agrees.
    """

    without: Part = "nothing"
    editors: str = "bo"
    acting: float = 0.045
    crashing: float = 0.015
    repeats: bool = True
    unguarded: bool = False
    in_order: bool = False
    shipments: bool = True
    takes_back: bool = True
    moving: float = 0.25
    asserting: float = 0.0
    comparing: float = 0.0
    ahead: bool = False

    def without_part(self, part: Part) -> "Weather":
        return replace(self, without=part)
