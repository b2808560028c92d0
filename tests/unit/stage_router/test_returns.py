"""What is undone in 1C after «Отгружен и оплачен»: the table decides by the figures, and the manager reads why."""

import pytest

from services.stage_router.table import stage_rule
from tests.unit.rules.snapshots import NOW, order

DONE = order("ГотовКЗакрытию", paid=100, shipped=100)
SOLD = {"0": "WON", "3": "C3:WON"}


@pytest.mark.parametrize(
    ("after", "role", "why"),
    [
        (
            order("ВПроцессеОтгрузки", paid=100, shipped=0, debt=-2400),
            "FINAL_INVOICE",
            "отгрузка по заказу ТД00-000017 отменена",
        ),
        (
            order("ВПроцессеОтгрузки", paid=100, shipped=50, debt=-1200),
            "FINAL_INVOICE",
            "теперь отгружен не полностью, отгружено 50 %",
        ),
        (
            order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400),
            "EXECUTING",
            "оплата по заказу ТД00-000017 отменена",
        ),
        (
            order("ОжидаетсяОплатаПослеОтгрузки", paid=90, shipped=100, debt=240),
            "EXECUTING",
            "теперь оплачен не полностью, оплачено 90 %",
        ),
        (
            order("ГотовКЗакрытию", paid=90, shipped=100, debt=240),
            "EXECUTING",
            "теперь оплачен не полностью, оплачено 90 %",
        ),
    ],
)
def test_a_return_or_correction_takes_the_deal_to_the_stage_of_its_figures(rules, after, role, why):
    rule = stage_rule(after, rules, NOW)

    assert {key: move.to for key, move in rule.moves.items()} == {"0": role, "3": f"C3:{role}"}
    assert all(why in rule.why_leaving[stage] for stage in SOLD.values())


@pytest.mark.parametrize(
    "after",
    [
        order("ВПроцессеОтгрузки"),
        order("ВПроцессеОтгрузки", paid=40, shipped=60, debt=480),
        order("ГотовКОтгрузке", paid=50),
    ],
)
def test_where_both_fell_the_deal_goes_back_to_the_stage_of_its_manager_and_both_figures_are_told(rules, after):
    rule = stage_rule(after, rules, NOW)

    assert rule.action == "back"
    assert "оплачено" in rule.why
    assert "отгружено" in rule.why


@pytest.mark.parametrize(
    "after",
    [
        order("ГотовКЗакрытию", paid=125, shipped=100, debt=-600),
        order("Закрыт", paid=100, shipped=80, debt=-480),
        order("Закрыт", paid=99, shipped=100),
    ],
)
def test_a_correction_that_leaves_no_debt_leaves_the_deal_done(rules, after):
    rule = stage_rule(after, rules, NOW)

    assert {key: move.to for key, move in rule.moves.items()} == SOLD


def test_a_closed_order_whose_goods_all_came_back_is_told_and_not_moved(rules):
    after = order("Закрыт", paid=100, provisional_since=NOW.replace(year=NOW.year - 1))

    rule = stage_rule(after, rules, NOW)

    assert (rule.action, rule.moves) == ("stay", {})
    assert "отгрузки нет, оплачено 100 %" in rule.told
