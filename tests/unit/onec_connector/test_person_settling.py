"""Whose value of a contact stands, and what of the other is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.onec_connector.vocabulary.persons import parts_of
from services.onec_connector.writer.persons.settling import conflicts, settled
from shared.messages.contact import ContactCard, ContactGroup

HERE = ContactCard(last_name="Петрова", first_name="Анна", position="Бухгалтер", phones=("+79990000001",))
THERE = ContactCard(last_name="Петрова", first_name="Анна", second_name="Ивановна", phones=("+79990000002",))
WORD = st.sampled_from(["", "Петрова", "Анна", "Ивановна"])
CARDS = st.builds(ContactCard, last_name=WORD, first_name=WORD, second_name=WORD, position=WORD)


def test_between_sides_that_know_each_other_the_owners_value_stands_as_it_is():
    assert settled(HERE, THERE, strangers=False) == HERE


def test_between_strangers_the_owner_is_filled_up_from_the_other():
    result = settled(HERE, THERE, strangers=True)

    assert (result.name, result.position) == ("Петрова Анна Ивановна", "Бухгалтер")
    assert result.phones == ("+79990000001", "+79990000002")
    assert conflicts(dict.fromkeys(ContactGroup, True), result, HERE, THERE) == []


def test_a_name_is_not_made_of_two():
    married = THERE.with_(last_name="Сидорова")

    assert settled(HERE, married, strangers=True).name == "Петрова Анна"


@given(CARDS, CARDS)
def test_between_strangers_no_filled_part_of_the_owner_changes(kept, lost):
    result = settled(kept, lost, strangers=True)

    assert all(not mine or mine == now for mine, now in zip(parts_of(kept), parts_of(result), strict=True))
    assert result.position == (kept.position or lost.position)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (HERE, "Оставлено значение 1С: Бухгалтер; в Битрикс24 было: Директор"),
        (HERE.with_(position="Директор"), "Оставлено значение Битрикс24: Директор; в 1С было: Бухгалтер"),
    ],
)
def test_the_value_that_went_is_told_with_the_one_that_stands(result, words):
    (told,) = conflicts({ContactGroup.POSITION: False}, result, HERE, HERE.with_(position="Директор"))

    assert words in told.text
