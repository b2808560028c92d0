"""What a preview says of the stage of a deal whose order, or which itself, would only be made."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.console.preview.afterwards import FRESH, after_birth, after_change, after_order
from services.console.preview.foreseen import ForeseenDeal
from services.console.rules_file import RulesFile
from services.console.simulator.cases import Case, simulate
from shared.process.foreseen import ForeseenBirth, ForeseenOrder, ForeseenQuestion, ForeseenWrite
from shared.process.survey import SeenDeal
from shared.rules.states import Condition, StateLine
from tests.delivered import delivered_rules
from tests.unit.rules.snapshots import NOW, ORDER, deal, order

RULES = delivered_rules()
FILE = RulesFile("rules.yaml", RULES)
ROLES = RULES.pipelines["0"]
SEEN = SeenDeal(id="41", title="Болты", pipeline="0", stage=ROLES.work, names={ROLES.paid: "Деньги пришли"})
BIRTH = ForeseenBirth(title="Заказ ТД-1", stage="Заказ в работе", total=Decimal(1), currency="RUB")


def by(*lines):
    """The delivered rules with lines of a customer's own before the others."""
    return replace(FILE, rules=RULES.model_copy(update={"states": (*lines, *RULES.states)}))


def line(then, *states):
    return StateLine(when=(Condition(states=states),), then=then)


def previewed(rules=FILE, snapshot=None):
    case = Case("deal:41", snapshot, SEEN)
    made = ForeseenOrder(deal="41", would="create")
    return ForeseenDeal(case, deal(), made, simulate(case, rules, NOW), after=after_order(case, rules, NOW))


def test_a_new_order_leaves_its_deal_where_it_is():
    found = previewed()

    assert found.said_of_deal() == ("Стадия: сделка останется, пока по новому заказу нет оплаты и отгрузки.",)
    assert found.to is None


def test_a_table_that_moves_every_new_order_says_where_to():
    found = previewed(by(line("paid", *FRESH)))

    assert found.said_of_deal() == ("Стадия: сделка будет передвинута в «Деньги пришли».",)
    assert found.to == ROLES.paid


def test_where_the_first_state_decides_both_ways_are_told():
    found = previewed(by(line("paid", "ГотовКОтгрузке", "ГотовКОбеспечению")))

    assert found.said_of_deal() == (
        (
            "Стадия: решит состояние нового заказа: «Деньги пришли», если 1С поставит «Готов к обеспечению» или "
            "«Готов к отгрузке»; иначе останется."
        ),
    )
    assert found.to is None


def test_a_deal_that_the_portal_does_not_show_has_no_stage_to_foresee():
    assert after_order(Case("deal:41", None), FILE, NOW) is None


@pytest.mark.parametrize(
    ("snapshot", "role", "said"),
    [
        (order(paid=100), "paid", "«Счет оплачен»"),
        (order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400), "shipped", "«Отгружен»"),
        (order(), None, ""),
    ],
)
def test_a_deal_born_of_an_order_goes_on_to_where_its_figures_lead(snapshot, role, said):
    case, written = Case(ORDER.key, snapshot), ForeseenWrite(deal="", order=ORDER.id, birth=BIRTH)

    found = ForeseenDeal(case, None, None, None, written, after_birth(case, FILE, NOW))

    assert found.to == (RULES.pipelines[RULES.birth_pipeline].stage(role) if role else None)
    assert [said in one and one.startswith("Стадия: сразу за этим") for one in found.said_of_deal()] == (
        [True] if role else []
    )


def test_what_a_person_would_be_asked_is_told_with_the_candidates():
    asks = (ForeseenQuestion(key="requisite:27", name="Ромашка", candidates=("ООО Ромашка", "Ромашка плюс")),)
    refused = ForeseenOrder(deal="41", would="refused", why="Заказ не создан: их двое.", asks=asks)

    found = ForeseenDeal(Case("deal:41", None, SEEN), deal(), refused, None)

    assert found.said_of_deal() == (
        "  Вопрос человеку (requisite:27): кто это, «Ромашка»? Похожи: «ООО Ромашка», «Ромашка плюс».",
    )
    assert found.as_json(RULES)["asks"][0]["key"] == "requisite:27"


def changed(snapshot, total, stage=ROLES.work):
    case = Case("deal:41", snapshot, seen_in(stage))
    foreseen = ForeseenOrder(deal="41", would="change", total=Decimal(total), currency="RUB")
    found = simulate(case, FILE, NOW)
    return ForeseenDeal(case, deal(), foreseen, found, after=after_change(case, foreseen, FILE, NOW))


def seen_in(stage):
    return SEEN.model_copy(update={"stage": stage, "by_bus": stage != ROLES.work})


@pytest.mark.parametrize(
    ("total", "stage", "to", "said"),
    [
        (4800, ROLES.work, None, "от новой суммы заказа оплачено 50 %, отгружено 0 %, сделка останется"),
        (4800, ROLES.paid, ROLES.work, "от новой суммы заказа оплачено 50 %, отгружено 0 %, сделка будет передвинута"),
        (2400, ROLES.work, ROLES.paid, "Стадия: сделка будет передвинута в «Деньги пришли»"),
        (1200, ROLES.work, ROLES.paid, "Стадия: сделка будет передвинута в «Деньги пришли»"),
    ],
)
def test_an_order_that_is_paid_leads_by_the_part_paid_of_its_new_sum(total, stage, to, said):
    found = changed(order(paid=100, paid_sum=Decimal(2400)), total, stage)

    assert found.to == to
    assert said in found.moved()


def test_an_order_whose_sum_falls_to_what_is_paid_of_it_is_paid():
    found = changed(order(paid=50, paid_sum=Decimal(1200)), 1200)

    assert found.to == ROLES.paid
    assert "оплачено 100 %" in found.moved()
