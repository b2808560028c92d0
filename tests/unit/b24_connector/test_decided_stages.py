"""A person who has seen both sides decides for 1C's state: the deal goes where its order's figures lead."""

from dataclasses import replace

import pytest

from services.b24_connector.vocabulary.deals import Surroundings, read_deal
from shared.canon import group_digests
from shared.entities import GroupDoc
from tests.unit.b24_connector.stand_ins import DirectoryInMemory
from tests.unit.b24_connector.test_arguing import UNPAID, Argued
from tests.unit.b24_connector.test_mover import STAGE

COMPARED = 50
"""Moment of the reconciliation by which the person decides."""


class Compared(Argued):
    """A deal that others move, and that a reconciliation meets."""

    def digest(self) -> str:
        order = read_deal(self.portal.deals["41"], Surroundings(), DirectoryInMemory().fields, portal="")
        return group_digests(order, {STAGE})[STAGE]

    def tell(self, edited: int) -> None:
        self._keep(GroupDoc(digest=self.digest(), edited=edited))

    def compare(self) -> None:
        self._keep(replace(self.entity.groups[STAGE], compared=self.digest(), compared_at=COMPARED))

    def _keep(self, doc: GroupDoc) -> None:
        entity = self.entity
        self.store.entities[entity.key] = replace(entity, groups={**entity.groups, STAGE: doc})


@pytest.fixture
async def world() -> Compared:
    made = Compared()
    await made.apply()
    return made


@pytest.mark.parametrize("stage", ["PREPARATION", "INVOICE", "SHIPPED", "WON"])
async def test_a_stage_set_by_hand_that_was_told_gives_way_to_the_order(world, stage):
    world.drag(stage)
    world.tell(edited=7)

    await world.apply(known=7, decided=COMPARED)

    assert world.stage == "PAID"
    assert world.portal.comments == ["Передвинута.", "Передвинута."]


async def test_a_stage_set_by_hand_that_nobody_was_told_of_gives_way_where_the_reconciliation_met_it(world):
    world.drag("PREPARATION")
    world.compare()

    await world.apply(known=1, decided=COMPARED)

    assert world.stage == "PAID"


async def test_a_stage_that_was_set_after_the_reconciliation_stays(world):
    world.drag("PREPARATION")
    world.tell(edited=7)
    await world.apply(known=6, decided=COMPARED)
    left = world.stage
    world.drag("INVOICE")

    await world.apply(known=7, decided=COMPARED)

    assert (left, world.stage) == ("PREPARATION", "INVOICE")


async def test_a_stage_that_a_later_reconciliation_met_stays(world):
    world.drag("PREPARATION")
    world.compare()

    await world.apply(known=1, decided=COMPARED - 1)

    assert world.stage == "PREPARATION"


@pytest.mark.parametrize("stage", ["PARKED", "LOSE"])
async def test_a_deal_that_was_parked_or_lost_is_not_moved_by_a_decision(world, stage):
    world.drag(stage)
    world.tell(edited=7)

    await world.apply(known=7, decided=COMPARED)

    assert world.stage == stage


async def test_a_decision_for_figures_that_are_gone_takes_no_deal_back(world):
    world.drag("SHIPPED")
    world.tell(edited=7)

    await world.apply(UNPAID, paid=0, known=7, decided=COMPARED)

    assert world.stage == "SHIPPED"
