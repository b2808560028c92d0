"""A robot or a person takes a deal out of the stage the bus has set."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.b24_connector.sentences import moved_again
from services.b24_connector.writer.stages.arguing import AGAIN
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.decisions import Move, StageRule
from shared.store import Into
from tests.unit.b24_connector.test_mover import FROM, World

NAMED = ("PARKED", "PREPARATION", "INVOICE", "SHIPPED", "PAID", "WON", "LOSE")
MOVE = Move(to="PAID", only_from=FROM, default_back="PREPARATION", tell_in=("SHIPPED", "WON"), named=NAMED)
PAID = StageRule(action="move", why="Передвинута.", otherwise="Не передвинута в «{target}».", moves={"0": MOVE})
AGAIN_TOLD = [moved_again("Передвинута.", time, AGAIN) for time in range(1, AGAIN + 1)]
UNPAID = StageRule(action="back", why="Снята.", moves={"0": MOVE.with_(to=None)})


class Argued(World):
    """A deal that others move too."""

    def drag(self, *stages):
        deal = self.portal.deals["41"]
        for stage in stages:
            semantic = "F" if stage == "LOSE" else "P"
            deal |= {"stageId": stage, "stageSemanticId": semantic}
            self.portal.history.insert(0, {"OWNER_ID": "41", "STAGE_ID": stage, "STAGE_SEMANTIC_ID": semantic})

    async def apply(self, rule=PAID, paid=100, **decided):
        self.number = getattr(self, "number", 0) + 1
        await self.run(rule, state=self.number, given=self.number, paid=paid, **decided)


@pytest.mark.parametrize("ways", [["PREPARATION"], ["INVOICE"], ["PREPARATION", "INVOICE"], ["LEGAL", "PREPARATION"]])
async def test_a_deal_that_was_dragged_back_is_told_once_and_left_until_the_figures_change(ways):
    world = Argued()
    await world.apply()

    for _ in range(20):
        world.drag(*ways)
        await world.apply()
    left, told = world.stage, list(world.portal.comments)
    await world.apply(paid=120)

    assert (left, told) == (ways[-1], ["Передвинута.", "Не передвинута в «Paid»."])
    assert world.stage == "PAID"
    assert world.portal.comments[-1] == "Передвинута."


@pytest.mark.parametrize("elsewhere", ["PARKED", "LOSE"])
async def test_a_deal_that_comes_back_from_parking_or_the_lost_is_moved_anew(elsewhere):
    world = Argued()
    await world.apply()

    world.drag(elsewhere, "PREPARATION")
    await world.apply()

    assert world.stage == "PAID"
    assert world.portal.comments == ["Передвинута.", AGAIN_TOLD[0]]


async def test_a_second_move_whose_answer_was_lost_is_told_once():
    world = Argued()
    await world.apply()
    world.drag("LOSE", "PREPARATION")
    world.portal.lost = ["crm.item.update"]

    with pytest.raises(DoubtfulWrite):
        await world.apply()
    await world.apply()

    assert world.portal.comments == ["Передвинута.", AGAIN_TOLD[0]]


async def test_a_robot_that_parks_a_paid_deal_without_end_is_left_and_every_move_is_told():
    world = Argued()
    await world.apply()

    for _ in range(30):
        world.drag("PARKED", "PREPARATION")
        await world.apply()

    by_us = [
        params for method, params in world.portal.calls if method == "crm.item.update" if "stageId" in params["fields"]
    ]
    assert len(by_us) == 1 + AGAIN
    assert world.stage == "PREPARATION"
    *moved, last = world.portal.comments
    assert moved == ["Передвинута.", *AGAIN_TOLD]
    assert "Проверьте роботов" in last


async def test_a_payment_that_was_taken_back_and_made_again_moves_the_deal_again():
    world = Argued()

    for rule, paid in ((PAID, 100), (UNPAID, 0), (PAID, 100)):
        await world.apply(rule, paid=paid)

    assert world.stage == "PAID"


async def test_a_payment_that_came_again_after_the_deal_was_dragged_back_moves_it():
    world = Argued()
    await world.apply()
    world.drag("PREPARATION")

    await world.apply(UNPAID, paid=0)
    await world.apply()

    assert world.stage == "PAID"


async def test_a_drag_back_after_a_move_whose_answer_was_lost_is_left_too():
    world = Argued()
    world.portal.lost = ["crm.item.update"]
    with pytest.raises(DoubtfulWrite):
        await world.apply()
    await world.apply()

    world.drag("PREPARATION")
    await world.apply()

    assert world.stage == "PREPARATION"
    assert world.portal.comments == ["Передвинута.", "Не передвинута в «Paid»."]


@pytest.mark.parametrize(("ways", "sentences"), [(["PREPARATION"], 2), (["PARKED", "PREPARATION"], 1 + AGAIN + 1)])
async def test_a_stage_that_was_left_stays_so_across_a_restart_until_an_operator_lets_it_go(ways, sentences):
    world = Argued()
    for _ in range(1 + AGAIN + 1):
        await world.apply()
        world.drag(*ways)
    await world.apply()

    for _ in range(3):
        world.restart()
        await world.apply()
        world.drag(*ways)
    left, known = world.stage, world.entity.fields["applied"]["left"]
    told = len(world.portal.comments)
    await world.store.set_fields("deal:41", {"applied": None, "told": Into({"stage": None})})  # dealbus unfreeze
    await world.apply()

    assert (left, known, told) == ("PREPARATION", True, sentences)
    assert world.stage == "PAID"


async def test_a_stage_is_left_no_longer_once_the_figures_change():
    world = Argued()
    await world.apply()
    world.drag("PREPARATION")
    await world.apply()

    await world.apply(paid=120)

    assert not world.entity.fields["applied"].get("left")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["PREPARATION", "INVOICE", "PARKED", "LOSE", "LEGAL", "SHIPPED"]), max_size=60))
async def test_whatever_others_do_to_a_deal_the_bus_answers_a_bounded_number_of_times(stages):
    world = Argued()
    await world.apply()

    for stage in stages:
        world.drag(stage)
        await world.apply()

    by_us = [
        params for method, params in world.portal.calls if method == "crm.item.update" if "stageId" in params["fields"]
    ]
    assert len(by_us) <= 1 + AGAIN
