"""Decides for a writer which groups of a command are written, and what is remembered then (docs/convergence.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from shared.entities.model import NOTHING, GroupDoc, Subject, Target, Verdict, Winner, WriteAnswer
from shared.messages.groups import Stamp

G = TypeVar("G", bound=str)


def decide(
    stamps: Mapping[G, Stamp],
    document: Mapping[str, GroupDoc],
    target: Mapping[G, Target],
    *,
    subject: Subject,
    judge: bool,
) -> dict[G, Verdict]:
    """Decide for a writer about every group of a command: write it, leave it, or a conflict.

    Args:
        stamps: the command's `order.groups`, without the groups frozen here.
        document: as it was when the write began.
        target: read after the write began; a group that is absent has nothing there to lose (a create).
        subject: of the record.
        judge: True in the one place that settles conflicts; elsewhere a conflict is skipped.

    Returns:
        A verdict for each group of `stamps`. One `COME_BACK` holds for the command as a whole.
    """
    return {
        group: _one_sided(stamp, document.get(group, NOTHING), target.get(group))
        if group in subject.one_sided
        else _verdict(stamp, document.get(group, NOTHING), target.get(group), judge=judge)
        for group, stamp in stamps.items()
    }


def _verdict(stamp: Stamp, mine: GroupDoc, found: Target | None, *, judge: bool) -> Verdict:
    if stamp.edited <= mine.known:
        return Verdict.SKIP
    if found is not None and found.equal:
        return Verdict.ACCEPT
    if found is not None and found.digest not in {None, mine.digest, compared_by(stamp, mine)}:
        return Verdict.COME_BACK
    if found is not None and mine.edited > stamp.known:
        return Verdict.CONFLICT if judge else Verdict.SKIP
    return Verdict.WRITE


def compared_by(stamp: Stamp, mine: GroupDoc) -> str | None:
    """Return the digest here, told to nobody, that the person has seen who decided for a command's value, if any.

    What a reconciliation met here after the one by which that person has decided, that person has not seen.
    """
    return mine.compared if stamp.decided >= mine.compared_at else None


def _one_sided(stamp: Stamp, mine: GroupDoc, found: Target | None) -> Verdict:
    """Decide for a writer about a group edited on one side only; an equal number is written again."""
    if stamp.edited < mine.known:
        return Verdict.SKIP
    return Verdict.ACCEPT if found is not None and found.equal else Verdict.WRITE


def after_write(  # noqa: PLR0913 - all that is known of one write
    document: Mapping[str, GroupDoc],
    stamps: Mapping[G, Stamp],
    verdicts: Mapping[G, Verdict],
    answers: Mapping[G, WriteAnswer],
    *,
    winners: Mapping[G, Winner],
    target: Mapping[G, Target] | None = None,
    lost: bool = False,
) -> dict[G, GroupDoc]:
    """Return what a writer is to remember of each group once the peer has answered the write.

    Args:
        document: as it was when the write began.
        stamps: the command's.
        verdicts: what `decide` said.
        answers: for the groups that were sent; a group to be written that has no answer was not written and stays
            as it was.
        winners: for every conflict that was settled, and for groups that were to be written but were turned down
            ("refused": remembered, published by nobody; "ours": the value here is published back).
        target: what was given to `decide`; its digests stand for the groups that were accepted unwritten.
        lost: what stands there may be what an earlier write has sent, of whose answer nobody heard.

    Returns:
        The groups that change, for `EntityStore.end_write`.

    Raises:
        KeyError: a conflict without a winner.
    """
    found = target or {}
    changed: dict[G, GroupDoc] = {}
    for group, verdict in verdicts.items():
        mine = document.get(group, NOTHING)
        known = replace(mine, known=max(mine.known, stamps[group].edited))
        if verdict is Verdict.ACCEPT:
            unheard = mine.edited > stamps[group].known
            target_here, seen = found.get(group), compared_by(stamps[group], mine)
            is_known = lost or mine.digest is None or (target_here is not None and target_here.digest == seen)
            changed[group] = _accepted(known, answers.get(group), target_here, edited=unheard or not is_known)
        elif verdict is Verdict.CONFLICT or (verdict is Verdict.WRITE and group in winners):
            changed.update(_settled(group, known, winners[group], written=group in answers))
        elif verdict is Verdict.WRITE and group in answers:
            changed[group] = _answered(known, answers[group])
    return {group: doc for group, doc in changed.items() if doc != document.get(group, NOTHING)}


def _accepted(doc: GroupDoc, answer: WriteAnswer | None, found: Target | None, *, edited: bool) -> GroupDoc:
    """Return a writer's memory of a group whose value was equal on both sides, with the command's digest.

    What a person has set here since it was last published is published all the same. The counterpart may have another
    value by now, of somebody who has not seen this edit; and one that has not received our last edit is about to write
    it over the value that both sides have.

    Args:
        doc: what is remembered, with the command's number.
        answer: of a group that was sent all the same.
        found: what stands here.
        edited: another value than the remembered one is a person's, and nobody has decided against it.
    """
    if answer is not None:
        return _answered(doc, answer)
    if found is None or found.digest is None:
        return doc
    return doc.holding(None if edited and found.digest != doc.digest else found.digest)


def _answered(doc: GroupDoc, answer: WriteAnswer) -> GroupDoc:
    """Return a writer's memory of a written group; an answer unlike what was sent keeps no digest: it is read anew.

    Not the old digest: the peer, or a person, may have put the old value back, which would then be told to nobody.
    """
    return doc.holding(answer.digest if answer.equal else None)


def _settled(group: G, doc: GroupDoc, winner: Winner, *, written: bool) -> dict[G, GroupDoc]:
    if winner == "refused":
        return {group: doc}
    if winner == "theirs" and not written:
        return {}
    return {group: doc.holding(None)}
