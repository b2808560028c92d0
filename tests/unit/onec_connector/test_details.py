"""Rows of 1C's contact information stay as people typed them while the portal names what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.details import read_details, with_details
from shared.messages.things import Contacts

KINDS = {"Телефон": "phone-kind", "АдресЭлектроннойПочты": "mail-kind"}
MOBILE = "mobile-kind"
EXTENSIONS = ("+7 (495) 123-45-67 доб. 101", "+7 (495) 123-45-67 доб. 102")
PHONE, OTHER = "+74951234567", "+79990000001"


def phone_row(text, kind="phone-kind"):
    return {"Тип": "Телефон", "Вид_Key": kind, "Представление": text, "НомерТелефона": ""}


def mail_row(text):
    return {"Тип": "АдресЭлектроннойПочты", "Вид_Key": "mail-kind", "Представление": text, "АдресЭП": text}


ROWS = st.lists(
    st.builds(
        phone_row,
        st.sampled_from([*EXTENSIONS, "8 495 123-45-67", "8 999 000-00-01", "84951234567, 89990000001", "нет"]),
        st.sampled_from(["phone-kind", MOBILE, "fax-kind"]),
    )
    | st.builds(mail_row, st.sampled_from(["a@ex.ru", "A@ex.ru", "a@ex.ru; b@ex.ru"])),
    max_size=5,
)


@given(ROWS)
def test_rows_that_say_what_is_wanted_already_are_no_difference(rows):
    assert with_details(rows, read_details(rows, KINDS, {MOBILE}), KINDS, {MOBILE}) is None


@pytest.mark.parametrize(
    "rows",
    [
        [phone_row(one) for one in EXTENSIONS],
        [phone_row("+7 495 123-45-67"), phone_row("+7 495 123-45-67", MOBILE)],
        [phone_row("84951234567"), phone_row("84951234567, 89991112233")],
    ],
)
def test_every_row_whose_phones_are_all_wanted_stays_when_another_comes(rows):
    said = read_details(rows, KINDS, {MOBILE})

    after = with_details(rows, said.with_(phones=(*said.phones, OTHER)), KINDS, {MOBILE})

    assert after is not None
    assert [one["Представление"] for one in after] == [*(one["Представление"] for one in rows), OTHER]


def test_a_number_that_is_dropped_takes_its_extensions_with_it():
    after = with_details([phone_row(one) for one in EXTENSIONS], Contacts(phones=(OTHER,)), KINDS)

    assert [one["Представление"] for one in after or ()] == [OTHER]


def test_what_is_left_of_a_row_of_several_phones_keeps_its_kind():
    rows = [phone_row("8 495 123-45-67, 8 999 000-00-01", MOBILE)]

    after = with_details(rows, Contacts(phones=("+79991112233", OTHER)), KINDS, {MOBILE})

    kinds = {one["Представление"]: one["Вид_Key"] for one in after or ()}
    assert kinds == {OTHER: MOBILE, "+79991112233": "phone-kind"}
