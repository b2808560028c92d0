"""What the manager reads of a deal."""

import pytest

from services.b24_connector import sentences
from services.b24_connector.writer import refusal
from shared.messages.order import OrderGroup
from shared.messages.things import Manager


def test_a_deleted_deal_leaves_its_order_alone():
    told = sentences.deal_gone("41", "ТД00-000017")

    assert (told.topic, told.text) == ("refusal", "Сделка 41 удалена в Битрикс24, заказ ТД00-000017 живёт без неё.")


def test_a_change_the_portal_turns_down_is_told_in_its_own_words():
    told = refusal.not_taken("ТД00-000017", "Не заполнено поле «Адрес».", "former")

    assert told.topic == "refusal"
    assert told.text == (
        "Изменения заказа ТД00-000017 не попали в сделку: Битрикс24 не разрешает (Не заполнено поле «Адрес»). "
        "После исправления сделка изменится сама."
    )


def test_a_deal_the_portal_does_not_let_be_created_is_told_in_the_same_words():
    told = refusal.not_taken("ТД00-000017", "Не заполнено поле «Адрес».", "missing")

    assert told.text == (
        "Сделка по заказу ТД00-000017 не создана: Битрикс24 не разрешает (Не заполнено поле «Адрес»). "
        "После исправления сделка создастся сама."
    )


@pytest.mark.parametrize(
    "say",
    [
        lambda words: refusal.not_taken("ТД00-000017", words, "former"),
        lambda words: sentences.figures_refused("ТД00-000017", words),
        lambda words: sentences.not_moved("Отгружен и оплачен", words),
        sentences.given_up,
    ],
)
def test_the_portals_words_are_told_without_markup_and_never_at_length(say):
    told = say("Не заполнено поле «Адрес».<br>" + "Обратитесь к администратору портала. " * 30)

    assert "Не заполнено поле «Адрес». Обратитесь" in told.text
    assert len(told.text) <= 330


def test_of_two_deals_of_an_order_one_is_to_be_left():
    error = refusal.two_deals(["41", "42"])

    assert refusal.told_of("ТД00-000017", error.cause, error.remedy, "missing").text == (
        "Сделка по заказу ТД00-000017 не создана: у заказа уже несколько сделок: 41, 42. "
        "Оставьте одну, остальные удалите."
    )


@pytest.mark.parametrize(
    ("manager", "is_new", "text"),
    [
        (
            Manager(name="Сидоров Иван", email="ivan@example.com"),
            True,
            (
                "Менеджер заказа Сидоров Иван (почта ivan@example.com) не найден среди сотрудников Битрикс24: "
                "ответственным стал сотрудник, от чьего имени работает обмен. Назначьте ответственного сами."
            ),
        ),
        (
            Manager(),
            False,
            (
                "Менеджер заказа без имени не найден среди сотрудников Битрикс24: ответственный не изменён. "
                "Назначьте ответственного сами."
            ),
        ),
    ],
)
def test_a_manager_whom_nobody_knows_is_named_and_so_is_who_stands_in_for_him(manager, is_new, text):
    told = sentences.manager_missing(manager, is_new=is_new)

    assert (told.topic, told.text) == ("order", text)


def test_every_group_that_is_stopped_has_its_own_sentence():
    told = sentences.stopped({OrderGroup.ROWS, OrderGroup.MANAGER})

    assert {one.topic for one in told} == {"conflict"}
    assert [one.text for one in told] == [
        "Обмен ответственного остановлен: Битрикс24 и 1С раз за разом меняют друг друга. Сообщите администратору.",
        "Обмен состава остановлен: Битрикс24 и 1С раз за разом меняют друг друга. Сообщите администратору.",
    ]


def test_a_stage_the_portal_forbids_is_told_with_its_reason():
    told = sentences.not_moved("Отгружен", "заполните поле «Склад»")

    assert told.topic == "stage"
    assert told.text == (
        "Сделка не передвинута в «Отгружен»: Битрикс24 не разрешает (заполните поле «Склад»). "
        "После исправления она передвинется сама."
    )


def test_a_deal_moved_by_hand_meanwhile_stays_where_it_is():
    told = sentences.moved_by_hand("Счёт выставлен")

    assert told.topic == "stage"
    assert told.text == "Сделку в это же время передвинули вручную в «Счёт выставлен», она там и оставлена."
