"""Facts in, decisions out."""

from datetime import timedelta

import pytest

from services.stage_router.handlers import Router
from shared.messages.envelope import wrap
from shared.messages.ring.decisions import DealWanted, OrderWanted, StageWanted
from shared.messages.ring.facts import DealChanged, OrderChanged, OrderStatus
from tests.unit.rules.snapshots import DEAL, NOW, deal, order


@pytest.fixture(name="route")
def _route(rules):
    handlers = {one.message: one.handler for one in Router(rules).handlers()}

    async def route(fact, at=NOW):
        envelope = wrap(fact, source="test").with_(time=at)
        return list((await handlers[type(fact)](envelope, fact)).publish)

    return route


async def test_a_changed_deal_gives_a_decision_about_its_order(route):
    (decision,) = await route(DealChanged(order=deal()))

    assert isinstance(decision, OrderWanted)


async def test_a_deal_that_went_to_a_foreign_pipeline_waits_for_nothing_any_more(route):
    (decision,) = await route(DealChanged(order=deal("C7:NEW", pipeline="7")))

    assert decision.wanted == "hold"


async def test_a_changed_order_gives_its_deal_and_then_its_stage(route):
    decisions = await route(OrderChanged(order=order()))

    assert [DealWanted, StageWanted] == [type(decision) for decision in decisions]


async def test_the_state_of_an_order_made_from_a_deal_gives_a_stage_alone(route):
    decisions = await route(OrderStatus(order=order(origin=DEAL)))

    assert [StageWanted] == [type(decision) for decision in decisions]


async def test_only_a_posted_order_may_become_a_deal(route):
    draft = await route(OrderChanged(order=order(None, posted=False)))
    posted = await route(OrderChanged(order=order("ГотовКОтгрузке")))

    assert draft[0].create_in is None
    assert posted[0].create_in is not None


async def test_the_age_of_a_provisional_state_is_measured_at_the_time_of_the_fact(route):
    fact = OrderStatus(order=order("Закрыт", provisional_since=NOW, origin=DEAL))

    (early,) = await route(fact, at=NOW + timedelta(minutes=4))
    (late,) = await route(fact, at=NOW + timedelta(minutes=6))

    assert early.rule.told is None
    assert "отгрузки нет" in late.rule.told
