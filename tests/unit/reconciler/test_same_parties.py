"""Who stands in a deal and in its order: manager, organisation, client, contact."""

import pytest

from services.reconciler.comparing import compare
from services.reconciler.parties import Managers
from shared.messages.things import Contacts, Customer, LegalEntity, Manager, Organisation, PartyKind, Person
from shared.rules.model import ManagerDefault
from tests.unit.reconciler.pairs import NOW, RULES, couple, deal, onec, order
from tests.unit.reconciler.test_comparing import kinds


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"manager": Manager(name="Петров Иван", email="petrov@example.com")}, ["manager"]),
        ({"manager": Manager(name="Иванов Пётр", email="")}, []),
        ({"manager": None}, []),
        ({"organisation": Organisation(inn="5001007322")}, ["organisation"]),
        ({"organisation": None}, []),
        ({"customer": Customer(name="Лютик", legal_entity=LegalEntity(inn="5001007322"))}, ["client"]),
        ({"customer": Customer(ref=onec("partner", "p-2"), name="Лютик")}, ["client"]),
        ({"customer": Customer(name="Ромашка")}, []),
        ({"customer": None}, ["client"]),
        ({"person": None}, ["contact"]),
        ({"person": Person(name="Пётр Иванов")}, []),
        ({"person": Person(contacts=Contacts(phones=("+74950000000",)))}, []),
        ({"person": Person(name="Сидоров Пётр")}, ["contact"]),
        ({"person": Person(ref=onec("contact_person", "c-2"), name="Иванов Пётр")}, ["contact"]),
    ],
)
def test_another_party_is_found_and_one_nobody_names_is_not(change, what):
    contact = Person(ref=onec("contact_person", "c-1"), name="Иванов Пётр")

    assert kinds(deal(**{"person": contact, **change}), order(person=contact)) == what


def test_a_contact_taken_out_of_the_order_is_found_unless_he_is_the_client_himself():
    contact = Person(ref=onec("contact_person", "c-1"), name="Иванов Пётр")
    himself = Customer(ref=onec("partner", "p-1"), name="Иванов Пётр", kind="person")

    assert kinds(deal(person=contact), order()) == ["contact"]
    assert kinds(deal(person=contact, customer=himself), order(customer=himself)) == []
    assert kinds(deal(person=Person(), customer=himself), order()) == []  # nobody


def client(name: str, kind: PartyKind = "company", partner: str = "", **entity: str) -> Customer:
    entity_of = LegalEntity(name=name, kind=kind, **entity) if entity else None
    return Customer(ref=onec("partner", partner) if partner else None, name=name, kind=kind, legal_entity=entity_of)


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        (client("Лютик"), client("Ромашка", partner="p-1", inn="7707083893"), ["client"]),
        (client("ООО Ромашка"), client("Ромашка", partner="p-1", inn="7707083893"), []),
        (client("Лютик"), client("Ромашка", partner="p-1"), ["client"]),
        (client("Иванов Пётр", "person"), client("Сидоров Пётр", "person", "p-1"), ["client"]),
        (client("Иванов Пётр", "person"), client("Иванов Пётр Сергеевич", "person", "p-1"), []),
        (client("Иванов Пётр", "person"), client("Иванов Пётр", partner="p-1"), ["client"]),
        (client("Иванов Пётр"), client("Иванов Пётр", "person", "p-1"), ["client"]),
        (client("Ромашка"), Customer(ref=onec("partner", "p-1")), []),  # nobody can read who it is
        (
            client("Ромашка", country="112", foreign_number="19-1"),
            client("Rom", country="112", foreign_number="191"),
            [],
        ),
        (
            client("Ромашка", country="112", foreign_number="191"),
            client("Ромашка", country="398", foreign_number="191"),
            ["client"],
        ),
    ],
)
def test_a_client_without_a_pair_is_told_apart_by_number_else_by_kind_and_name(ours, theirs, what):
    assert kinds(deal(customer=ours), order(customer=theirs)) == what


def test_another_partner_of_the_same_legal_entity_is_another_client_and_said_to_be():
    entity = LegalEntity(ref=onec("legal_entity", "e-1"), name="Ромашка", inn="7707083893")
    ours = deal(customer=Customer(ref=onec("partner", "p-1"), name="Ромашка", legal_entity=entity))

    (found,) = compare(couple(ours, order(customer=ours.customer.with_(ref=onec("partner", "p-2")))), RULES, NOW)

    assert found.deal == "Ромашка, ИНН 7707083893"
    assert found.order == "Ромашка, ИНН 7707083893, другой партнёр"


def test_a_partner_that_the_legal_entity_leads_to_is_the_client_whatever_company_has_its_requisites():
    entity = LegalEntity(
        ref=onec("legal_entity", "e-1"), name="Ромашка", inn="7707083893", owner=onec("partner", "p-2")
    )
    theirs = order(customer=Customer(ref=onec("partner", "p-2"), name="Ромашка", legal_entity=entity))
    ours = deal(customer=client("Ромашка", partner="p-1", inn="7707083893"))

    assert kinds(ours, theirs) == []


