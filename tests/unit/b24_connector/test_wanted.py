"""An order of 1C in the portal's terms."""

import pytest

from services.b24_connector.reference.products import _external_code
from services.b24_connector.vocabulary.names import DealFields, ListField, Option
from services.b24_connector.writer.deals.wanted import Wanted
from services.b24_connector.writer.parties.finding import FoundClient
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, LegalEntity, Manager, Organisation, Person, Ref

GUID, VARIANT = "6f1c0000-0000-4000-8000-0000000000e2", "7a2d0000-0000-4000-8000-0000000000e3"


def ref(kind, identity):
    return Ref(system="b24", kind=kind, id=identity)


@pytest.mark.parametrize(
    ("xml_id", "code"),
    [
        (GUID.upper(), GUID),
        (f"{GUID}#{VARIANT}", f"{GUID}#{VARIANT}"),
        (f"{GUID}#", GUID),
        ("501", ""),
        ("", ""),
    ],
)
def test_the_code_of_a_product_is_the_guid_of_1c_with_its_characteristic(xml_id, code):
    assert _external_code(xml_id) == code


FOUND = SalesOrder(
    customer=Customer(ref=ref("company", "9"), legal_entity=LegalEntity(ref=ref("requisite", "27"))),
    person=Person(ref=ref("contact", "84")),
    manager=Manager(ref=ref("user", "12")),
    organisation=Organisation(inn="7707083893"),
)


@pytest.mark.parametrize(
    ("parties", "same"),
    [
        (FoundClient("9", "84", "27"), True),
        (FoundClient("9"), True),
        (FoundClient("9", "", "28"), False),
        (FoundClient("10"), False),
        (FoundClient("9", "85"), False),
    ],
)
def test_what_the_order_does_not_name_is_left_as_the_deal_has_it(parties, same):
    wanted = Wanted(SalesOrder(), parties=parties)

    assert wanted.equals(OrderGroup.PARTIES, FOUND, {}) is same


def test_a_dismissed_employee_whom_the_order_means_is_not_overwritten_by_the_one_who_stands_in():
    meant = SalesOrder(manager=Manager(name="Иванов Иван", email="ivanov@example.ru"))
    found = FOUND.with_(manager=Manager(ref=ref("user", "12"), email="ivanov@example.ru", active=False))
    other = FOUND.with_(manager=Manager(ref=ref("user", "14"), email="petrov@example.ru"))
    wanted = Wanted(meant, manager="13")

    assert wanted.equals(OrderGroup.MANAGER, found, {})
    assert not wanted.equals(OrderGroup.MANAGER, other, {})


@pytest.mark.parametrize(("manager", "same"), [("12", True), ("", True), ("13", False)])
def test_a_manager_without_a_counterpart_changes_nobody(manager, same):
    assert Wanted(SalesOrder(), manager=manager).equals(OrderGroup.MANAGER, FOUND, {}) is same


def test_only_the_fields_of_the_groups_to_be_written_are_sent():
    fields = DealFields(
        {"organisation": "ufOrg"}, {"organisation": ListField("7", (Option("71", "7707083893", "ООО Ромашка"),))}
    )
    wanted = Wanted(
        SalesOrder(number="ТД-1"), manager="12", organisations=fields.organisations, parties=FoundClient("9", "84")
    )

    sent = wanted.fields({OrderGroup.MANAGER, OrderGroup.ORGANISATION}, fields, {})

    assert sent == {"assignedById": "12", "ufOrg": "71"}
