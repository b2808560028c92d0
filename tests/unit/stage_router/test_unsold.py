"""Orders whose figures stay 0 for ever: nothing of them is left to ship, or they cost nothing."""

import pytest

from services.stage_router.table import stage_rule
from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.rules.stages import consequence
from tests.unit.rules.snapshots import NOW, order

CLOSING = ["ГотовКЗакрытию", "Закрыт"]


def emptied(snapshot):
    """1C calls the order done, and every row of it is cancelled."""
    return snapshot.with_(total=0, state=snapshot.state.with_(emptied=True))


def free(snapshot):
    """It has rows, and they cost nothing."""
    return snapshot.with_(total=0, state=snapshot.state.with_(free=True))


@pytest.mark.parametrize("setting", ["R4", "R6", "nothing"])
@pytest.mark.parametrize("by_order", [True, False])
@pytest.mark.parametrize("state", CLOSING)
def test_an_order_without_a_row_moves_no_deal_and_says_why_once(rules, state, by_order, setting):
    chosen = rules.model_copy(update={"settlement_by_contract": setting})

    rule = stage_rule(emptied(order(state, by_order=by_order)), chosen, NOW)

    assert (rule.action, rule.moves) == ("stay", {})
    assert "все строки отменены" in rule.told
    assert "исполнен" not in rule.told


def test_what_was_paid_for_an_order_without_a_row_is_named(rules):
    rule = stage_rule(emptied(order("Закрыт", debt=-2400, paid_sum=2400)), rules, NOW)

    assert "2 400,00 ₽" in rule.told.replace("\u00a0", " ")


@pytest.mark.parametrize("by_order", [True, False])
@pytest.mark.parametrize("state", CLOSING)
def test_a_free_order_that_is_shipped_is_shipped_and_paid(rules, state, by_order):
    rule = stage_rule(free(order(state, by_order=by_order)), rules, NOW)

    assert (rule.action, rule.moves["0"].to) == ("move", rules.pipelines["0"].done)
    assert "отгрузки" not in rule.why
    assert "платить за него нечего" in rule.why
    assert "0 %" not in rule.otherwise


def test_a_free_order_that_is_not_shipped_yet_moves_no_deal_on(rules):
    rule = stage_rule(free(order("ГотовКОтгрузке")), rules, NOW)

    assert rule.action == "back"
    assert "%" not in rule.why


def test_a_free_order_for_which_the_client_owes_is_not_believed(rules):
    assert consequence(free(order("Закрыт", debt=100)), rules) == "provisional"


def test_a_free_order_to_be_renamed_by_a_later_release_is_told_by_its_likeness(rules):
    likened = rules.model_copy(update={"more_states": {"ЗакрытПолностью": "Закрыт"}})

    assert consequence(free(order("ЗакрытПолностью", by_order=False)), likened) == "free"


@pytest.mark.parametrize(("by_order", "meant"), [(True, "provisional"), (False, "settlement_by_contract")])
def test_a_message_of_an_earlier_release_is_taken_as_that_release_did(rules, by_order, meant):
    words = {"number": "7", "posted": True, "state": {"name": "Закрыт", "by_order": by_order}}

    assert consequence(SalesOrder.model_validate(words), rules) == meant


def test_the_digest_of_an_order_with_rows_and_a_price_is_that_of_an_earlier_release():
    plain = OrderState(name="Закрыт")

    assert digest(plain) == digest(plain.with_(emptied=False, free=False))
    assert digest(plain) != digest(plain.with_(emptied=True))
