"""A name of the portal in three parts and 1C's one text: what is certain is taken apart, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.person_names import read_name, says
from shared.canon.person_names import NameParts, reread, split

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
        ("Петров Иван Лукич", ("Петров", "Иван", "Лукич")),
        ("Иван Фомич Петров", ("Петров", "Иван", "Фомич")),
        ("Фокин Пётр Никитич", ("Фокин", "Пётр", "Никитич")),
        ("Иван Кузьмич", ("", "Иван", "Кузьмич")),
        ("Никита Фокич", ("", "Никита", "Фокич")),
        ("Иван Палыч", ("", "Иван", "Палыч")),
        ("Ковалевич Анна Ивановна", ("Ковалевич", "Анна", "Ивановна")),
        ("Анна Ивановна Ковалевич", ("Ковалевич", "Анна", "Ивановна")),
        ("Иван Петрович Ковалевич", ("Ковалевич", "Иван", "Петрович")),
        ("Мамедов Ильхам Гейдар оглы", ("Мамедов", "Ильхам", "Гейдар оглы")),
        ("Лейла Рза кызы Мамедова", ("Мамедова", "Лейла", "Рза кызы")),
        ("Мамедова Лейла Рза-кызы", ("Мамедова", "Лейла", "Рза-кызы")),
        ("петрова\u00a0анна ивановна", ("петрова", "анна", "ивановна")),
        ("Ёлкина Алёна", ("Ёлкина", "Алёна", "")),
        ("Smith John", ("Smith", "John", "")),
        ("Анна Петрова", ("Петрова", "Анна", "")),
        ("Лев Королёв", ("Королёв", "Лев", "")),
        ("Ким Яков", ("Ким", "Яков", "")),
        ("Ким Марина", ("Ким", "Марина", "")),
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
        "Бухгалтер 2",
        "Салтыкова Щедрина Анна Ивановна",
        "Глава КФХ Петров Иван Иванович",
        "Анна Ковалевич",
        "Гейдар оглы",
        "Рза кызы Лейла",
        "Алиев Гасан оглы",
        "Иванов Петрович",
        "Иванова Петрова",
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


@pytest.mark.parametrize(
    ("known", "text", "parts"),
    [
        (("Петрова", "Анна", "Ивановна"), "Анна Петрова", ("Петрова", "Анна", "")),
        (("Петрова", "Анна", "Ивановна"), "Анна Сидорова", ("Сидорова", "Анна", "")),
        (("Петрова", "Анна", "Ивановна"), "Мария Петрова", ("Петрова", "Мария", "")),
        (("", "Анна", ""), "Мария", ("", "Мария", "")),
        (("Бухгалтерия", "", ""), "Склад", ("Склад", "", "")),
        (("Петрова", "Анна", "Ивановна"), "Анна Ивановна Ковалевич", ("Ковалевич", "Анна", "Ивановна")),
        (("Петрова", "Анна", ""), "ПЕТРОВА Анна Ивановна", ("ПЕТРОВА", "Анна", "Ивановна")),
        (("Ковалевич", "Анна", ""), "Анна Ковалевич", ("Ковалевич", "Анна", "")),
        (("Ковалевич", "Анна", ""), "Анна Ковалевич Ивановна", ("Ковалевич", "Анна", "Ивановна")),
        (("Алёшина", "Анна", ""), "Анна Алешина", ("Алешина", "Анна", "")),
        (("де ла Крус", "Анна", ""), "Мария де ла Крус", ("де ла Крус", "Мария", "")),
        (("Нгуен", "Тхань", "Ван"), "Тхань Ван Ли", ("Ли", "Тхань", "Ван")),
        (("Петрова", "А.", ""), "А. Петрова", ("Петрова", "А.", "")),
        (("", "Анна", ""), "Анна Петрова", ("Петрова", "Анна", "")),
        (("Салтыкова Щедрина Анна Ивановна", "", ""), "Салтыкова Анна Ивановна", ("Салтыкова", "Анна", "Ивановна")),
        (("Петрова", "Анна", "Ивановна"), "Сидоров Пётр Ильич", ("Сидоров", "Пётр", "Ильич")),
    ],
)
def test_a_word_that_was_a_part_of_the_name_is_that_part_wherever_it_stands(known, text, parts):
    assert reread(text, NameParts(*known)) == NameParts(*parts)


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (("Петрова", "Анна", "Ивановна"), "Петрова"),
        (("Петрова", "Анна", "Ивановна"), "Мария"),
        (("Петрова", "Анна", "Ивановна"), "Анна Ивановна"),
        (("Петрова", "Анна", ""), "Петрова Анна бухгалтер Ивановна"),
        (("Салтыкова Щедрина Анна Ивановна", "", ""), "Анна Ивановна"),
        (("Петрова", "Анна", "Ивановна"), "Петрова Анна (склад)"),
        (("Петрова", "Анна", "Ивановна"), "Петрова Анна бухгалтер Ивановна"),
        (("Петрова", "Анна", "Ивановна"), "Петрова А. И."),
        (("Анна", "Петрова", ""), "Петрова Мария Ивановна"),
    ],
)
def test_a_name_that_contradicts_its_parts_or_says_too_little_is_not_certain(known, text):
    assert reread(text, NameParts(*known)) is None
    assert read_name(text, NameParts(*known)) == (NameParts(*known), False)


@given(PARTS.filter(lambda parts: len(parts.text.split()) > 1), st.randoms())
def test_a_name_whose_words_are_moved_is_the_same_name(parts, dice):
    words = [part for part in parts if part]
    dice.shuffle(words)

    assert read_name(" ".join(words), parts) == (parts, True)
    assert says(" ".join(words), parts)


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
