"""Phones and e-mails cross as they are compared: one value a row, several in one field taken apart, none invented."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.contacts import read_contacts, same_contacts, searched, write_contacts
from shared.canon.keys import phone
from shared.messages.things import Contacts

KINDS = {"Телефон": "k1", "АдресЭлектроннойПочты": "k2", "Адрес": "k3"}
PHONES = st.lists(
    st.sampled_from(
        ["+7 905 111-22-33", "8 (905) 111-22-34", "74950000017", "999-99-99", "+375 29 123-45-67", "нет", "доб. 12", ""]
    ),
    max_size=3,
)
EMAILS = st.lists(st.sampled_from(["Anna@Test.RU", "b@test.ru", "c@d", "нет", ""]), max_size=3)
BETWEEN = st.sampled_from([", ", "; ", " / ", "\n"])


def phone_row(shown, number=""):
    return {"Тип": "Телефон", "Представление": shown, "НомерТелефона": number}


def email_row(address, shown=""):
    return {"Тип": "АдресЭлектроннойПочты", "Представление": shown, "АдресЭП": address}


@pytest.mark.parametrize(
    ("rows", "phones"),
    [
        ([phone_row("+7 495 000-00-17")], ("+74950000017",)),
        ([phone_row("8 (495) 000-00-17", "84950000017")], ("+74950000017",)),
        ([phone_row("", "74950000017")], ("+74950000017",)),
        ([phone_row("офис", "74950000017")], ("+74950000017",)),
        ([phone_row("доб. 12", "74950000017")], ("+74950000017",)),
        ([phone_row("+79051112233, +79051112234", "79051112233790511122")], ("+79051112233", "+79051112234")),
        ([phone_row("8-800-555-35-35 (круглосуточно)")], ("+78005553535",)),
        ([phone_row("вн. 12", "12")], ("вн. 12",)),
        ([phone_row("123-45-67", "1234567")], ("123-45-67",)),
        ([phone_row("123-45-67", "74951234567")], ("+74951234567",)),
        ([phone_row("нет"), phone_row("", "")], ()),
    ],
)
def test_phones_of_1c_are_read_one_by_one(rows, phones):
    assert phones == read_contacts(rows).phones


@pytest.mark.parametrize(
    ("rows", "emails"),
    [
        ([email_row("Anna@Test.RU")], ("anna@test.ru",)),
        ([email_row("", " a@b.ru ")], ("a@b.ru",)),
        ([email_row("a@test.ru, b@test.ru", "a@test.ru; c@test.ru")], ("a@test.ru", "b@test.ru", "c@test.ru")),
        ([email_row("нет", "нет"), email_row("a@b")], ()),
    ],
)
def test_e_mails_of_1c_are_read_one_by_one(rows, emails):
    assert emails == read_contacts(rows).emails


def test_contacts_are_read_once_each_and_what_is_of_another_type_is_left_out():
    rows = [
        phone_row("+7 495 000-00-17"),
        phone_row("офис", "74950000017"),
        email_row("", "anna@test.ru"),
        {"Тип": "Адрес", "Представление": "Москва"},
        {"Тип": "Адрес", "Представление": "Тверь"},
        {"Тип": "ВебСтраница", "Представление": "td.example"},
    ]

    assert read_contacts(rows) == Contacts(phones=("+74950000017",), emails=("anna@test.ru",), address="Москва")


def test_a_value_a_row_is_written_and_what_identifies_nobody_is_not():
    contacts = Contacts(phones=("+79051112233, +79051112234", "нет", ""), emails=("A@test.ru, b@test.ru", "нет", "@"))

    rows = write_contacts(contacts, KINDS)

    assert [row["НомерТелефона"] for row in rows if "НомерТелефона" in row] == ["79051112233", "79051112234"]
    assert [row["АдресЭП"] for row in rows if "АдресЭП" in row] == ["a@test.ru", "b@test.ru"]


def test_nothing_longer_than_1c_holds_is_written():
    contacts = Contacts(phones=("1" * 600,), emails=(f"{'a' * 100}@test.ru",), address="м" * 600)

    rows = write_contacts(contacts, KINDS)

    assert [(len(row["Представление"]), len(row.get("НомерТелефона", ""))) for row in rows] == [(500, 20), (500, 0)]
    assert rows[-1]["Представление"].endswith("м…")


def test_a_new_row_has_the_value_that_1cs_form_reads():
    rows = write_contacts(Contacts(phones=("+74950000017",), emails=("a@test.ru",), address="Минск"), KINDS)

    values = [json.loads(row["Значение"]) for row in rows]
    assert [(one["version"], one["type"], one["value"]) for one in values] == [
        (4, "Телефон", "+74950000017"),
        (4, "АдресЭлектроннойПочты", "a@test.ru"),
        (4, "Адрес", "Минск"),
    ]
    assert (values[0]["areaCode"], values[0]["number"], values[2]["addressType"]) == (
        "495",
        "0000017",
        "ВСвободнойФорме",
    )


def test_a_phone_of_a_town_without_its_code_makes_nobody_the_same():
    one, other = (Contacts(phones=("123-45-67",)) for _ in range(2))

    assert not same_contacts(one, other)


def test_a_type_of_contact_without_a_kind_is_left_out():
    assert write_contacts(Contacts(phones=("+74950000017",)), {}) == []


@given(PHONES, EMAILS, BETWEEN)
def test_contacts_of_1c_come_back_from_the_portal_as_they_went(phones, emails, between):
    there = read_contacts([phone_row(between.join(phones)), email_row(between.join(emails))])

    assert read_contacts(write_contacts(there, KINDS)) == there


@given(PHONES, EMAILS, BETWEEN)
def test_contacts_of_the_portal_identify_the_same_in_1c(phones, emails, between):
    typed = Contacts(phones=(between.join(phones),), emails=(between.join(emails),))

    there = read_contacts(write_contacts(typed, KINDS))

    assert same_contacts(typed, there) is bool(any(map(phone, there.phones)) or there.emails)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ("+79051112233", {"79051112233", "89051112233", "9051112233"}),
        ("+375291234567", {"375291234567"}),
        ("12", {"12"}),
        ("123-45-67", {"1234567"}),
    ],
)
def test_a_phone_is_searched_as_people_type_it(one, expected):
    assert expected == set(searched(one))
