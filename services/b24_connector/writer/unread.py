"""Chooses what the manager has not read yet of the sentences for a deal's or company's timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from shared.canon import digest
from shared.messages.ring.told import Edit, Told
from shared.russian import edited

IDS_KEPT = 50
"""A redelivery comes soon; more notes than these of one deal do not come between."""


@dataclass(frozen=True)
class Telling:
    """What is left to tell of a list of sentences in a deal.

    Args:
        told: not told yet, in order.
        marks: what to remember by topic; None: the topic is settled.
        ids: of all sentences, whether left or not.
    """

    told: tuple[Told, ...]
    marks: Mapping[str, str | None]
    ids: tuple[str, ...] = ()

    @property
    def edit(self) -> Edit | None:
        """The unread sentences as one edit, if they are edits alone."""
        edits = [one.edit for one in self.told if one.edit is not None]
        return reduce(Edit.together, edits) if edits and len(edits) == len(self.told) else None

    @property
    def text(self) -> str:
        """The timeline comment that tells the unread sentences."""
        return edited(self.edit) if self.edit else "\n\n".join(one.text for one in self.told)


def choose(told: Sequence[Told], remembered: Mapping[str, str], *, always: bool = False) -> Telling:
    """Choose the sentences that the manager has not read yet.

    Args:
        told: sentences in order.
        remembered: digest of the last sentence by topic.
        always: repeat sentences too, because what they tell has happened again.
    """
    known: dict[str, str | None] = dict(remembered)
    left = []
    for one in told:
        mark = _mark(one)
        last = known.get(one.topic)
        if always or (last is None if one.once else last != mark):
            left.append(one)
            known[one.topic] = mark
        known |= dict.fromkeys(one.clears)
    marks = {topic: mark for topic, mark in known.items() if mark != remembered.get(topic)}
    return Telling(tuple(left), marks)


def _mark(one: Told) -> str:
    """Return what tells a sentence from the last one of its topic: its words, and the edits that it is about."""
    edits = one.edit.numbers if one.edit else one.answers or one.settles
    return digest(f"{edits} {one.text}" if edits else one.text)
