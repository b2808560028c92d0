"""Decisions about a stage, as the message that carries them."""

from datetime import timedelta

import pytest
from hypothesis import given

from services.stage_router.table import stage_rule
from shared.rules.stages import stage_decision
from tests.unit.rules.snapshots import NOW, order
from tests.unit.rules.test_stages import any_order


def test_a_move_names_the_stage_of_each_pipeline(rules):
    rule = stage_rule(order("ГотовКОтгрузке", paid=100), rules, NOW)

    assert rule.action == "move"
    assert {key: move.to for key, move in rule.moves.items()} == {"0": "FINAL_INVOICE", "3": "C3:FINAL_INVOICE"}


def test_back_names_no_stage(rules):
    rule = stage_rule(order("ГотовКОтгрузке"), rules, NOW)

    assert rule.action == "back"
    assert {move.to for move in rule.moves.values()} == {None}


@pytest.mark.parametrize("setting", ["R4", "R6", "nothing"])
def test_settlement_by_contract_says_that_1c_keeps_no_payment_of_an_order(rules, setting):
    chosen = rules.model_copy(update={"settlement_by_contract": setting})

    rule = stage_rule(order("ГотовКЗакрытию", by_order=False), chosen, NOW)

    assert "оплату отдельного заказа 1С не ведёт" in (rule.why or rule.told)
    assert rule.why_leaving == {}


def test_settlement_by_contract_contradicts_no_stage_of_a_person_but_is_told_in_one_the_rules_do_not_name(rules):
    rule = stage_rule(order("ГотовКЗакрытию", by_order=False), rules, NOW)

    assert {move.tell_in for move in rule.moves.values()} == {()}
    assert "сделка оставлена на своей стадии" in rule.otherwise
    assert {move.tell_unnamed for move in rule.moves.values()} == {("P",)}


@pytest.mark.parametrize(
    "snapshot",
    [
        order(posted=False),
        order("Закрыт", paid=100, provisional_since=NOW - timedelta(minutes=5)),
        order("СостояниеНовогоРелиза"),
        order(None),
        order("Закрыт"),
    ],
)
def test_what_stays_is_told_exactly_where_the_decision_says_so(rules, snapshot):
    rule = stage_rule(snapshot, rules, NOW)

    assert stage_decision(snapshot, rules, NOW).told == (rule.told is not None)
    assert rule.action == "stay"


@given(snapshot=any_order)
def test_every_decision_can_be_carried_out(rules, snapshot):
    rule = stage_rule(snapshot, rules, NOW)

    assert (rule.action == "stay") == (rule.moves == {})
    assert (rule.action == "stay") == (rule.why == "")
    assert all(move.to not in (*move.only_from, *move.tell_in) for move in rule.moves.values())
