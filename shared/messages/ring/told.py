"""Told sentences: what a manager will read in the deal, with their edits, ids and placeholders for stages."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Literal, TypeVar

from shared.messages.groups import Stamp
from shared.messages.model import Count, Model

Topic = Literal[
    "created",
    "changed",
    "refusal",
    "stage",
    "state",
    "closed",
    "conflict",
    "total",
    "packaging",
    "order",
    "jumped",
    "invoice",
    "invoiced",
    "prices",
    "head",
]

G = TypeVar("G", bound=str)
_STAGE = re.compile(r"\{stage:([^{}]+)\}")


def stage_by_id(stage: str) -> str:
    """Return the placeholder for a stage in a told sentence; the portal's name replaces it where it is known."""
    return f"{{stage:{stage}}}"


class Edit(Model):
    """What a write has changed in an order, so that edits made one after another are told together.

    Args:
        numbers: of the edits in it, in order; a later one has a greater number.
        order: its number as people know it.
        added, removed: how many rows.
        edited: rows, by what tells them apart.
        what: changes beside the rows, «сменился менеджер».
        before, after: the order's total as people read it.
    """

    numbers: tuple[Count, ...]
    order: str
    added: Count = 0
    removed: Count = 0
    edited: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    before: str
    after: str

    def together(self, other: "Edit") -> "Edit":
        """Return two edits of an order told as one, whichever was heard first; one counted before adds nothing."""
        if set(other.numbers) <= set(self.numbers):
            return self
        first = min(self, other, key=lambda edit: edit.numbers[0])
        last = max(self, other, key=lambda edit: edit.numbers[-1])
        return last.with_(
            numbers=tuple(sorted({*self.numbers, *other.numbers})),
            added=self.added + other.added,
            removed=self.removed + other.removed,
            edited=tuple(dict.fromkeys((*self.edited, *other.edited))),
            what=tuple(dict.fromkeys((*self.what, *other.what))),
            before=first.before,
        )


class Told(Model):
    """A sentence for the manager.

    Args:
        topic: a sentence equal to the last one of its topic is not repeated, unless it is of another edit or answers
            another one.
        text: Russian; who, what, what to do. Of topic `jumped`, a stage stands in it as `stage_by_id` writes it.
        once: told only if nothing of this topic was ever told in this deal.
        clears: topics that are settled by this sentence, so that they may be told again.
        edit: what an edit changed, told together with the edits right before it.
        answers: number of the edit that it answers, so that an equal sentence about the next one is told; 0: it tells
            how something stands.
        settles: number of the deal's edit of rows whose wish for prices anew (`SalesOrder.reprice`) ends with this
            sentence, without rows that say so; 0: of none.
        id: of the write it tells of, with its topic and a mark of its text, `deal:41:1764331200000:changed:0f3a91c2`;
            what has an id is told once, however often it arrives and whatever was told since. Empty: it tells of a
            state, not of a write.
        stops: what it tells of goes on only after an administrator has acted.
    """

    topic: Topic
    text: str
    once: bool = False
    clears: tuple[Topic, ...] = ()
    edit: Edit | None = None
    answers: Count = 0
    settles: Count = 0
    id: str = ""
    stops: bool = False


def with_stage_names(told: Told, name_of: Callable[[str], str]) -> Told:
    """Replace the placeholders of stages in a told sentence by the names people see in the portal.

    Sentences of other topics are left as they are: whatever looks like a stage there is a part of somebody's name.
    """
    if told.topic != "jumped":
        return told
    return told.with_(text=_STAGE.sub(lambda found: name_of(found[1]), told.text))


def answering(told: Iterable[Told], stamps: Mapping[G, Stamp], groups: Iterable[G]) -> list[Told]:
    """Make told sentences answers to the latest edit of a record's groups.

    Args:
        told: sentences.
        stamps: of the record.
        groups: that were edited; the latest edit counts.
    """
    edited = max((stamps[group].edited for group in groups if group in stamps), default=0)
    return [one.with_(answers=edited) for one in told]


def told_by(told: Sequence[Told], key: str, version: int) -> tuple[Told, ...]:
    """Give told sentences the id of the write they tell of; one that has an id was said by an earlier run.

    Args:
        told: sentences; equal ones become one.
        key: birth key of the pair.
        version: of the write.
    """
    once = {(one.topic, one.text): one for one in reversed(told)}
    ordered = [once[name] for name in dict.fromkeys((one.topic, one.text) for one in told)]
    return tuple(one if one.id else one.with_(id=f"{key}:{version}:{one.topic}:{_mark(one.text)}") for one in ordered)


def _mark(text: str) -> str:
    """Mark a told sentence, so that two conflicts of one write are told apart in whatever order runs report them."""
    return sha256(text.encode()).hexdigest()[:8]
