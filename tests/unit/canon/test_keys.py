"""What a client is known by has one form, however it was typed and however many stand in one field."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.canon.keys import (
    account_number,
    emails,
    is_inn,
    phones,
    readable_phones,
    same_firm,
    same_person,
    spellings,
    tax_numbers,
)

NUMBERS = st.lists(st.integers(9_000_000_000, 9_999_999_999).map(lambda one: f"+7{one}"), min_size=1, unique=True)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("+79051112233, +79052223344", ("+79051112233", "+79052223344")),
        ("+7 905 111-22-33 +7 905 222-33-44", ("+79051112233", "+79052223344")),
        ("8-800-555-35-35 (круглосуточно)", ("+78005553535",)),
        ("8 (495) 000-00-17", ("+74950000017",)),
        ("74950000017", ("+74950000017",)),
        ("4950000017", ("+74950000017",)),
        ("+375 29 000-00-17", ("+375290000017",)),
        ("+49 30 901820", ("+4930901820",)),
        ("8 (495) 000-00-17, доб. 12", ("+74950000017",)),
        ("89051112233; 89054445566", ("+79051112233", "+79054445566")),
        ("89051112233 / 89054445566", ("+79051112233", "+79054445566")),
        ("89051112233 89054445566", ("+79051112233", "+79054445566")),
        ("8 905 111-22-33 8 905 444-55-66", ("+79051112233", "+79054445566")),
        ("9051112233 9054445566", ("+79051112233", "+79054445566")),
        ("89051112233 12-34-56", ("89051112233 12-34-56",)),
        ("8905111223 389054445566", ("8905111223 389054445566",)),
        ("12-34-56", ("12-34-56",)),
        ("123-45-67", ("123-45-67",)),
        ("+7 123-45-67", ("+7 123-45-67",)),
        ("8 (495) 123-45-67, 123-45-68", ("+74951234567", "123-45-68")),
        ("495 123-45-67 1234", ("495 123-45-67 1234",)),
        ("00375 29 123-45-67", ("+375291234567",)),
        ("810 375 29 123-45-67", ("+375291234567",)),
        ("8\u00a0(495)\u00a0123–45–67", ("+74951234567",)),
        ("нет", ()),
        ("-", ()),
        ("", ()),
    ],
)
def test_each_phone_of_a_field_is_one_phone(typed, expected):
    assert expected == phones(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Anna@Test.RU; boss@test.ru", ("anna@test.ru", "boss@test.ru")),
        ("Анна <anna@test.ru>", ("anna@test.ru",)),
        ("<mailto:Anna@Пример.РФ>, почта:boss@test.ru", ("anna@пример.рф", "boss@test.ru")),
        ("«anna@test.ru».", ("anna@test.ru",)),
        ("'o'neil@test.co.uk'", ("o'neil@test.co.uk",)),
        ("anna@test.ru/boss@test.ru", ("anna@test.ru", "boss@test.ru")),
        ("anna@test.ru|boss@test.ru:c@test.ru", ("anna@test.ru", "boss@test.ru", "c@test.ru")),
        ("a/b@test.ru", ("a/b@test.ru",)),
        ("нет", ()),
    ],
)
def test_each_e_mail_of_a_field_is_one_e_mail(typed, expected):
    assert expected == emails(typed)


@given(st.text(alphabet="0123456789+-() ,;/доб.", max_size=40))
@example("(())0")
@example("(a (b) c)0")
def test_a_normal_form_is_its_own_normal_form(typed):
    once = phones(typed)

    assert once == tuple(dict.fromkeys(again for one in once for again in phones(one)))


@given(st.text().filter(lambda text: not any(one.isdigit() for one in text)))
def test_words_without_digits_are_no_phone(typed):
    assert phones(typed) == ()


@given(NUMBERS, st.sampled_from([", ", "; ", " ", "\n", " / "]), st.sampled_from(["+7", "8", ""]))
def test_no_number_is_lost_in_a_field_of_many(numbers, between, begins):
    assert phones(between.join(begins + one[2:] for one in numbers)) == tuple(numbers)


def test_a_number_nobody_can_read_identifies_nobody():
    unread = ["123", "12-34-56", "123-45-67", "+71234567", "нет"]

    assert readable_phones([*unread, "8 905 111-22-33 доб. 7"]) == ("+79051112233",)


@given(NUMBERS)
def test_every_spelling_of_a_phone_is_that_phone(numbers):
    assert {phones(one) for one in spellings(numbers[0])} == {(numbers[0],)}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Пётр Петров", "петров петр", True),
        ("Пётр Петров", "Петров Пётр Ильич", True),
        ("Анна Петрова", "Петров Пётр Ильич", False),
        ("Петров Иван Ильич", "Петров Пётр Ильич", False),
        ("Пётр", "Петров Пётр Ильич", False),
        ("Пётр", "пётр", True),
        ("", "", False),
    ],
)
def test_a_lacking_patronymic_or_another_order_of_words_is_no_other_person(one, other, expected):
    assert same_person(one, other) == same_person(other, one) == expected


@pytest.mark.parametrize(
    ("inn", "kpp", "expected"),
    [
        ("7736050003/773601001", "", ("7736050003", "773601001")),
        ("7736050003/773601001", "773601001", ("7736050003", "773601001")),
        ("7736050003/773601001", "770101001", ("7736050003/773601001", "770101001")),
        ("7736050004/773601001", "", ("7736050004/773601001", "")),
        (" 7736 050003", "", ("7736050003", "")),
        ("7736050003 773601001", "", ("7736050003", "773601001")),
        ("ИНН 7736050003, КПП 773601001", "", ("7736050003", "773601001")),
        ("ИНН: 7736050003", "КПП 773601001", ("7736050003", "773601001")),
        ("7736050004773601001", "", ("7736050004773601001", "")),
        ("500100732259", "", ("500100732259", "")),
    ],
)
def test_inn_and_kpp_in_one_field_are_taken_apart_where_that_is_certain(inn, kpp, expected):
    assert expected == tax_numbers(inn, kpp)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7707083893", True),
        ("500100732259", True),
        ("7707083894", False),
        ("77070838931", False),
        ("0000000000", False),
        ("000000000000", False),
        ("", False),
    ],
)
def test_an_inn_is_somebodys(typed, expected):
    assert is_inn(typed) == expected


@example("КП:П", "")
@example("ККППпп1", "")
@given(st.text(alphabet="0123456789/ ,ИНнКПп:-", max_size=30), st.text(alphabet="0123456789 ", max_size=12))
def test_numbers_in_their_normal_form_stay_as_they_are(code, reason):
    once = tax_numbers(code, reason)

    assert tax_numbers(*once) == once


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ООО «Ромашка»", "Ромашка ООО", True),
        ("ООО «Ромашка»", "ромашка", True),
        ("Общество с ограниченной  ответственностью «Ромашка»", "Ромашка, ООО", True),
        ("Публичное акционерное общество «Ромашка»", "АО «Ромашка»", False),
        ("Индивидуальный предприниматель Белов Олег", "ИП Белов Олег", True),
        ("ООО «Ромашка»", "АО «Ромашка»", False),
        ("ООО «Ромашка»", "ООО «Лютик»", False),
        ("ООО", "", False),
        ("", "", False),
    ],
)
def test_a_legal_form_may_be_left_out_and_another_one_is_another_firm(one, other, expected):
    assert same_firm(one, other) == same_firm(other, one) == expected


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("40702810900000000017", "40702810900000000017"),
        (" 40702.810.9 0000\u00a00000017 ", "40702810900000000017"),
        ("kz86125kzt5004100100", "KZ86125KZT5004100100"),
        ("40702-810", "40702-810"),
        (" . ", ""),
    ],
)
def test_an_account_s_number_is_compared_without_blanks_and_dots_in_capitals(typed, number):
    assert account_number(typed) == number
