"""Names and registration numbers as people type them."""

import pytest

from shared.canon.traders import own_name, registered_number

NAME = "Иванов Иван Иванович"


@pytest.mark.parametrize(
    "typed",
    [
        NAME,
        f"ИП {NAME}",
        f"{NAME} ИП",
        f"{NAME}, ИП",
        f"Индивидуальный  предприниматель {NAME}",
        f"Глава КФХ {NAME}",
        f"глава К(Ф)Х {NAME}",
        f"ИП ГКФХ {NAME}",
        f"ИП Глава КФХ {NAME}",
        f"Глава крестьянско-фермерского хозяйства {NAME}",
        f"Глава крестьянского (фермерского) хозяйства {NAME}",
        f"Индивидуальный предприниматель глава крестьянского фермерского хозяйства {NAME}",
        f"{NAME}, глава КФХ",
    ],
)
def test_the_form_of_a_business_is_no_part_of_a_mans_name(typed):
    assert own_name(typed) == NAME


@pytest.mark.parametrize("name", ["Ипатов Иван", "Гкфхов Пётр", "Главанов Илья", "Филипп", "Архип"])
def test_a_name_that_begins_or_ends_like_a_form_stays(name):
    assert own_name(name) == name


@pytest.mark.parametrize(
    ("text", "digits", "number"),
    [
        ("1027700132195", 13, "1027700132195"),
        ("ОГРН 1027700132195 от 17.07.2002", 13, "1027700132195"),
        ("ОГРН1027700132195от17.07.2002", 13, "1027700132195"),
        ("102770013219517.07.2002", 13, "1027700132195"),
        ("1027700132195 17.07.2002", 13, "1027700132195"),
        ("17.07.20021027700132195", 13, "1027700132195"),
        ("30450011600015701.02.2004", 15, "304500116000157"),
        ("102770013219517.07.2002", 15, ""),
        ("№1027700132195.", 13, "1027700132195"),
        ("102770013219511111", 13, ""),
        ("304500116000157", 13, ""),
        ("", 13, ""),
    ],
)
def test_a_registration_number_is_found_between_words_and_dates(text, digits, number):
    assert registered_number(text, digits) == number
