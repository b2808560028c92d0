"""The ten lines behind R4–R6."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.rules.stages import StageDecision, consequence, line_of, moves_to, stage_decision
from shared.rules.states import STATE_CAPTIONS
from tests.unit.rules.snapshots import NOW, order

AGES = timedelta(minutes=4, seconds=59), timedelta(minutes=5)


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


STATE_TO_COME = "СостояниеНовогоРелиза"

ANY_SETTINGS = st.fixed_dictionaries(
    {
        "paid_means": st.sampled_from(["full", "prepayment"]),
        "paid_before_supply": st.booleans(),
        "settlement_by_contract": st.sampled_from(["R4", "R6", "nothing"]),
    }
)
figures = st.decimals(min_value=0, max_value=200, places=0)
any_order = st.builds(
    order,
    st.sampled_from((None, STATE_TO_COME, *STATE_CAPTIONS)),
    paid=figures,
    shipped=figures,
    debt=st.decimals(min_value=-5000, max_value=5000, places=2),
    by_order=st.booleans(),
    posted=st.booleans(),
    marked=st.booleans(),
    provisional_since=st.none() | st.just(NOW - AGES[0]) | st.just(NOW - AGES[1]),
)


@pytest.mark.parametrize(
    ("snapshot", "action", "role"),
    [
        (order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400), "move", "shipped"),
        (order("ГотовКОтгрузке", paid=100), "move", "paid"),
        (order("ОжидаетсяОбеспечение", paid=100), "move", "paid"),
        (order("ОжидаетсяПереходПраваСобственности", paid=100), "move", "paid"),
        (order("ГотовКЗакрытию", paid=100, shipped=100), "move", "done"),
        (order("Закрыт", by_order=False), "move", "shipped"),
        (order("ГотовКОтгрузке"), "back", None),
        (order("ГотовКЗакрытию"), "stay", None),
        (order("ГотовКЗакрытию", paid=100), "stay", None),
        (order(STATE_TO_COME, paid=100), "stay", None),
        (order(None), "stay", None),
        (order(posted=False), "stay", None),
    ],
)
def test_the_deal_goes_where_the_line_says(rules, snapshot, action, role):
    decision = stage_decision(snapshot, rules, NOW)

    assert (action, role) == (decision.action, decision.role)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("R4", StageDecision("settlement_by_contract", "move", "shipped")),
        ("R6", StageDecision("settlement_by_contract", "move", "done")),
        ("nothing", StageDecision("settlement_by_contract", told=True)),
    ],
)
def test_settlement_by_contract_goes_where_the_customer_chose(rules, setting, expected):
    chosen = rules.model_copy(update={"settlement_by_contract": setting})

    assert expected == stage_decision(order("ГотовКЗакрытию", by_order=False), chosen, NOW)


@pytest.mark.parametrize(
    ("paid", "paid_means", "expected"),
    [
        (30, "full", "back"),
        (99, "full", "back"),
        (100, "full", "paid"),
        (120, "full", "paid"),
        (0, "prepayment", "back"),
        (1, "prepayment", "paid"),
        (30, "prepayment", "paid"),
    ],
)
def test_paid_means_the_whole_sum_or_the_prepayment(rules, paid, paid_means, expected):
    chosen = rules.model_copy(update={"paid_means": paid_means})

    assert expected == consequence(order("ГотовКОтгрузке", paid=paid), chosen)


def test_a_paid_order_not_in_stock_waits_where_the_customer_chose_so(rules):
    chosen = rules.model_copy(update={"paid_before_supply": False})

    assert consequence(order("ОжидаетсяОбеспечение", paid=100), chosen) == "back"
    assert consequence(order("ГотовКОтгрузке", paid=100), chosen) == "paid"


@pytest.mark.parametrize("paid", [0, 30, 100])
@pytest.mark.parametrize("name", ["ГотовКЗакрытию", "Закрыт", "ОжидаетсяОплатаПослеОтгрузки"])
@pytest.mark.parametrize(("age", "told"), [(None, False), (AGES[0], False), (AGES[1], True)])
def test_an_order_without_shipment_stays_and_is_told_when_1c_had_time_to_recalculate(rules, name, paid, age, told):
    since = NOW - age if age else None

    decision = stage_decision(order(name, paid=paid, provisional_since=since), rules, NOW)

    assert StageDecision("provisional", told=told) == decision


@pytest.mark.parametrize("snapshot", [order(posted=False), order("Закрыт", marked=True), order(STATE_TO_COME)])
def test_what_a_person_must_look_at_is_told_at_once(rules, snapshot):
    decision = stage_decision(snapshot, rules, NOW)

    assert (decision.action, decision.told) == ("stay", True)


def test_an_order_without_a_row_of_states_stays_in_silence(rules):
    assert StageDecision("stay") == stage_decision(order(None), rules, NOW)


@pytest.mark.parametrize("like", STATE_CAPTIONS)
@pytest.mark.parametrize("paid", [0, 100])
@pytest.mark.parametrize("shipped", [0, 100])
def test_a_state_named_in_the_rules_file_is_read_as_the_one_it_is_like(rules, like, paid, shipped):
    named = rules.model_copy(update={"more_states": {STATE_TO_COME: like}})

    decision = stage_decision(order(STATE_TO_COME, paid=paid, shipped=shipped), named, NOW)

    assert stage_decision(order(like, paid=paid, shipped=shipped), rules, NOW) == decision


def test_a_state_nobody_has_named_takes_no_deal_back_even_where_the_table_has_no_line_for_it(rules):
    lines = tuple(line for line in rules.states if line.then != "unknown_state")
    old = rules.model_copy(update={"states": lines})

    assert StageDecision("unknown_state", told=True) == stage_decision(order(STATE_TO_COME, paid=100), old, NOW)


def test_a_state_that_skips_payment_goes_straight_to_the_last_stage_and_back_again(rules):
    snapshots = [
        order("ВПроцессеОтгрузки"),
        order("ГотовКЗакрытию", paid=100, shipped=100),
        order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400),
        order("ГотовКОтгрузке", paid=100),
        order("ГотовКОтгрузке"),
    ]

    assert [consequence(one, rules) for one in snapshots] == ["back", "done", "shipped", "paid", "back"]


def test_back_leads_to_no_stage_of_the_bus(rules):
    move = moves_to(None, rules)["0"]

    assert (move.to, move.tell_in) == (None, ("EXECUTING", "FINAL_INVOICE", "WON"))


@given(snapshot=any_order, settings=ANY_SETTINGS)
def test_every_state_with_any_figures_is_decided(rules, snapshot, settings):
    chosen = rules.model_copy(update=settings)

    decision = stage_decision(snapshot, chosen, NOW)

    assert line_of(snapshot, chosen) in rules.states
    assert (decision.action == "move") == (decision.role is not None)
    assert not (decision.told and decision.action != "stay")


@given(snapshot=any_order, settings=ANY_SETTINGS, without=st.sets(st.integers(0, 8)))
def test_an_order_in_a_state_nobody_has_named_never_moves_a_deal(rules, snapshot, settings, without):
    lines = tuple(line for index, line in enumerate(rules.states) if index not in without)
    chosen = rules.model_copy(update={**settings, "states": lines})
    unknown = snapshot.with_(state=snapshot.state.with_(name=STATE_TO_COME))

    decision = stage_decision(unknown, chosen, NOW)

    assert (decision.action, decision.told) == ("stay", True)


@given(snapshot=any_order, settings=ANY_SETTINGS)
def test_nothing_shipped_of_an_order_never_moves_a_deal_from_a_state_behind_shipment(rules, snapshot, settings):
    behind = snapshot.state.with_(name="ГотовКЗакрытию", shipped_percent=Decimal(0), by_order=True)

    decision = stage_decision(snapshot.with_(state=behind), rules.model_copy(update=settings), NOW)

    assert decision.action == "stay"


@given(snapshot=any_order)
def test_the_deal_is_called_paid_only_when_it_is(rules, snapshot):
    decision = stage_decision(snapshot, rules, NOW)

    if decision.role == "paid":
        assert snapshot.state.paid_percent >= 100
        assert snapshot.state.shipped_percent < 100
    if decision.role == "done":
        assert snapshot.state.shipped_percent > 0
        assert snapshot.state.debt <= Decimal(0)


@given(snapshot=any_order)
def test_an_order_is_decided_alike_wherever_it_is_read(rules, snapshot):
    """The connector knows posted, state and figures alone; the router has the whole order."""
    bare = SalesOrder(posted=snapshot.posted, state=snapshot.state)

    assert consequence(snapshot, rules) == consequence(bare, rules)


def test_an_order_without_a_state_is_read_like_one_without_a_row(rules):
    assert stage_decision(order(state=OrderState()), rules, NOW) == stage_decision(order(state=None), rules, NOW)
