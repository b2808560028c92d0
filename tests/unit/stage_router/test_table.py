"""The ten lines behind R4–R6."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.stage_router.table import stage_rule
from shared.messages.things import OrderState
from shared.rules.stages import line_of
from shared.rules.states import STATE_CAPTIONS
from tests.unit.stage_router.snapshots import NOW, order

AGES = timedelta(minutes=4, seconds=59), timedelta(minutes=5)


def outcome(rule):
    """Action and the stage of the main pipeline it leads to."""
    return rule.action, rule.moves["0"].to if rule.moves else None


@pytest.mark.parametrize(
    ("line", "snapshot"),
    [
        # 1: unposted or marked for deletion, whatever else
        (1, order(posted=False)),
        (1, order(None, posted=False)),
        (1, order("Закрыт", paid=100, shipped=100, marked=True)),
        (1, order(None, phase="cancelled", marked=True)),
        # 2: posted, no register row
        (2, order(None)),
        (2, order(state=None)),
        # 3: 1C has not recalculated yet
        (3, order("ГотовКЗакрытию")),
        (3, order("Закрыт")),
        (3, order("ОжидаетсяОплатаПослеОтгрузки")),
        (3, order("ГотовКЗакрытию", paid=100)),
        (3, order("Закрыт", paid=100, debt=-2400)),
        (3, order("ОжидаетсяОплатаПослеОтгрузки", paid=30)),
        # 4: shipped, nothing owed
        (4, order("ГотовКЗакрытию", paid=100, shipped=100)),
        (4, order("Закрыт", paid=100, shipped=100)),
        (4, order("ГотовКЗакрытию", paid=120, shipped=100, debt=-480)),
        (4, order("ГотовКЗакрытию", paid=99, shipped=100)),
        (4, order("Закрыт", paid=60, shipped=60)),
        # 5: shipped, something owed
        (5, order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400)),
        (5, order("ОжидаетсяОплатаПослеОтгрузки", paid=40, shipped=100, debt=1440)),
        (5, order("ОжидаетсяОплатаПослеОтгрузки", paid=99, shipped=100, debt="0.01")),
        (5, order("ГотовКЗакрытию", shipped=100, debt=2400)),
        (5, order("Закрыт", paid=50, shipped=100, debt=1200)),
        # 6: settlement by contract, figures stay 0 for ever
        (6, order("ГотовКЗакрытию", by_order=False)),
        (6, order("Закрыт", by_order=False)),
        # 7: paid, not or partly shipped
        (7, order("ГотовКОтгрузке", paid=100)),
        (7, order("ВПроцессеОтгрузки", paid=100, shipped=40)),
        (7, order("ВПроцессеОтгрузки", paid=120, shipped=99)),
        (7, order("ОжидаетсяПереходПраваСобственности", paid=100)),
        # 8: paid, not in stock yet
        (8, order("ГотовКОбеспечению", paid=100)),
        (8, order("ОжидаетсяОбеспечение", paid=100)),
        # 9: a state that nobody has named
        (9, order("СостояниеНовогоРелиза")),
        (9, order("СостояниеНовогоРелиза", paid=100, shipped=100)),
        # 10: all else
        (10, order("ГотовКОтгрузке")),
        (10, order("ГотовКОтгрузке", paid=99)),
        (10, order("ВПроцессеОтгрузки", shipped=40, debt=960)),
        (10, order("ВПроцессеОтгрузки", paid=100, shipped=100)),
        (10, order("ОжидаетсяОбеспечение", paid=50)),
        (10, order("ОжидаетсяПереходПраваСобственности")),
        (10, order("ОжидаетсяСогласование")),
        (10, order("ОжидаетсяАвансДоОбеспечения")),
        (10, order("ОжидаетсяПредоплатаДоОтгрузки", paid=50)),
        (10, order("ОжидаетсяОплатаПослеОтгрузки", by_order=False)),
    ],
)
def test_an_order_is_decided_by_its_line_of_the_table(rules, line, snapshot):
    assert rules.states[line - 1] is line_of(snapshot, rules)


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400), ("move", "EXECUTING")),
        (order("ГотовКОтгрузке", paid=100), ("move", "FINAL_INVOICE")),
        (order("ОжидаетсяОбеспечение", paid=100), ("move", "FINAL_INVOICE")),
        (order("ГотовКЗакрытию", paid=100, shipped=100), ("move", "WON")),
        (order("Закрыт", by_order=False), ("move", "EXECUTING")),
        (order("ГотовКОтгрузке"), ("back", None)),
        (order("ГотовКЗакрытию"), ("stay", None)),
        (order("ГотовКЗакрытию", paid=100), ("stay", None)),
        (order("ОжидаетсяПереходПраваСобственности", paid=100), ("move", "FINAL_INVOICE")),
        (order("СостояниеНовогоРелиза", paid=100), ("stay", None)),
        (order(None), ("stay", None)),
        (order(posted=False), ("stay", None)),
    ],
)
def test_the_deal_goes_where_the_line_says(rules, snapshot, expected):
    assert expected == outcome(stage_rule(snapshot, rules, NOW))


def test_a_deal_of_another_pipeline_goes_to_that_pipelines_stage(rules):
    rule = stage_rule(order("ГотовКЗакрытию", paid=100, shipped=100), rules, NOW)

    assert {"0", "3"} == set(rule.moves)
    assert rule.moves["3"].to == "C3:WON"
    assert rule.moves["3"].only_from == ("C3:PREPARATION", "C3:PREPAYMENT_INVOICE")
    assert rule.moves["3"].default_back == "C3:PREPARATION"


def test_the_bus_never_moves_from_the_parking_stage_nor_tells_there(rules):
    rule = stage_rule(order("ГотовКЗакрытию", paid=100, shipped=100), rules, NOW)

    assert rule.moves["0"].only_from == ("PREPARATION", "PREPAYMENT_INVOICE")
    assert rule.moves["0"].tell_in == ("EXECUTING", "FINAL_INVOICE")


@pytest.mark.parametrize(
    ("setting", "action", "stage"),
    [("R4", "move", "EXECUTING"), ("R6", "move", "WON"), ("nothing", "stay", None)],
)
def test_settlement_by_contract_goes_where_the_customer_chose(rules, setting, action, stage):
    chosen = rules.model_copy(update={"settlement_by_contract": setting})

    rule = stage_rule(order("ГотовКЗакрытию", by_order=False), chosen, NOW)

    assert (action, stage) == outcome(rule)
    assert "оплату отдельного заказа 1С не ведёт" in (rule.why or rule.told)


@pytest.mark.parametrize(
    ("paid", "paid_means", "action"),
    [(30, "full", "back"), (30, "prepayment", "move"), (100, "full", "move"), (0, "prepayment", "back")],
)
def test_paid_means_the_whole_sum_or_the_prepayment(rules, paid, paid_means, action):
    chosen = rules.model_copy(update={"paid_means": paid_means})

    rule = stage_rule(order("ГотовКОтгрузке", paid=paid), chosen, NOW)

    assert action == rule.action


def test_a_paid_order_not_in_stock_waits_where_the_customer_chose_so(rules):
    chosen = rules.model_copy(update={"paid_before_supply": False})

    waiting = stage_rule(order("ОжидаетсяОбеспечение", paid=100), chosen, NOW)
    in_stock = stage_rule(order("ГотовКОтгрузке", paid=100), chosen, NOW)

    assert waiting.action == "back"
    assert in_stock.action == "move"


@pytest.mark.parametrize("age", [None, AGES[0]])
def test_a_provisional_state_keeps_silent_while_1c_may_still_recalculate(rules, age):
    since = NOW - age if age else None

    rule = stage_rule(order("Закрыт", provisional_since=since), rules, NOW)

    assert (rule.told, rule.otherwise) == (None, None)


@pytest.mark.parametrize("paid", [0, 30, 100])
@pytest.mark.parametrize("name", ["ГотовКЗакрытию", "Закрыт", "ОжидаетсяОплатаПослеОтгрузки"])
def test_an_order_that_stays_without_shipment_is_told_after_five_minutes_and_not_moved(rules, name, paid):
    rule = stage_rule(order(name, paid=paid, provisional_since=NOW - AGES[1]), rules, NOW)

    assert rule.action == "stay"
    assert f"отгрузки нет, оплачено {paid} %" in rule.told


def test_a_state_named_in_the_rules_file_goes_by_the_table(rules):
    named = rules.model_copy(update={"more_states": ("СостояниеНовогоРелиза",)})

    rule = stage_rule(order("СостояниеНовогоРелиза"), named, NOW)

    assert (rule.action, rule.told) == ("back", None)


def test_a_state_nobody_has_named_takes_no_deal_back_even_where_the_table_has_no_line_for_it(rules):
    lines = tuple(line for line in rules.states if line.then != "unknown_state")
    old = rules.model_copy(update={"states": lines})

    rule = stage_rule(order("СостояниеНовогоРелиза", paid=100), old, NOW)

    assert rule.action == "stay"
    assert "СостояниеНовогоРелиза" in rule.told


def test_a_state_that_skips_payment_goes_straight_to_the_last_stage_and_back_again(rules):
    snapshots = [
        order("ВПроцессеОтгрузки"),
        order("ГотовКЗакрытию", paid=100, shipped=100),
        order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400),
        order("ГотовКОтгрузке", paid=100),
        order("ГотовКОтгрузке"),
    ]

    outcomes = [outcome(stage_rule(snapshot, rules, NOW)) for snapshot in snapshots]

    expected = [("back", None), ("move", "WON"), ("move", "EXECUTING"), ("move", "FINAL_INVOICE"), ("back", None)]
    assert expected == outcomes


figures = st.decimals(min_value=0, max_value=200, places=0)
any_order = st.builds(
    order,
    st.sampled_from((None, "СостояниеНовогоРелиза", *STATE_CAPTIONS)),
    paid=figures,
    shipped=figures,
    debt=st.decimals(min_value=-5000, max_value=5000, places=2),
    by_order=st.booleans(),
    posted=st.booleans(),
    marked=st.booleans(),
    provisional_since=st.none() | st.just(NOW - AGES[0]) | st.just(NOW - AGES[1]),
)


@given(snapshot=any_order)
def test_every_state_with_any_figures_is_decided_and_can_be_carried_out(rules, snapshot):
    line = line_of(snapshot, rules)
    rule = stage_rule(snapshot, rules, NOW)

    assert line in rules.states
    assert (rule.action == "stay") == (rule.moves == {})
    assert (rule.action == "stay") == (rule.why == "")
    assert all(move.to not in (*move.only_from, *move.tell_in) for move in rule.moves.values())


@given(
    snapshot=any_order,
    settings=st.fixed_dictionaries(
        {
            "paid_means": st.sampled_from(["full", "prepayment"]),
            "paid_before_supply": st.booleans(),
            "settlement_by_contract": st.sampled_from(["R4", "R6", "nothing"]),
        }
    ),
    without=st.sets(st.integers(0, 8)),
)
def test_an_order_in_a_state_nobody_has_named_never_moves_a_deal(rules, snapshot, settings, without):
    lines = tuple(line for index, line in enumerate(rules.states) if index not in without)
    chosen = rules.model_copy(update={**settings, "states": lines})
    unknown = snapshot.with_(state=snapshot.state.with_(name="СостояниеНовогоРелиза"))

    rule = stage_rule(unknown, chosen, NOW)

    assert (rule.action, rule.moves) == ("stay", {})
    assert rule.told is not None


@given(snapshot=any_order)
def test_the_deal_is_called_paid_only_when_it_is(rules, snapshot):
    rule = stage_rule(snapshot, rules, NOW)

    if outcome(rule) == ("move", "FINAL_INVOICE"):
        assert snapshot.state.paid_percent >= 100
        assert snapshot.state.shipped_percent < 100
    if outcome(rule) == ("move", "WON"):
        assert snapshot.state.shipped_percent > 0
        assert snapshot.state.debt <= Decimal(0)


def test_an_order_without_a_state_is_read_like_one_without_a_row(rules):
    assert stage_rule(order(state=OrderState()), rules, NOW) == stage_rule(order(state=None), rules, NOW)
