"""How the model's portal moves a deal to the stage of a state, as docs/convergence.md describes it."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.canon import ORDERS
from shared.entities import GroupDoc, Verdict, WriteAnswer, after_write, decide
from shared.messages.order import OrderGroup
from tests.model.convergence.side import STAGE, STATE, Command, Side

if TYPE_CHECKING:
    from tests.model.convergence.world import World

Steps = Generator[None, None, None]
MOVES = {"paid": "paid", "shipped": "shipped"}


def move(world: "World", side: Side, command: Command, groups: Mapping[OrderGroup, GroupDoc]) -> Steps:
    if side.values is None or not side.doc.ref:
        come_back(side, command)
        return
    stamps, verdicts, answers = alone(STATE, command)
    verdicts = decide(stamps, groups, {}, subject=ORDERS, judge=False)
    if verdicts[STATE] is Verdict.SKIP:
        side.doc.release({})
        return
    version = side.doc.writing
    assert version is not None
    present, bus_stage, manual = stage_now(side)
    ahead = MOVES.get(command.values[STATE])
    to = ahead or (manual if present == bus_stage else present)
    if present not in ("work", bus_stage):
        to = present
    changed = after_write(groups, stamps, verdicts, answers, winners={})
    if to != present:
        # back to where a person had put it: that stage is the person's again
        bus_stage = ahead
        if world.without != "noting a move":
            memo = {"bus_stage": bus_stage, "manual_stage": manual, "to": to}
            side.doc.note_step(version, step="move", memo=memo)
        side.put(STAGE, to)
        world.writes += 1
    elif ahead == present != bus_stage and world.without != "adopting":
        # a person was faster than the figures: the stage is the bus's from now on
        bus_stage, manual = present, "work"
    stage = groups.get(STAGE, GroupDoc())
    # A stage that a person set and nobody heard of is published even if it has changed again when it is read.
    changed[STAGE] = replace(stage, digest=to if stage.digest == present else None)
    side.touched |= stage.digest != present
    if world.without == "unheard stages" and stage.digest != present:
        del changed[STAGE]
    yield
    yield
    side.doc.end_write(changed, bus_stage=bus_stage, manual_stage=manual)


def stage_now(side: Side) -> tuple[str, str | None, str]:
    """Return the stage, the one the bus had set if the deal still stands in it, and the one a person had last set."""
    assert side.values is not None
    present = side.values[STAGE]
    if present == side.doc.fields.get("bus_stage"):
        return present, present, side.doc.fields["manual_stage"]
    return present, None, present


def come_back(side: Side, command: Command, left: Mapping[OrderGroup, GroupDoc] | None = None) -> None:
    side.doc.end_write(left or {})
    side.inbox.append(command)


def alone(group: OrderGroup, command: Command):  # type: ignore[no-untyped-def]
    return {group: command.stamps[group]}, {group: Verdict.WRITE}, {group: WriteAnswer("", equal=True)}


def goes_back(world: "World") -> bool:
    """A person takes a deal back from where nothing in 1C leads to; then every payment is undone."""
    if not world.weather.ahead:
        return True
    settled = world.settles()
    deal, order = world.b.values, world.o.values
    if deal and order and deal[STAGE] in MOVES.values() and deal[STAGE] != MOVES.get(order[STATE]):
        world.b.put(STAGE, "work")
        settled = settled and world.settles()
    if order:
        world.o.put(STATE, "new")
    return settled
