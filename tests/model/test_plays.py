"""Plays of few steps that the runs of the model meet once in thousands, each by its name."""

from collections.abc import Mapping

from shared.messages.order import OrderGroup
from tests.model.convergence.connectors import read, write
from tests.model.convergence.moving import Steps
from tests.model.convergence.side import HEADER, Side, same
from tests.model.convergence.weather import Weather
from tests.model.convergence.world import World

UP_TO_ITS_NUMBERS = 4
"""Steps of a read that has decided what it publishes, and has announced none of it."""


class Play(World):
    """A pair whose sides are equal, in which nothing happens by itself, and the judge decides for 1C."""

    def __init__(self) -> None:
        super().__init__(0, Weather(acting=0, crashing=0, repeats=False))
        self.repeats = False
        assert self.settles()
        self.chance = lambda: 0.0

    def types(self, side: Side, value: str) -> None:
        """A person's edit, which is told and not yet heard."""
        side.put(HEADER, value)
        act(self.read(side))

    def read(self, side: Side, asserted: Mapping[OrderGroup, int] | None = None, *, compared_at: int = 0) -> Steps:
        side.touched = False
        return read(self, side, force=bool(asserted), asserted=asserted or {}, compared_at=compared_at)

    def compare(self, side: Side) -> int:
        """A reconciliation meets what a side holds, and shows it; returns the moment."""
        self._compare(side)
        self.now += 1
        return self.now - 1

    def write(self, side: Side) -> Steps:
        return write(self, side, side.inbox.pop(0))

    def ends(self) -> str | None:
        self.chance = World(0, self.weather).chance
        return self.verdict() if self.settles() else "endless"


def act(steps: Steps, many: int | None = None) -> None:
    for _ in range(many) if many else iter(int, 1):
        if next(steps, "ended") == "ended":
            return


def test_a_conflict_settled_while_a_decided_read_is_under_way_is_told_to_the_other_side():
    play = Play()
    play.types(play.o, "in the order")
    decided = play.read(play.o, {HEADER: play.b.doc.groups[HEADER].edited})
    play.types(play.b, "in the deal")

    act(decided, UP_TO_ITS_NUMBERS)
    act(play.write(play.o))
    act(decided)

    assert play.conflicts == 1
    assert play.ends() is None


def test_a_decision_read_late_overwrites_no_edit_that_a_later_reconciliation_has_met():
    play = Play()
    play.types(play.o, "in the order")
    act(play.write(play.b))
    play.b.put(HEADER, "seen by who decides")
    compared_at = play.compare(play.b)
    play.b.put(HEADER, "typed after that")
    play.compare(play.b)

    act(play.read(play.o, {HEADER: play.b.doc.groups[HEADER].edited}, compared_at=compared_at))
    act(play.write(play.b))

    assert play.b.values is not None
    assert same(play.b.values[HEADER], "typed after that")
    assert play.ends() is None


def test_what_a_decision_was_made_against_is_overwritten_though_nobody_was_told_of_it():
    play = Play()
    play.b.put(HEADER, "seen by who decides")
    compared_at = play.compare(play.b)

    act(play.read(play.o, {HEADER: play.b.doc.groups[HEADER].edited}, compared_at=compared_at))
    act(play.write(play.b))

    assert play.b.values is not None
    assert same(play.b.values[HEADER], "init")
    assert play.ends() is None
