"""What the manager reads of a stage."""

from datetime import timedelta

import pytest

from services.stage_router.table import stage_rule
from tests.unit.rules.snapshots import NOW, order


def moved(rules, snapshot, stage, *, leaving=None):
    """The sentence in the timeline after a move to a stage of this name."""
    rule = stage_rule(snapshot, rules, NOW)
    return rule.why_leaving.get(leaving, rule.why).replace("{stage}", stage)


def test_a_deal_moved_to_paid_says_what_was_paid_and_that_nothing_is_shipped(rules):
    text = moved(rules, order("ГотовКОтгрузке", paid=100), "Счет оплачен")

    expected = "Сделка передвинута в «Счет оплачен»: по заказу ТД00-000017 оплачено 100 %, отгрузки ещё не было."
    assert expected == text


def test_a_deal_moved_to_paid_says_what_is_partly_shipped(rules):
    text = moved(rules, order("ВПроцессеОтгрузки", paid=120, shipped=40), "Счет оплачен")

    assert "оплачено 120 %, отгружено 40 %." in text


def test_a_deal_moved_to_shipped_names_the_debt(rules):
    text = moved(rules, order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt="2400"), "Отгружен")

    expected = (
        "Сделка передвинута в «Отгружен»: по заказу ТД00-000017 отгружено 100 %, оплаты пока нет, "
        "долг клиента 2\u00a0400,00\u00a0₽."
    )
    assert expected == text


def test_a_deal_moved_to_the_last_stage_says_that_nothing_is_owed(rules):
    text = moved(rules, order("ГотовКЗакрытию", paid=99, shipped=100), "Отгружен и оплачен")

    expected = (
        "Сделка передвинута в «Отгружен и оплачен»: по заказу ТД00-000017 отгружено 100 %, оплачено 99 %, долга нет."
    )
    assert expected == text


def test_a_deal_taken_back_from_paid_says_that_the_payment_was_undone(rules):
    text = moved(rules, order("ГотовКОтгрузке"), "Счет выставлен", leaving="FINAL_INVOICE")

    expected = (
        "Сделка возвращена в «Счет выставлен»: оплата по заказу ТД00-000017 отменена в 1С, оплачено 0 %. "
        "Уточните у бухгалтера."
    )
    assert expected == text


@pytest.mark.parametrize(
    ("leaving", "snapshot", "expected"),
    [
        ("FINAL_INVOICE", order("ГотовКОтгрузке", paid=40), "теперь оплачен не полностью, оплачено 40 %"),
        ("C3:EXECUTING", order("ВПроцессеОтгрузки"), "отгрузка по заказу ТД00-000017 отменена в 1С, отгружено 0 %"),
        ("EXECUTING", order("ВПроцессеОтгрузки", shipped=40), "теперь отгружен не полностью, отгружено 40 %"),
        ("WON", order("ВПроцессеОтгрузки"), "по заказу ТД00-000017 оплачено 0 %, отгружено 0 %"),
        ("WON", order("ГотовКОтгрузке", paid=100), "отгрузка по заказу ТД00-000017 отменена в 1С"),
        ("WON", order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=1), "оплата по заказу ТД00-000017 отменена"),
        ("EXECUTING", order("ВПроцессеОтгрузки", paid=100, shipped=100), "оплачено 100 %, отгружено 100 %"),
    ],
)
def test_a_deal_taken_back_says_what_was_undone_as_far_as_the_figures_tell(rules, leaving, snapshot, expected):
    text = moved(rules, snapshot, "Счет выставлен", leaving=leaving)

    assert expected in text
    assert text.startswith("Сделка возвращена в «Счет выставлен»: ")
    assert text.endswith("Уточните у бухгалтера.")


def test_a_deal_that_a_person_put_elsewhere_is_told_which_stage_the_figures_ask_for(rules):
    rule = stage_rule(order("ГотовКОтгрузке", paid=100), rules, NOW)

    expected = (
        "Сделка не передвинута в «{target}»: её стадию поставил сотрудник. "
        "По заказу ТД00-000017 оплачено 100 %, отгружено 0 %. Проверьте стадию сделки."
    )
    assert expected == rule.otherwise


def test_a_deal_that_a_person_put_too_far_is_told_once_and_again_after_the_next_payment(rules):
    unpaid = stage_rule(order("ГотовКОтгрузке"), rules, NOW)
    paid_in_part = stage_rule(order("ГотовКОтгрузке", paid=40), rules, NOW)

    assert "Стадия сделки расходится с 1С: по заказу ТД00-000017 оплачено 0 %, отгружено 0 %." in unpaid.otherwise
    assert unpaid.otherwise != paid_in_part.otherwise


def test_an_unposted_order_is_told(rules):
    rule = stage_rule(order(None, posted=False), rules, NOW)

    expected = (
        "Заказ ТД00-000017 в 1С не проведён. Сделка оставлена на своей стадии, уточните у бухгалтера, что с заказом."
    )
    assert expected == rule.told


def test_an_order_marked_for_deletion_is_told(rules):
    rule = stage_rule(order(None, posted=False, marked=True), rules, NOW)

    assert rule.told.startswith("Заказ ТД00-000017 в 1С помечен на удаление.")


def test_an_order_deleted_from_1c_is_told_with_what_the_manager_can_do(rules):
    rule = stage_rule(order(None, posted=False).with_(deleted=True, phase="cancelled"), rules, NOW)

    expected = (
        "Заказ ТД00-000017 удалён из 1С. Сделка оставлена на своей стадии. Если заказ ещё нужен, попросите бухгалтера "
        "восстановить его или заведите новую сделку."
    )
    assert expected == rule.told


def test_an_order_that_stays_without_shipment_is_told_with_the_name_of_its_state(rules):
    since = NOW - timedelta(minutes=5)

    rule = stage_rule(order("ГотовКЗакрытию", paid=100, provisional_since=since), rules, NOW)

    expected = (
        "Заказ ТД00-000017 в 1С «Готов к закрытию», отгрузки нет, оплачено 100 %. "
        "Сделка оставлена на своей стадии, уточните у бухгалтера, отгружен ли заказ."
    )
    assert expected == rule.told


def test_a_state_nobody_has_named_is_told_by_its_name_in_1c(rules):
    rule = stage_rule(order("СостояниеНовогоРелиза", paid=100), rules, NOW)

    expected = (
        "Заказ ТД00-000017 в 1С в состоянии «СостояниеНовогоРелиза», которого нет в правилах обмена. "
        "Сделка оставлена на своей стадии: передвиньте её сами и назовите состояние администратору."
    )
    assert expected == rule.told


def test_a_payment_does_not_repeat_what_is_told_of_a_state_nobody_has_named(rules):
    unpaid = stage_rule(order("СостояниеНовогоРелиза"), rules, NOW)
    paid = stage_rule(order("СостояниеНовогоРелиза", paid=100), rules, NOW)

    assert unpaid == paid


def test_an_order_without_a_number_is_called_just_an_order(rules):
    rule = stage_rule(order(None, posted=False, number=""), rules, NOW)

    assert rule.told.startswith("Заказ в 1С не проведён.")
