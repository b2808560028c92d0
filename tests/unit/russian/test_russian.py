"""Sums, dates and counts as Russian readers expect them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messages.things import Thing
from shared.messages.words import FieldWords
from shared.russian import counted, day, money, value_said, why_denied

SUMS = st.decimals(0, 10**9, places=2)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("2400", "RUB", "2 400,00 ₽"),
        ("1234567.5", "RUB", "1 234 567,50 ₽"),
        ("0.005", "RUB", "0,01 ₽"),
        ("-1.5", "RUB", "-1,50 ₽"),
        ("1234.5", "USD", "1 234,50 $"),
        ("1234.5", "EUR", "1 234,50 €"),
        ("1234.5", "KZT", "1 234,50 KZT"),
        ("1", "ABC", "1,00 ABC"),
        ("1", "", "1,00 ₽"),
    ],
)
def test_money_is_written_as_people_write_it(amount, currency, written):
    assert money(Decimal(amount), currency).replace("\u00a0", " ") == written


@given(SUMS, st.sampled_from(["RUB", "USD", "EUR", "BYN", "JPY"]))
def test_no_kopeck_of_a_sum_is_lost_in_words(amount, currency):
    digits = "".join(one for one in money(amount, currency) if one.isdigit())

    assert Decimal(digits) == amount * 100


@given(SUMS)
def test_the_space_in_a_sum_never_breaks(amount):
    assert " " not in money(amount, "RUB")


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 строка"), (2, "2 строки"), (5, "5 строк"), (11, "11 строк"), (21, "21 строка")]
)
def test_counts_agree_with_their_nouns(count, words):
    assert counted(count, "{n} строка", "{n} строки", "{n} строк") == words


def test_a_day_is_written_with_dots():
    assert day(date(2026, 3, 5)) == "05.03.2026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("", ""),
        ("РомашкаПлюс", "РомашкаПлюс"),
        (date(2026, 3, 5), "05.03.2026"),
        (Decimal("12.50"), "12,5"),
        (True, "да"),
        (False, "нет"),
        (Thing(name="Основной склад"), "Основной склад"),
    ],
)
def test_a_value_of_a_field_is_written_by_its_kind(value, written):
    assert value_said(FieldWords("поле", "field"), value) == written


@pytest.mark.parametrize(
    ("member", "written"),
    [("ПоЗаказам", "По заказам"), ("ПродажаНеОблагаетсяНДС", "Продажа не облагается НДС"), ("Own", "Own"), ("", "")],
)
def test_a_member_of_an_enumeration_is_spelt_out(member, written):
    assert value_said(FieldWords("поле", "field", enumeration=True), member) == written


def test_what_the_operating_system_says_is_told_in_russian(tmp_path):
    with pytest.raises(OSError, match="Is a directory") as caught:
        tmp_path.read_text(encoding="utf-8")

    assert why_denied(caught.value) == "это каталог"
    assert why_denied(OSError(9999, "Odd")) == "ошибка системы 9999"
