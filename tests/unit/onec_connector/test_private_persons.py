"""A private partner's name is his legal entity's too, and of him only three groups are told."""

import pytest

from services.onec_connector.vocabulary.companies import changes_of, is_client, spoken
from services.onec_connector.vocabulary.private_persons import says_name
from shared.messages.party import PRIVATE_GROUPS, CompanyGroup
from tests.unit.onec_connector.party_cards import ALL, FIRST, SECOND, WORDS, card, entity, told

PERSON = {"ЮрФизЛицо": "ЧастноеЛицо", "Description": "Иванова Анна"}
ENTITY = {"Description": "Иванова Анна", "НаименованиеПолное": "Иванова Анна", "ЮрФизЛицо": "ФизЛицо"}


def test_a_private_person_is_a_client_only_where_persons_are_told():
    assert is_client(card(**PERSON), persons=True)
    assert not is_client(card(**PERSON))
    assert not is_client(card(**PERSON, PredefinedDataName="РозничныйПокупатель"), persons=True)


def test_of_a_private_person_name_communications_and_manager_are_told():
    assert spoken(told(card(**PERSON)), ALL, ()) == PRIVATE_GROUPS


def test_a_new_name_is_also_that_of_the_legal_entity_that_had_the_former():
    before = card(entities=[entity(**ENTITY), entity(guid=SECOND, Description="ИП Иванова")], **PERSON)

    found = changes_of(told(before).with_(name="Петрова Анна"), PRIVATE_GROUPS, before, WORDS)

    named = {"Description": "Петрова Анна", "НаименованиеПолное": "Петрова Анна"}
    assert (found.groups, found.partner, found.entities) == ({CompanyGroup.NAME}, named, {FIRST: named})


@pytest.mark.parametrize(
    ("there", "name", "same"),
    [
        ("Иванова Анна Ивановна", "Иванова Анна Ивановна", True),
        ("Анна Ивановна Иванова", "Иванова Анна Ивановна", True),
        ("Иванова А. И.", "Иванова Анна Ивановна", False),
        ("Анна Ковалевич", "Ковалевич Анна", True),
        ("Ковалевич Анна Ивановна", "Ковалевич Анна", False),
        ("Анна Иванова", "Иванова Анна", True),
        (f"{'Я' * 99}…", "Я" * 120, True),
    ],
)
def test_when_1c_says_a_name_already(there, name, same):
    assert says_name(there, name) == same
