"""Whose value of a company stands, and what of the other is told."""

import pytest

from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.companies.settling import conflicts, settled
from shared.messages.party import Addresses, Company, CompanyGroup
from shared.messages.things import LegalEntity, Manager, Ref

ENTITY = Ref(system="onec", kind="legal_entity", id="0a000000-0000-4000-8000-000000000042")
HERE = Company(
    name="Ромашка",
    legal_entities=(LegalEntity(ref=ENTITY, name="Ромашка ООО", inn="7707083893", kpp="773601001"),),
    phones=("+74950000017",),
    addresses=Addresses(legal="Мясницкая, 1"),
)
THERE = Company(
    name="Ромашка (опт)",
    legal_entities=(
        LegalEntity(inn="7707083893", kpp="773601001", ogrn="1027700132195"),
        LegalEntity(name="ООО «Лютик»", inn="7736050003"),
    ),
    phones=("+74950000018",),
    addresses=Addresses(legal="Тверская, 1", postal="а/я 17"),
    manager=Manager(name="Петрова Анна"),
)


def test_between_sides_that_know_each_other_the_owners_value_stands_as_it_is():
    assert settled(HERE, THERE, strangers=False) == HERE


def test_between_strangers_the_owner_is_filled_up_from_the_other():
    result = settled(HERE, THERE, strangers=True)

    assert (result.name, result.manager) == ("Ромашка", THERE.manager)
    assert result.phones == ("+74950000017", "+74950000018")
    assert result.addresses == Addresses(legal="Мясницкая, 1", postal="а/я 17")
    first, second = result.legal_entities
    assert (first.ref, first.name, first.ogrn) == (ENTITY, "Ромашка ООО", "1027700132195")
    assert second.name == "ООО «Лютик»"


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (HERE, "Оставлено значение 1С: Ромашка; в Битрикс24 было: Ромашка (опт)"),
        (THERE, "Оставлено значение Битрикс24: Ромашка (опт); в 1С было: Ромашка"),
    ],
)
def test_the_value_that_went_is_told_with_the_one_that_stands(result, words):
    (told,) = conflicts({CompanyGroup.NAME: False}, result, HERE, THERE, name="Ромашка")

    assert words in told.text


def test_several_groups_are_told_in_one():
    (told,) = conflicts({CompanyGroup.NAME: True, CompanyGroup.ADDRESSES: False}, HERE, HERE, THERE, name="Ромашка")

    assert "Название компании" in told.text
    assert "Адреса компании" in told.text


def test_where_there_was_nothing_to_lose_nothing_is_told():
    assert conflicts({CompanyGroup.MANAGER: False}, THERE, HERE, THERE, name="Ромашка") == []


@pytest.mark.parametrize("group", [CompanyGroup.COMMUNICATIONS, CompanyGroup.MANAGER])
def test_between_strangers_nothing_is_told_of_what_was_only_filled_up(group):
    result = settled(HERE, THERE, strangers=True)

    assert conflicts({group: True}, result, HERE, THERE, name="Ромашка") == []


def test_between_strangers_a_value_that_was_overruled_is_told():
    (told,) = conflicts(
        {CompanyGroup.ADDRESSES: True}, settled(THERE, HERE, strangers=True), HERE, THERE, name="Ромашка"
    )

    assert "в 1С было: Мясницкая, 1" in told.text


def test_what_the_portal_said_before_and_says_no_more_was_removed_there():
    wanted, here = Company(phones=("+1",)), Company(phones=("+2", "+3"), emails=("a@ex.ru",))

    assert with_own(wanted, here, heard=["+2"]).phones == ("+1", "+3")
    assert with_own(wanted, here, heard=["+2"]).emails == ("a@ex.ru",)
