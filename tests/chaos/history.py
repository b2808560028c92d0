"""Who wrote what, when: from the histories that portal and base keep, and from nothing the bus says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card
    from tests.chaos.company import Company
    from tests.chaos.things import Thing

Side = Literal["deal", "order"]
BUS = 7
"""The user whose webhook the bus has."""
VISIT_S = 6.0
"""From the bus's look at a record to its write, when the portal is slow."""
AROUND_S = 60.0
"""What is told of with a complaint."""


@dataclass(frozen=True, slots=True)
class Write:
    """A value that somebody gave to a thing; `at` is a Unix time."""

    at: float
    side: Side
    by_bus: bool
    value: Any


def writes(company: Company, thing: Thing, card: Card, order: Order) -> list[Write]:
    """Return everything that was written into a thing on both sides, oldest first."""
    return sorted([*_in_portal(company, thing, card), *_in_base(thing, order)], key=lambda one: one.at)


def _in_portal(company: Company, thing: Thing, card: Card) -> Iterator[Write]:
    for line in card.history:
        value = thing.in_portal(company, line)
        if value is not None:
            yield Write(float(line["unix"]), "deal", int(line["user"]) == BUS, value)


def _in_base(thing: Thing, order: Order) -> Iterator[Write]:
    held = None
    for edit in order.shown["edits"]:
        value = thing.in_base(edit)
        if value is not None and value != held:
            yield Write(float(edit["unix"]), "order", edit["by"] == "odata", value)
        held = value


def last_of_a_person(log: Sequence[Write]) -> Write | None:
    """Return what the last person set, on whichever side."""
    return next((one for one in reversed(log) if not one.by_bus), None)


def lost(log: Sequence[Write]) -> Iterator[tuple[Write, Write]]:
    """Yield what a person set and the bus replaced before it had reached the other side, with the write over it."""
    for side in ("deal", "order"):
        here = [one for one in log if one.side == side]
        for place, mine in enumerate(here):
            over = _written_over(here[place + 1 :])
            if mine.by_bus or not over or over[-1].value == mine.value:
                continue
            if not _had_arrived(log, mine, over[0].at):
                yield mine, over[0]


def _written_over(behind: Sequence[Write]) -> list[Write]:
    """Return the bus's writes up to the next of a person, who saw what he changed."""
    found = []
    for one in behind:
        if not one.by_bus:
            break
        found.append(one)
    return found


def _had_arrived(log: Sequence[Write], mine: Write, until: float) -> bool:
    there = [one for one in log if one.side != mine.side and one.at <= until]
    stood = [one for one in there if one.at <= mine.at][-1:]
    return mine.value in [one.value for one in (*stood, *(one for one in there if one.at > mine.at))]


def fell_into_the_instant(card: Card, mine: Write, over: Write) -> bool:
    """Tell whether the portal's log proves that the bus could not see a person's edit of a deal that it wrote over.

    It had read the deal before the edit, not since, and its write was under way: neither peer offers a conditional
    write (README, "Guarantees").
    """
    looks = [float(at) for at in card.looks]
    before = [at for at in looks if at <= mine.at]
    seen_since = any(mine.at < at < over.at for at in looks)
    return mine.side == "deal" and bool(before) and not seen_since and over.at - before[-1] <= VISIT_S


def around(card: Card, log: Sequence[Write], mine: Write) -> str:
    """Describe who wrote a thing, and when the bus looked at the deal, in seconds from a person's edit."""
    seen = [(float(at), "the bus looks at the deal") for at in card.looks]
    seen += [(one.at, f"{'the bus' if one.by_bus else 'a person'} sets {one.value} in the {one.side}") for one in log]
    near = sorted((at - mine.at, text) for at, text in seen if abs(at - mine.at) <= AROUND_S)
    return "; ".join(f"{seconds:+.1f} s {text}" for seconds, text in near)
