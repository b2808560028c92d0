"""What the manager reads of an order: who, what, what to do, in a few lines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import objection_in, objection_of
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.agreements import Purchase
from services.onec_connector.writer.items.unfound import marked, unknown
from services.onec_connector.writer.named import unfound
from services.onec_connector.writer.orders import objected
from shared.messages.things import Item, Line
from shared.russian import Sum

LONGEST = 330
LONGEST_WORDS = 151
ROUBLES = Sum(Decimal(1234567), "RUB")
CLOSED = (
    "Изменение документов запрещено: период закрыт по 2026-03-31",
    "Изменение данных этого периода запрещено: период по 31.03.2026 закрыт",
    "Дата запрета изменения данных: 31.03.2026",
    "Невозможно записать, действует запрет на изменение до 31.12.2025",
)
OTHERS = ("Не заполнено поле «Склад»", "Запрещено изменять цену ниже себестоимости", "Заказ закрыт")

TAIL = 'Недостаточно прав на отклонение от условий продаж. Документ необходимо провести в статусе "На согласовании".'
APPROVED = "начальника отдела продаж"
TERMS_OF_SALE = (
    (
        'Сумма заказа меньше, чем минимально допустимая сумма заказа в соглашении "5 000 RUB"',
        "Добавьте товары в сделку",
    ),
    (
        f'Сумма заказа меньше, чем минимально допустимая сумма заказа в соглашении "5 000 RUB"; {TAIL}',
        "Добавьте товары",
    ),
    (
        'Номенклатура "Болт"\n должна входить в сегмент номенклатуры "Крепёж", определенный в соглашении',
        "Замените товар в сделке",
    ),
    (
        'Для отгрузки/резервирования необособленного товара "Болт" на складе "Юг" недостаточно свободного остатка',
        "узнайте на складе",
    ),
    ("Не хватает товара на складе", "узнайте на складе"),
    ('Цена должна быть не ниже фиксированной цены в типовом соглашении "12,20"', "Исправьте цену или скидку"),
    (
        'Цена с учетом скидки (наценки) на номенклатуру "Болт" не должна быть ниже минимально допустимой цены "12 RUB"',
        "Исправьте цену или скидку",
    ),
    ('Вид цены не должен отличаться от вида цены в соглашении "Оптовая"', "Исправьте цену или скидку"),
    ('Ручная скидка превышает максимально допустимую скидку "5 %"', "Исправьте цену или скидку"),
    ("По договору № 7 имеется просроченная задолженность на сумму 1 500 RUB", "скажет бухгалтер"),
    ("По договору № 7 превышена допустимая сумма кредита на 1 500 RUB", "увеличить лимит"),
    ("Нарушены условия оплаты, необходимые для обеспечения/отгрузки по ТД00-000017", "Дождитесь оплаты клиента"),
    ('Клиенту "Ромашка" запрещена отгрузка.', "почему клиенту не отгружают"),
    ('Склад не должен отличаться от значения в соглашении "Главный"', APPROVED),
    ('Партнер должен входить в сегмент партнеров "Опт", определенный в типовом соглашении', APPROVED),
    ('Соглашение находится в статус "Не согласовано". Проведение документа запрещено.', APPROVED),
    (TAIL, "согласовать заказ в 1С"),
)

PURCHASE = Purchase("partner", "entity", "organisation", date(2026, 1, 15))


def agreement(name="", number="", *, typical=False):
    return {standard.DESCRIPTION: name, names.NUMBER: number, names.TYPICAL: typical}


def lines(*items):
    return [Line(item=Item(name=name), quantity=Decimal(1), price=Decimal(1), total=Decimal(1)) for name in items]


@pytest.mark.parametrize("words", CLOSED)
def test_a_closed_period_is_for_whoever_opens_it(words):
    told = objected.not_posted("ТД00-000017", objection_in(words))

    assert "Попросите главного бухгалтера открыть период в 1С" in told.text


@pytest.mark.parametrize("words", OTHERS)
def test_any_other_refusal_of_posting_is_for_the_accountant(words):
    told = objected.change_refused("ТД00-000017", objection_in(words), ROUBLES, ROUBLES)

    assert "Покажите это бухгалтеру" in told.text


@pytest.mark.parametrize(("words", "remedy"), TERMS_OF_SALE)
def test_each_of_the_terms_of_sale_has_a_remedy_of_its_own(words, remedy):
    told = objected.change_refused("ТД00-000017", objection_in(words), ROUBLES, ROUBLES)

    assert remedy in told.text
    assert len(told.text) <= LONGEST + 60


def test_of_many_messages_the_one_that_says_why_is_told():
    said = "Не удалось провести. Ошибка записи\nПо договору № 7 имеется просроченная задолженность на сумму 1 500 руб."

    assert str(objection_in(said)) == ("по договору № 7 имеется просроченная задолженность на сумму 1 500 руб")


def test_a_message_of_two_lines_stays_one():
    said = 'Номенклатура "Болт М8"\n должна входить в сегмент номенклатуры "Крепёж", определенный в соглашении'

    assert str(objection_in(said)).startswith('номенклатура "Болт М8" должна входить в сегмент')


@given(st.text(max_size=400), st.sampled_from(TERMS_OF_SALE))
def test_a_cause_is_found_whatever_else_1c_says_before_it(other, term):
    words, _ = term

    reason = objection_in(f"{other}\n{words}")

    assert len(str(reason)) <= LONGEST_WORDS
    assert reason.cause is not None


def test_words_that_say_nothing_known_are_told_as_they_are():
    said = "Заказ не может быть записан: не хватает 3.5 т. Обратитесь в отдел снабжения"

    assert str(objection_in(said)) == said[:1].lower() + said[1:]


def test_long_words_of_1c_end_at_a_word():
    reason = objection_of(BaseRefusal("…", reason="Не удалось записать «Заказ клиента» по следующей причине: " * 20))

    assert str(reason).endswith("…")
    assert len(objected.not_posted("ТД00-000017", reason).text) <= LONGEST


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

    text = unfound.no_agreement("Оптовые", known, [], PURCHASE).sentence("ТД00-000017")

    assert "Заказ ТД00-000017 не изменён: действующего соглашения «Оптовые» у клиента нет" in text
    assert "(есть: «Оптовое», «№ 12»). Исправьте поле «Соглашение», заказ изменится сам." in text


def test_no_contract_and_several_have_each_a_remedy_of_its_own():
    none = unfound.no_contract([], PURCHASE).sentence(None)
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
            "Оптовые условия для сетей", [agreement("О" * 90 + str(n), typical=True) for n in "12345"], [], PURCHASE
        ),
        unfound.several_contracts([{names.CONTRACT_NUMBER: f"2026/03-{number}-ПСТ"} for number in range(9)]),
    ],
)
def test_a_sentence_that_offers_what_there_is_stays_short(refusal):
    text = refusal.sentence("ТД00-000017")

    assert len(text) <= LONGEST
    assert text.endswith("сам.")
