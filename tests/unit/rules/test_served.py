"""What counts as shipped or paid, of an order of which 1C may keep no figures."""

from decimal import Decimal
from typing import get_args

import pytest

from shared.messages.things import OrderState
from shared.rules.served import is_served, is_shipped
from shared.rules.states import StateName

BEHIND = {"ОжидаетсяПереходПраваСобственности", "ОжидаетсяОплатаПослеОтгрузки", "ГотовКЗакрытию", "Закрыт"}


@pytest.mark.parametrize("name", get_args(StateName))
def test_a_state_behind_shipment_tells_what_no_figure_does(name):
    state = OrderState(name=name, by_order=False)

    assert is_shipped(state, ordered=True) is (name in BEHIND)
    assert is_served(state, ordered=True) is (name in BEHIND)
    assert not is_served(state, ordered=False)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(
    ("figure", "shipped"),
    [("shipped_percent", True), ("shipped_sum", True), ("paid_percent", False), ("paid_sum", False)],
)
def test_every_figure_tells(figure, shipped, ordered):
    state = OrderState(name="ВПроцессеОтгрузки", **{figure: Decimal(1)})

    assert is_served(state, ordered=ordered)
    assert is_shipped(state, ordered=ordered) is shipped
