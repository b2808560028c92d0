"""What is an edit of a company, and of which group."""

import pytest

from shared.canon import PARTIES, company_digests, is_identified
from shared.messages.groups import members
from shared.messages.party import Addresses, BankAccount, Company, CompanyGroup
from shared.messages.things import LegalEntity, Manager, Ref, Thing

REQUISITE = Ref(system="b24", kind="requisite", id="27")
ENTITY = LegalEntity(ref=REQUISITE, name="ООО «Ромашка»", inn="7707083893", kpp="773601001")
SECOND = LegalEntity(name="ИП Ромашкин", inn="500100732259", kind="sole_trader")
ACCOUNT = BankAccount(number="40702810900000000017", bic="044525225")
FIRM = Company(
    name="Ромашка",
    legal_entities=(ENTITY, SECOND),
    phones=("+74950000018", "+74950000017"),
    banks=(ACCOUNT,),
    manager=Manager(ref=Ref(system="b24", kind="user", id="12"), name="Петрова Анна"),
)


def edited(**changes: object) -> set[CompanyGroup]:
    old, new = (company_digests(one, CompanyGroup) for one in (FIRM, FIRM.with_(**changes)))
    return {group for group in CompanyGroup if old[group] != new[group]}


def test_every_group_of_a_company_has_fields_and_two_sides_edit_it():
    assert set(CompanyGroup) == set(members(Company))
    assert PARTIES.one_sided == frozenset()


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"name": "Ромашка-2"}, CompanyGroup.NAME),
        ({"kind": "sole_trader"}, CompanyGroup.REQUISITES),
        ({"legal_entities": (ENTITY,)}, CompanyGroup.REQUISITES),
        ({"legal_entities": (ENTITY.with_(kpp="773601002"), SECOND)}, CompanyGroup.REQUISITES),
        ({"legal_entities": (ENTITY.with_(name="АО «Ромашка»"), SECOND)}, CompanyGroup.REQUISITES),
        ({"phones": ("+74950000017",)}, CompanyGroup.COMMUNICATIONS),
        ({"emails": ("zakaz@romashka.example",)}, CompanyGroup.COMMUNICATIONS),
        ({"addresses": Addresses(postal="101000, Москва, а/я 17")}, CompanyGroup.ADDRESSES),
        ({"banks": ()}, CompanyGroup.BANKS),
        ({"banks": (ACCOUNT.with_(bic="044525226"),)}, CompanyGroup.BANKS),
        ({"manager": None}, CompanyGroup.MANAGER),
        ({"head": Thing(ref=Ref(system="onec", kind="partner", id="9"))}, CompanyGroup.HEAD),
    ],
)
def test_an_edit_is_one_of_its_group_alone(changes, group):
    assert edited(**changes) == {group}


@pytest.mark.parametrize(
    "changes",
    [
        {"legal_entities": (SECOND, ENTITY)},
        {"legal_entities": (ENTITY.with_(ref=None, origin=REQUISITE), SECOND)},
        {"phones": ("+74950000017", "+74950000018", "+74950000017")},
        {"manager": FIRM.manager.with_(name="Петрова-Водкина Анна")},
    ],
    ids=["another order", "another record that says the same", "a phone twice", "a manager who married"],
)
def test_what_is_no_edit_of_the_company(changes):
    assert edited(**changes) == set()


@pytest.mark.parametrize(
    ("entity", "known"),
    [
        (ENTITY, True),
        (ENTITY.with_(inn="7707083894"), False),
        (ENTITY.with_(inn=""), False),
        (LegalEntity(country="112", foreign_number="190275968"), True),
        (LegalEntity(country="112"), False),
    ],
)
def test_a_company_is_known_by_an_inn_that_can_be_one_or_by_a_number_of_its_country(entity, known):
    assert is_identified(Company(legal_entities=(entity,))) == known
