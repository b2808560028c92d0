"""A name of the portal in three parts and 1C's one text: what is certain is taken apart, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.person_names import read_name, says
from shared.canon.person_names import NameParts, split

WORDS = st.sampled_from(
    [
        "Петрова",
        "Анна",
        "Ивановна",
        "Иванов",
        "Иван",
        "Ильич",
        "Салтыков-Щедрин",
        "ван",
        "Ли",
        "О'Нил",
        "А.",
        "оглы",
        "",
    ]
)
PARTS = st.builds(NameParts, WORDS, WORDS, WORDS).filter(lambda parts: parts.text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Петрова Анна Ивановна", ("Петрова", "Анна", "Ивановна")),
        ("Анна Ивановна Петрова", ("Петрова", "Анна", "Ивановна")),
        ("Петрова  Анна ", ("Петрова", "Анна", "")),
        ("Анна Ивановна", ("", "Анна", "Ивановна")),
        ("Анна", ("", "Анна", "")),
        ("Салтыков-Щедрин Михаил Евграфович", ("Салтыков-Щедрин", "Михаил", "Евграфович")),
        ("Кузьмин Лука Ильич", ("Кузьмин", "Лука", "Ильич")),
        ("Гринь Ольга Ильинична", ("Гринь", "Ольга", "Ильинична")),
    ],
)
def test_a_name_is_taken_apart_where_that_is_certain(text, parts):
    assert split(text) == NameParts(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "Петрова А. И.",
        "Петрова А.И.",
        "Петрова Анна (склад)",
        "Нгуен Ван Тхань",
        "Мамедов Ильхам Гейдар оглы",
        "Бухгалтер 2",
        "отдел закупок, Анна",
        "",
    ],
)
def test_a_name_that_may_be_read_in_two_ways_is_not_taken_apart(text):
    assert split(text) is None


@given(PARTS)
def test_what_the_portal_wrote_comes_back_in_its_own_parts(parts):
    assert read_name(parts.text, parts) == (parts, True)
    assert says(parts.text, parts)


@given(PARTS, PARTS)
def test_the_parts_stay_where_the_new_text_cannot_be_taken_apart(known, other):
    parts, certain = read_name(other.text, known)

    assert certain or parts == known
    assert not certain or sorted(parts.text.split()) == sorted(other.text.split())


@given(PARTS)
def test_of_a_name_nobody_knows_not_a_word_is_lost(parts):
    read, certain = read_name(parts.text, None)

    assert certain
    assert sorted(read.text.split()) == sorted(parts.text.split())
    assert says(parts.text, read)


def test_a_name_that_cannot_be_taken_apart_is_a_surname_that_comes_back_unchanged():
    read, _ = read_name("Нгуен Ван Тхань", None)

    assert read == NameParts(last="Нгуен Ван Тхань")
    assert read_name(read.text, read) == (read, True)


def test_a_name_longer_than_1c_keeps_stays_itself():
    parts = NameParts("Ф" * 60, "И" * 60)

    assert read_name(parts.text[:100], parts) == (parts, True)


def test_words_that_stand_far_apart_in_1c_are_no_other_name():
    assert says("Анна  Мария ", NameParts(last="Анна Мария"))
