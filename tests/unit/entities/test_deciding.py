"""One group, one situation, one verdict; and what is remembered of it."""

import pytest

from shared.canon import ORDERS
from shared.entities import GroupDoc, Target, Verdict, WriteAnswer, after_write, decide
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup

ROWS, STAGE, STATE, HEADER = OrderGroup.ROWS, OrderGroup.STAGE, OrderGroup.STATE, OrderGroup.HEADER
PUBLISHED = GroupDoc(digest="here", edited=5, known=7)


def verdict(stamp: Stamp, target: Target | None, *, judge: bool = True, mine: GroupDoc = PUBLISHED) -> Verdict:
    return decide({ROWS: stamp}, {ROWS: mine}, {ROWS: target} if target else {}, subject=ORDERS, judge=judge)[ROWS]


@pytest.mark.parametrize(
    ("stamp", "target", "expected"),
    [
        (Stamp(edited=7, known=5), Target("here", equal=False), Verdict.SKIP),
        (Stamp(edited=8, known=5), Target("here", equal=False), Verdict.WRITE),
        (Stamp(edited=8, known=5), Target("here", equal=True), Verdict.ACCEPT),
        (Stamp(edited=8, known=4), Target("here", equal=True), Verdict.ACCEPT),
        (Stamp(edited=8, known=4), Target("here", equal=False), Verdict.CONFLICT),
        (Stamp(edited=8, known=5), Target("typed just now", equal=False), Verdict.COME_BACK),
        (Stamp(edited=8, known=4), Target("typed just now", equal=False), Verdict.COME_BACK),
        (Stamp(edited=8, known=5), Target("typed just now", equal=True), Verdict.ACCEPT),
        (Stamp(edited=8, known=5), Target(None, equal=False), Verdict.WRITE),
        (Stamp(edited=8, known=0), None, Verdict.WRITE),
    ],
)
def test_a_two_sided_group_is_decided_by_both_numbers_and_what_stands_there(stamp, target, expected):
    found = verdict(stamp, target)

    assert expected == found


def test_only_the_judge_hears_of_a_conflict():
    found = verdict(Stamp(edited=8, known=4), Target("here", equal=False), judge=False)

    assert found == Verdict.SKIP


@pytest.mark.parametrize(
    ("edited", "expected"), [(6, Verdict.SKIP), (7, Verdict.WRITE), (8, Verdict.WRITE)], ids=["older", "same", "newer"]
)
@pytest.mark.parametrize("group", [STAGE, STATE, OrderGroup.GIVEN])
def test_a_stage_or_a_state_runs_again_unless_a_newer_one_was_seen(group, edited, expected):
    found = decide({group: Stamp(edited=edited)}, {group: GroupDoc(known=7)}, {}, subject=ORDERS, judge=True)

    assert {group: expected} == found


def test_an_older_yes_is_stale_once_a_hold_was_seen():
    hold = after_write(
        {}, {STAGE: Stamp(edited=200)}, {STAGE: Verdict.WRITE}, {STAGE: WriteAnswer("", equal=True)}, winners={}
    )

    found = decide({STAGE: Stamp(edited=100), ROWS: Stamp(edited=90)}, hold, {}, subject=ORDERS, judge=True)

    assert found[STAGE] == Verdict.SKIP


def remembered(
    found: Verdict, *, answer: WriteAnswer | None = None, target: Target | None = None, winner=None, known=5, lost=False
):
    return after_write(
        {ROWS: PUBLISHED},
        {ROWS: Stamp(edited=8, known=known)},
        {ROWS: found},
        {ROWS: answer} if answer else {},
        winners={ROWS: winner} if winner else {},
        target={ROWS: target} if target else None,
        lost=lost,
    ).get(ROWS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"found": Verdict.WRITE, "answer": WriteAnswer("new", equal=True)}, GroupDoc("new", 5, 8)),
        ({"found": Verdict.WRITE, "answer": WriteAnswer("other", equal=False)}, GroupDoc(None, 5, 8)),
        ({"found": Verdict.WRITE}, None),
        ({"found": Verdict.WRITE, "winner": "refused"}, GroupDoc("here", 5, 8)),
        ({"found": Verdict.WRITE, "winner": "ours"}, GroupDoc(None, 5, 8)),
        ({"found": Verdict.CONFLICT, "winner": "ours"}, GroupDoc(None, 5, 8)),
        (
            {"found": Verdict.CONFLICT, "winner": "theirs", "answer": WriteAnswer("new", equal=True)},
            GroupDoc(None, 5, 8),
        ),
        ({"found": Verdict.CONFLICT, "winner": "theirs"}, None),
        ({"found": Verdict.ACCEPT, "target": Target("the same, typed here", equal=True)}, GroupDoc(None, 5, 8)),
        ({"found": Verdict.ACCEPT, "target": Target("sent", equal=True), "lost": True}, GroupDoc("sent", 5, 8)),
        ({"found": Verdict.ACCEPT, "target": Target("back again", equal=True), "known": 4}, GroupDoc(None, 5, 8)),
        ({"found": Verdict.ACCEPT, "target": Target("here", equal=True), "known": 4}, GroupDoc("here", 5, 8)),
        ({"found": Verdict.ACCEPT, "target": Target(None, equal=True)}, GroupDoc("here", 5, 8)),
        ({"found": Verdict.SKIP}, None),
        ({"found": Verdict.COME_BACK}, None),
    ],
)
def test_what_is_remembered_follows_from_the_verdict_and_the_answer(given, expected):
    found = remembered(**given)

    assert expected == found


def test_a_conflict_without_a_winner_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        remembered(Verdict.CONFLICT)
