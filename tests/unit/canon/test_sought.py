"""A person is recognised however his INN, phone or e-mail is written, and nobody else for him."""

import pytest

from shared.canon.sought import Sought

INN, PHONE, EMAIL = "500100732259", "+7 916 123-45-67", "Petrova.Anna@company.ru"


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (INN, "клиент с ИНН 500100732259 не найден"),
        (INN, "500100732259:773601001"),
        (PHONE, "+79161234567"),
        (PHONE, "8 (916) 123-45-67, доб. 5"),
        (PHONE, "тел.9161234567"),
        ("89161234567", "+7-916-123-45-67"),
        ("9161234567", "+79161234567"),
        ("+49 30 1234567", "+49301234567"),
        (EMAIL, "петрова: petrova.anna@company.ru."),
        (EMAIL, "<PETROVA.ANNA@COMPANY.RU>"),
    ],
)
def test_it_is_found_in_every_spelling(mark: str, text: str) -> None:
    sought = Sought.by(mark)

    assert sought is not None
    assert sought.is_in({"fields": [{"told": (text,)}]})
    assert sought.is_in({text: 1})


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (INN, "1500100732259"),
        (INN, "5001007322590"),
        (PHONE, "+79161234568"),
        (PHONE, "79161234567890"),
        (EMAIL, "anna@company.ru"),
        (EMAIL, "petrova.anna@company.ru.com"),
        (EMAIL, "x-petrova.anna@company.ru"),
        (INN, 500100732259),
    ],
)
def test_nobody_else_is_found(mark: str, text: object) -> None:
    sought = Sought.by(mark)

    assert sought is not None
    assert not sought.is_in([text])


@pytest.mark.parametrize("mark", ["", "Иванов", "12345", "anna@", "a@b.ru, c@d.ru", "deal:41", ".*"])
def test_what_names_nobody_is_refused(mark: str) -> None:
    assert Sought.by(mark) is None
