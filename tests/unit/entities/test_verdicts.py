"""Every situation of a two-sided group: both numbers, what stands there, and who judges."""

import pytest

from shared.canon import ORDERS
from shared.entities import GroupDoc, Target, Verdict, decide
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup

MINE = GroupDoc(digest="mine", edited=5, known=7)
EDITED = {"older": 6, "same": 7, "newer": 8}
KNOWN = {"heard": 5, "unheard": 4}  # whether the partner had our edit 5 when he sent his
THERE = {
    "absent": None,
    "equal": Target("mine", equal=True),
    "equal, typed": Target("typed", equal=True),
    "mine": Target("mine", equal=False),
    "typed": Target("typed", equal=False),
    "unread": Target(None, equal=False),
}
TABLE = {
    ("newer", "heard", "absent"): "write",
    ("newer", "heard", "equal"): "accept",
    ("newer", "heard", "equal, typed"): "accept",
    ("newer", "heard", "mine"): "write",
    ("newer", "heard", "typed"): "come_back",
    ("newer", "heard", "unread"): "write",
    ("newer", "unheard", "absent"): "write",
    ("newer", "unheard", "equal"): "accept",
    ("newer", "unheard", "equal, typed"): "accept",
    ("newer", "unheard", "mine"): "conflict",
    ("newer", "unheard", "typed"): "come_back",
    ("newer", "unheard", "unread"): "conflict",
    **{(edited, known, there): "skip" for edited in ("older", "same") for known in KNOWN for there in THERE},
}
TWO_SIDED = sorted(set(OrderGroup) - ORDERS.one_sided)


def decided(group: OrderGroup, edited: str, known: str, there: str, *, judge: bool) -> Verdict:
    target = {group: found} if (found := THERE[there]) else {}
    stamp = Stamp(edited=EDITED[edited], known=KNOWN[known])
    return decide({group: stamp}, {group: MINE}, target, subject=ORDERS, judge=judge)[group]


@pytest.mark.parametrize(("edited", "known", "there"), TABLE)
def test_the_judge_decides_by_the_table(edited, known, there):
    found = decided(OrderGroup.ROWS, edited, known, there, judge=True)

    assert Verdict[TABLE[edited, known, there].upper()] == found


@pytest.mark.parametrize(("edited", "known", "there"), [case for case in TABLE if case[0] == "newer"])
def test_whoever_is_no_judge_leaves_conflicts_alone_and_decides_all_else_alike(edited, known, there):
    expected = TABLE[edited, known, there].replace("conflict", "skip")

    found = decided(OrderGroup.ROWS, edited, known, there, judge=False)

    assert Verdict[expected.upper()] == found


@pytest.mark.parametrize("group", TWO_SIDED)
@pytest.mark.parametrize("there", THERE)
def test_every_two_sided_group_is_decided_alike(group, there):
    found = decided(group, "newer", "unheard", there, judge=True)

    assert decided(OrderGroup.ROWS, "newer", "unheard", there, judge=True) == found


@pytest.mark.parametrize("group", sorted(ORDERS.one_sided))
@pytest.mark.parametrize(
    ("edited", "there", "expected"),
    [
        *(("older", there, Verdict.SKIP) for there in THERE),
        *((edited, there, Verdict.ACCEPT) for edited in ("same", "newer") for there in ("equal", "equal, typed")),
        *((edited, there, Verdict.WRITE) for edited in ("same", "newer") for there in ("absent", "mine", "typed")),
    ],
)
def test_a_one_sided_group_knows_no_conflict(group, edited, there, expected):
    found = decided(group, edited, "unheard", there, judge=True)

    assert expected == found


@pytest.mark.parametrize(
    ("stamp", "compared", "verdict"),
    [
        (Stamp(edited=8, known=5, decided=7), "typed", Verdict.WRITE),
        (Stamp(edited=8, known=5, decided=6), "typed", Verdict.COME_BACK),
        (Stamp(edited=8, known=5, decided=7), "another", Verdict.COME_BACK),
        (Stamp(edited=8, known=5, decided=7), None, Verdict.COME_BACK),
        (Stamp(edited=8, known=5), "typed", Verdict.COME_BACK),
        (Stamp(edited=8, known=4, decided=7), "typed", Verdict.CONFLICT),
    ],
)
def test_an_edit_that_nobody_was_told_of_falls_only_to_the_person_who_has_compared_it(stamp, compared, verdict):
    mine = GroupDoc(digest="mine", edited=5, known=6, compared=compared, compared_at=7)

    found = decide(
        {OrderGroup.ROWS: stamp},
        {OrderGroup.ROWS: mine},
        {OrderGroup.ROWS: THERE["typed"]},
        subject=ORDERS,
        judge=True,
    )

    assert found == {OrderGroup.ROWS: verdict}
