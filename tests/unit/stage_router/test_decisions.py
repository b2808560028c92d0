"""Decisions about crossing, as the messages that carry them."""

from services.stage_router.decisions import deal_wanted, order_wanted
from tests.unit.rules.snapshots import AFTER, deal, order


def test_a_decision_about_an_order_carries_the_whole_deal(rules):
    snapshot = deal()

    decision = order_wanted(snapshot, rules)

    assert snapshot == decision.order
    assert (decision.wanted, decision.may_create, decision.otherwise) == ("yes", True, None)


def test_in_another_pipeline_nothing_is_wanted_and_what_it_waited_for_is_over(rules):
    decision = order_wanted(deal("C7:NEW", pipeline="7"), rules)

    assert (decision.wanted, decision.may_create, decision.otherwise) == ("hold", False, None)


def test_a_deal_that_jumped_over_work_is_told_what_to_do(rules):
    snapshot = deal("WON", history=[("NEW", AFTER), ("WON", AFTER)])

    decision = order_wanted(snapshot, rules)

    expected = (
        "Заказ в 1С не создан: сделка миновала стадию «{stage:PREPARATION}». "
        "Верните её в «{stage:PREPARATION}», и заказ создастся сам."
    )
    assert (decision.may_create, decision.otherwise) == (False, expected)


def test_a_decision_about_a_deal_carries_the_whole_order(rules):
    posted, draft = order(), order(posted=False)

    decisions = [deal_wanted(posted, rules), deal_wanted(draft, rules)]

    assert [posted, draft] == [decision.order for decision in decisions]
    assert [decision.create_in is None for decision in decisions] == [False, True]
