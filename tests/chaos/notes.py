"""What a manager reads in a deal: neither missing, nor twice, nor without end."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.chaos.history import BUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card
    from tests.chaos.company import Pair

CREATED, MARKED = "создан в 1С", "помечен на удаление"
OF_A_MOVE = ("Сделка передвинута", "Сделка возвращена", "передвинули вручную")
A_DEED, AT_LEAST = 2, 4
"""So many notes of the bus at most: for each of people's deeds, and besides."""


def told(card: Card, words: Sequence[str], since: float) -> bool:
    """Tell whether a note that came after a moment (Unix time) says one of these things; the portal keeps seconds."""
    return any(_at(note) >= int(since) and any(one in _plain(note) for one in words) for note in _ours(card))


def of_pair(pair: Pair, order: Order, card: Card) -> Iterator[str]:
    """Yield what is wrong with the notes of a deal that has an order."""
    ours = _ours(card)
    created = [note for note in ours if CREATED in _plain(note)]  # by its first number: another firm's is another one
    marked = any(MARKED in _plain(note) for note in ours)  # before its birth was told: this is said in place of it
    if pair.born == "deal" and len(created) != 1 and (created or not marked):
        yield f"{len(created)} notes say that order {order.number} was created"
    moved, told_of = _moves(card), [note for note in ours if any(words in _plain(note) for words in OF_A_MOVE)]
    if moved > len(told_of):
        ways = ", ".join(f"{one['user']} {one['fields']['stageId']} {one['time']}" for one in _stage_lines(card))
        said = "; ".join(f"{note['time']} {_plain(note)}" for note in told_of)
        yield f"the bus moved the deal {moved} times, and did not tell it as often: {ways}; {said}"
    deeds = sorted([*pair.deeds, *(float(one["unix"]) for one in card.history if not _is_bus(one))])
    if len(ours) > AT_LEAST + A_DEED * len(deeds):
        yield f"{len(ours)} notes about {len(deeds)} deeds"
    for one, next_one in pairwise(ours):
        if one["text"] == next_one["text"] and not any(_at(one) - 1 <= at <= _at(next_one) for at in deeds):
            yield f"told twice, and nobody has done anything between: {_plain(one)}"


def _moves(card: Card) -> int:
    """Count the bus's moves: over a person's of the same instant, which it puts back at once, it is told once."""
    lines = _stage_lines(card)
    undone = sum(
        _is_bus(one) and _is_bus(back) and one["fields"]["stageId"][0] == back["fields"]["stageId"][1]
        for one, back in pairwise(lines)
    )
    return sum(map(_is_bus, lines)) - undone


def _stage_lines(card: Card) -> list[dict[str, Any]]:
    return [one for one in card.history if one["what"] == "changed" and "stageId" in one["fields"]]


def _ours(card: Card) -> list[dict[str, Any]]:
    return [note for note in card.notes if int(note["author"]) == BUS]


def _is_bus(line: dict[str, Any]) -> bool:
    return int(line["user"]) == BUS


def _at(note: dict[str, Any]) -> float:
    return datetime.fromisoformat(note["time"]).timestamp()


def _plain(note: dict[str, Any]) -> str:
    return str(note["text"]).replace("\u00a0", " ").replace("\u202f", " ")
