"""What the administrator decides is what the checker asks for afterwards."""

from random import Random

import pytest

from services.reconciler.looking import BETWEEN_LOOKS, Looker
from tests.chaos.administrator import Administrator
from tests.chaos.breaking.scene import Scene
from tests.chaos.checker import complaints
from tests.chaos.reconciling import PAUSE, shortened
from tests.chaos.test_checker import LOST, NEW, Sides, pair


def administrator(sides: Sides) -> Administrator:
    scene = Scene(None, None, None, None, sides, Random(1))  # type: ignore[arg-type]
    return Administrator(scene, lambda _: None)


@pytest.mark.parametrize(("side", "stands"), [("b24", "other"), ("onec", "manager")])
def test_whatever_differs_is_to_be_as_the_side_named_has_it(side, stands):
    sides, one = Sides(), pair()
    sides.deal["assignedById"] = 12

    administrator(sides)._decide([one], side)
    first = complaints(sides, [one])
    sides.deal["assignedById"] = 11
    second = complaints(sides, [one])

    assert {name: value for name, (_, value) in one.decided.items()} == {"manager": stands}
    assert ("differ" in first[0], [text for text in second if "was to stand" in text] == []) == (True, side == "onec")


def test_edits_are_lost_in_deals_at_work_whose_orders_are_neither_paid_nor_shipped():
    at_work, lost, new, paid = pair(), pair(LOST), pair(NEW), pair(paid_or_shipped=True)

    live = administrator(Sides())._live([at_work, lost, new, paid])

    assert [one for one, _, _ in live] == [at_work]


def test_both_looks_are_close_together_while_it_is_so():
    with shortened():
        close = Looker.__init__.__kwdefaults__["pause"]

    assert (close, Looker.__init__.__kwdefaults__["pause"]) == (PAUSE, BETWEEN_LOOKS)
