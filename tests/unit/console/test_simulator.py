"""What the simulator makes of an order by today's rules and by edited ones, and how it says so."""

from decimal import Decimal

import pytest

from services.console.rules_file import RulesFile, read_rules_file
from services.console.simulator.cases import Case, may_differ, simulate
from services.console.simulator.given import Given, GivenError, state_called
from services.console.simulator.telling import as_json, told, told_all
from shared.process.survey import SeenDeal
from tests.delivered import delivered_rules
from tests.unit.rules.snapshots import NOW, order

RULES = delivered_rules()
ROLES = RULES.pipelines["0"]
TODAY = RulesFile("rules.yaml", RULES)
STRICT = RulesFile("strict.yaml", RULES.model_copy(update={"paid_before_supply": False}))
NAMES = {ROLES.invoice: "Счёт у клиента", ROLES.paid: "Деньги пришли", ROLES.work: "Собираем"}


def case(snapshot, stage=ROLES.invoice, **changes):
    deal = SeenDeal(id="41", title="Болты", pipeline="0", stage=stage, names=NAMES, **changes)
    return Case("deal:41", snapshot, deal)


def test_the_line_and_the_way_of_the_deal_are_said_in_the_portals_names():
    one = case(order("ГотовКОтгрузке", paid=100))

    said = told(one, [simulate(one, TODAY, NOW)]).splitlines()

    assert said == [
        "deal:41 «Болты», заказ ТД00-000017: «Готов к отгрузке», оплачено 100 %, отгружено 0 %",
        "  Строка 7 таблицы состояний «оплачен, не отгружен»: передвинуть сделку в «Деньги пришли».",
        "  Сделка стоит в «Счёт у клиента», её поставил сотрудник: будет передвинута в «Деньги пришли».",
    ]


def test_an_edited_file_says_what_would_come_of_it():
    one = case(order("ОжидаетсяОбеспечение", paid=100), ROLES.paid, by_bus=True, manual_stage=ROLES.work)
    both = [simulate(one, file, NOW) for file in (TODAY, STRICT)]

    said = told(one, both).splitlines()

    assert said[-3:] == [
        "  Сделка стоит в «Деньги пришли», её ведёт обмен: останется, она уже там.",
        "  По strict.yaml: строка 10 таблицы состояний «всё остальное»: вернуть сделку, если её ведёт обмен.",
        "  По strict.yaml сделка будет передвинута в «Собираем».",
    ]
    assert as_json(one, both)["differs"]


def test_another_line_that_comes_to_the_same_is_no_difference():
    one = case(order("ОжидаетсяОбеспечение", paid=100), ROLES.parking)
    both = [simulate(one, file, NOW) for file in (TODAY, STRICT)]

    assert may_differ(one.order, TODAY, STRICT, NOW)
    assert not as_json(one, both)["differs"]
    assert told(one, both).endswith("выйдет то же самое.")


def test_an_order_that_both_files_take_alike_needs_no_look_at_its_deal():
    assert not may_differ(order("ГотовКОтгрузке", paid=100), TODAY, STRICT, NOW)


@pytest.mark.parametrize(("stage", "ends"), [("LOSE", "F"), ("REFUSED", "")])
def test_of_a_lost_deals_order_that_was_unposted_nothing_is_told_in_it(stage, ends):
    listed = RULES.model_copy(update={"pipelines": {"0": ROLES.model_copy(update={"lost": ("REFUSED",)})}})
    lost, stands = case(order(posted=False), stage, ends=ends), case(order(posted=False))

    here, there = (simulate(one, RulesFile("rules.yaml", listed), NOW) for one in (lost, stands))

    assert told(lost, [here]).endswith("останется, она проиграна, и в ней об этом ничего не пишется.")
    assert told(stands, [there]).endswith(": останется.")
    assert (here.outcome[0], there.outcome[0]) == (None, "withdrawn")


def test_a_deal_without_an_order_has_nothing_to_be_moved_by():
    assert "проведённого заказа в 1С нет" in told(Case("deal:41", None), [])


def test_typed_figures_are_an_order_that_owes_what_is_shipped_and_not_paid():
    given = Given("Ожидается оплата (после отгрузки)", paid=Decimal(40), shipped=Decimal(100)).case()

    found = simulate(given, TODAY, NOW)

    assert (found.explained.line, given.order.state.debt) == (5, 60)
    assert "есть долг" in told(given, [found])


@pytest.mark.parametrize("words", ["Готов к отгрузке", "готов  к отгрузке", "ГотовКОтгрузке"])
def test_a_state_is_named_as_people_read_it_or_as_the_configuration_does(words):
    assert state_called(words) == "ГотовКОтгрузке"


def test_a_state_that_is_spelt_wrong_is_asked_back_and_a_new_one_is_taken():
    with pytest.raises(GivenError, match="возможно, имелось в виду «Готов к отгрузке»"):
        state_called("Готов к отгрузк")
    assert state_called("ПереданКурьеру") == "ПереданКурьеру"


def test_a_stage_says_which_pipeline_it_is_of():
    assert Given("Закрыт", stage="C3:WON").case().deal.pipeline == "3"
    assert Given("Закрыт", stage=ROLES.work).case().deal.pipeline == "0"


def test_a_table_of_ones_own_is_told_with_the_line_of_the_file(tmp_path):
    file = tmp_path / "own.yaml"
    table = "states:\n  - title: удалён\n    when: {withdrawn: true}\n    then: withdrawn\n  - then: stay\n"
    pipeline = "{parking: NEW, work: W, invoice: I, shipped: S, paid: P, done: WON}"
    file.write_text(f"portal_id: p\ncutoff: 2026-01-01T00:00:00+03:00\npipelines:\n  '0': {pipeline}\n{table}")

    read = read_rules_file(file)

    one = Case("order:1", order("Закрыт"))
    assert read.lines == {1: 6, 2: 9}
    assert "Строка 2 таблицы состояний (строка 9 файла): не двигать." in told(one, [simulate(one, read, NOW)])


@pytest.mark.parametrize(
    ("looked", "different", "said"),
    [
        (21, 0, "Просмотрен 21 связанный заказ: по strict.yaml со всеми вышло бы то же, что сейчас."),
        (5, 2, "Просмотрено 5 связанных заказов: по strict.yaml вышло бы иначе с 2."),
    ],
)
def test_all_orders_are_counted(looked, different, said):
    assert told_all(looked, different, "strict.yaml") == said


def refusal(stage: str) -> str:
    """What is said against a typed stage; empty: it is taken."""
    try:
        Given("Закрыт", stage=stage).expect_stage(RULES)
    except GivenError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("stage", ["", ROLES.work, "C3:WON", "C9:NEW"])
def test_a_typed_stage_of_the_rules_or_of_a_pipeline_that_is_none_of_theirs_is_taken(stage):
    assert refusal(stage) == ""


@pytest.mark.parametrize(
    ("stage", "likely"), [("C3:WONN", "C3:WON"), ("EXECUTNG", "EXECUTING"), ("Отгружен", ""), ("C9:Новая", "")]
)
def test_a_typed_stage_that_is_nowhere_is_told_with_those_there_are(stage, likely):
    told = refusal(stage)

    assert told.startswith(f"Стадии «{stage}» в правилах нет; есть: ")
    assert f"имелось в виду «{likely}»" in told or not likely
