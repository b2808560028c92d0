"""What the manager reads of an order: who, what, what to do, in a few lines."""

from decimal import Decimal

import pytest

from services.onec_connector import sentences
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.posting import reason_of
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import standard
from services.onec_connector.writer.items.unfound import marked, unknown
from services.onec_connector.writer.named import unfound
from shared.messages.things import Item, Line
from shared.russian import Sum

LONGEST = 330
ROUBLES = Sum(Decimal(1234567), "RUB")
CLOSED = (
    "Изменение документов запрещено: период закрыт по 2026-03-31",
    "Изменение данных этого периода запрещено: период по 31.03.2026 закрыт",
    "Дата запрета изменения данных: 31.03.2026",
    "Невозможно записать, действует запрет на изменение до 31.12.2025",
)
OTHERS = ("Не хватает товара на складе", "Запрещено изменять цену ниже себестоимости", "Заказ закрыт")


def agreement(name="", number="", *, typical=False):
    return {standard.DESCRIPTION: name, names.NUMBER: number, names.TYPICAL: typical}


def lines(*items):
    return [Line(item=Item(name=name), quantity=Decimal(1), price=Decimal(1), total=Decimal(1)) for name in items]


@pytest.mark.parametrize("words", CLOSED)
def test_a_closed_period_is_for_whoever_opens_it(words):
    told = sentences.not_posted("ТД00-000017", words)

    assert "Попросите главного бухгалтера открыть период в 1С" in told.text


@pytest.mark.parametrize("words", OTHERS)
def test_any_other_refusal_of_posting_is_for_the_accountant(words):
    told = sentences.change_refused("ТД00-000017", words, ROUBLES, ROUBLES)

    assert "Покажите это бухгалтеру" in told.text


def test_long_words_of_1c_end_at_a_word():
    reason = reason_of(BaseRefusal("…", reason="Не удалось записать «Заказ клиента» по следующей причине: " * 20))

    assert reason.endswith("…")
    assert len(sentences.not_posted("ТД00-000017", reason).text) <= LONGEST


def test_an_item_that_is_marked_for_deletion_is_not_missing():
    one, two = marked(lines("Болт М8")), marked(lines("Болт М8", "Гайка"))

    assert one.sentence(None) == (
        "Заказ не создан: товар «Болт М8» в 1С помечен на удаление. "
        "Выберите другой товар или попросите снять пометку; после этого заказ создастся сам."
    )
    assert "товары «Болт М8» и «Гайка» в 1С помечены на удаление" in two.sentence(None)


def test_of_many_unknown_items_five_are_named():
    text = unknown(lines(*(f"Болт {number}" for number in range(12)))).sentence(None)

    assert "«Болт 4» и ещё 7 нет в 1С" in text


def test_a_warehouse_that_is_not_there_is_told_with_those_that_are_the_nearest_first():
    known = ["Розница", "Главный склад", "Склад №2", "Брак", "Транзит", "Склад юг", "Архив"]

    text = unfound.no_warehouse("Главный", known).sentence(None)

    assert "склада «Главный» нет в 1С (есть: «Главный склад», " in text
    assert " и ещё 2)." in text


def test_an_agreement_that_is_not_there_is_told_with_typical_names_and_own_numbers():
    known = [agreement("Оптовое", "7", typical=True), agreement("Соглашение с Ромашкой", "12")]

    text = unfound.no_agreement("Оптовые", known).sentence("ТД00-000017")

    assert "Заказ ТД00-000017 не изменён: действующего соглашения «Оптовые» у клиента нет" in text
    assert "(есть: «Оптовое», «№ 12»). Исправьте поле «Соглашение», заказ изменится сам." in text


def test_no_contract_and_several_have_each_a_remedy_of_its_own():
    none = unfound.no_contract().sentence(None)
    several = unfound.several_contracts([{names.CONTRACT_NUMBER: "1"}, {names.CONTRACT_NUMBER: "2"}]).sentence(None)
    another = unfound.no_such_contract("Д-5", [{standard.DESCRIPTION: "Рамочный"}]).sentence(None)

    assert "завести договор" in none
    assert "(есть: «№ 1», «№ 2»). Попросите бухгалтера оставить один" in several
    assert "договора «Д-5» из правил обмена у клиента нет (есть: «Рамочный»)" in another


def test_an_organisation_that_is_not_there_is_told_with_those_that_are():
    text = unfound.no_organisation("", "7736050003", ["ООО «ТД»", "ИП Иванов"]).sentence(None)

    assert "нашей организации с ИНН 7736050003 нет в 1С (есть: «ИП Иванов», «ООО «ТД»»)." in text


def test_where_nothing_is_there_nothing_is_offered():
    assert "склада «Главный» нет в 1С. Исправьте" in unfound.no_warehouse("Главный", []).sentence(None)


@pytest.mark.parametrize(
    "refusal",
    [
        unfound.no_warehouse("Склад ответственного хранения на Ленинградке", ["Склад ответственного хранения"] * 9),
        unfound.no_agreement(
            "Оптовые условия для сетей", [agreement("О" * 90 + str(n), typical=True) for n in "12345"]
        ),
        unfound.several_contracts([{names.CONTRACT_NUMBER: f"2026/03-{number}-ПСТ"} for number in range(9)]),
    ],
)
def test_a_sentence_that_offers_what_there_is_stays_short(refusal):
    text = refusal.sentence("ТД00-000017")

    assert len(text) <= LONGEST
    assert text.endswith("сам.")
