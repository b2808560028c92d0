"""Which line of the table decides, and what becomes of a deal from where it stands."""

from datetime import timedelta

import pytest

from shared.messages.things import Stage
from shared.rules.explaining import DealPlace, ahead_of, explain
from shared.rules.stages import stage_decision
from tests.unit.rules.snapshots import NOW, order

PAID = order("ГотовКОтгрузке", paid=100)


def place(stage, *, pipeline="0", semantic="P", **changes):
    return DealPlace(Stage(pipeline=pipeline, id=stage, semantic=semantic), **changes)


def ahead(rules, snapshot, where):
    return ahead_of(explain(snapshot, rules, NOW).decision, where, rules)


def test_the_line_that_decides_is_named_with_what_the_ring_decides(rules):
    found = explain(PAID, rules, NOW)

    assert (found.line, found.title, found.then) == (7, "оплачен, не отгружен", "paid")
    assert found.decision == stage_decision(PAID, rules, NOW)


def test_a_line_that_is_overruled_says_both(rules):
    table = (*rules.states[:-2], rules.states[-1])  # without the line for states that nobody knows

    found = explain(order("Новое", paid=100), rules.model_copy(update={"states": table}), NOW)

    assert (found.line, found.then, found.decision.because) == (9, "back", "unknown_state")


def test_what_1c_has_not_recalculated_in_five_minutes_is_told(rules):
    waiting = order("Закрыт", paid=100, provisional_since=NOW - timedelta(minutes=5))

    assert explain(waiting, rules, NOW).decision.told


@pytest.mark.parametrize(
    ("where", "to", "wanted", "is_against"),
    [
        (place("PREPARATION"), "FINAL_INVOICE", "FINAL_INVOICE", False),
        (place("FINAL_INVOICE", by_bus=True), None, "FINAL_INVOICE", False),
        (place("EXECUTING"), None, "FINAL_INVOICE", True),
        (place("EXECUTING", by_bus=True), "FINAL_INVOICE", "FINAL_INVOICE", False),
        (place("PREPARATION", left_out_of="FINAL_INVOICE"), None, "FINAL_INVOICE", True),
        (place("NEW"), None, "FINAL_INVOICE", False),
    ],
)
def test_a_paid_deal_goes_on_from_where_it_stands(rules, where, to, wanted, is_against):
    work = rules.pipelines["0"]
    names = {"PREPARATION": work.work, "FINAL_INVOICE": work.paid, "EXECUTING": work.shipped, "NEW": work.parking}
    where = DealPlace(
        where.stage.with_(id=names[where.stage.id]), where.by_bus, None, names.get(where.left_out_of or "")
    )

    found = ahead(rules, PAID, where)

    assert (found.to, found.wanted, found.is_against) == (names.get(to or ""), names[wanted], is_against)


def test_a_payment_that_is_undone_leads_back_where_a_person_had_put_the_deal(rules):
    roles = rules.pipelines["0"]
    where = place(roles.paid, by_bus=True, manual_stage=roles.invoice)

    assert ahead(rules, order("ГотовКОтгрузке"), where).to == roles.invoice


def test_a_pipeline_that_the_rules_do_not_name_is_nobodys(rules):
    assert not ahead(rules, PAID, place("C99:NEW", pipeline="99")).is_ours