@pytest.mark.parametrize(("is_part", "what"), [(True, []), (False, ["client"])])
def test_a_part_that_buys_by_the_legal_entity_of_the_deals_client_is_the_client(is_part, what):
    entity = LegalEntity(
        ref=onec("legal_entity", "e-1"), name="Ромашка", inn="7707083893", owner=onec("partner", "p-1")
    )
    shop = Customer(ref=onec("partner", "p-2"), name="Ромашка, магазин", legal_entity=entity, is_part=is_part)
    ours = deal(customer=client("Ромашка", partner="p-1", inn="7707083893"))

    assert kinds(ours, order(customer=shop)) == what


@pytest.mark.parametrize(("company", "what"), [("Лютик", ["client"]), ("Ромашка, опт", [])])
def test_an_order_born_in_1c_whose_deal_is_another_partners_company_is_a_difference_unless_the_names_agree(
    company, what
):
    owned = LegalEntity(ref=onec("legal_entity", "e-2"), name="Ромашка", inn="7707083893", owner=onec("partner", "p-2"))
    theirs = order(origin=None, customer=Customer(ref=onec("partner", "p-2"), name="Ромашка", legal_entity=owned))
    ours = deal(customer=client(company, partner="p-1", inn="7707083893"))

    assert kinds(ours, theirs) == what


def test_a_legal_entity_of_another_client_in_the_order_is_a_difference_whatever_the_deal_names():
    entity = LegalEntity(ref=onec("legal_entity", "e-1"), name="Лютик", inn="7707083893", is_strange=True)
    customer = Customer(ref=onec("partner", "p-1"), name="Ромашка", legal_entity=entity)
    ours = deal(customer=customer.with_(legal_entity=entity.with_(is_strange=False)))

    (found,) = compare(couple(ours, order(customer=customer)), RULES, NOW)

    assert (found.deal, found.order) == (
        "Ромашка, ИНН 7707083893",
        "Ромашка, ИНН 7707083893, контрагент другого партнёра",
    )


@pytest.mark.parametrize("numbers", [{"inn": "7707083893"}, {"country": "112", "foreign_number": "191"}])
@pytest.mark.parametrize(("paired", "what"), [("e-1", []), ("", []), ("e-2", ["client"])])
def test_a_client_that_1c_has_twice_is_two_legal_entities_where_both_are_known(numbers, paired, what):
    theirs = LegalEntity(ref=onec("legal_entity", "e-1"), name="Ромашка", **numbers)
    ours = theirs.with_(ref=onec("legal_entity", paired) if paired else None)
    customer = Customer(ref=onec("partner", "p-1"), name="Ромашка", legal_entity=theirs)

    found = compare(couple(deal(customer=customer.with_(legal_entity=ours)), order(customer=customer)), RULES, NOW)

    assert [one.what for one in found] == what
    assert all(one.order.endswith(", другой контрагент") for one in found)


def test_neither_side_names_a_client():
    assert kinds(deal(customer=None), order(customer=None)) == []


def test_another_branch_of_one_client_is_another_legal_entity():
    entity = LegalEntity(inn="7707083893", kpp="771001001")

    assert kinds(deal(customer=Customer(ref=onec("partner", "p-1"), legal_entity=entity)), order()) == ["client"]


@pytest.mark.parametrize(("paired", "what"), [("", ["client"]), ("e-1", []), ("e-2", ["client"])])
def test_a_sole_trader_is_not_the_private_person_of_his_inn_unless_they_are_paired(paired, what):
    trader = LegalEntity(inn="500100732259", kind="sole_trader")
    person = LegalEntity(ref=onec("legal_entity", "e-1"), inn="500100732259", kind="person")
    ours = deal(customer=Customer(legal_entity=trader.with_(ref=onec("legal_entity", paired) if paired else None)))

    found = compare(couple(ours, order(customer=Customer(legal_entity=person))), RULES, NOW)

    assert [one.what for one in found] == what
    assert all((one.deal, one.order) == ("ИП, ИНН 500100732259", "физлицо, ИНН 500100732259") for one in found)


STAND_INS = RULES.model_copy(update={"manager_default": ManagerDefault(b24="sidorov@example.com", onec="Сидоров Олег")})
SIDOROV = Manager(name="Сидоров Олег", email="sidorov@example.com")
IVANOV = Manager(name="Иванов Пётр", email="ivanov@example.com")


@pytest.mark.parametrize(
    ("ours", "theirs", "staff", "what"),
    [
        (IVANOV, SIDOROV, Managers(), []),
        (IVANOV, SIDOROV, Managers(onec=(SIDOROV,)), []),
        (IVANOV, SIDOROV, Managers(onec=(SIDOROV, IVANOV)), ["manager"]),
        (SIDOROV, IVANOV, Managers(), []),
        (SIDOROV, IVANOV, Managers(b24=(IVANOV,)), ["manager"]),
        (SIDOROV, SIDOROV, Managers(), []),
    ],
)
def test_whoever_stands_in_for_an_employee_the_other_side_does_not_have_is_no_difference(ours, theirs, staff, what):
    pair = couple(deal(manager=ours), order(manager=theirs.with_(ref=onec("user", "u"))))

    assert [one.what for one in compare(pair, STAND_INS, NOW, staff)] == what
