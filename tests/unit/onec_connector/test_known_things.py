"""What an order refers to: told whole where it is known, by its id alone where it is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.clock import write_date
from services.onec_connector.vocabulary.contacts import digits
from services.onec_connector.vocabulary.identity import b24_ref, characteristic_guid, item_guid, name_of, onec_ref
from services.onec_connector.vocabulary.orders import BaseLocation, marker, read_order, read_state
from services.onec_connector.vocabulary.reference import (
    KnownEntity,
    KnownOrganisation,
    KnownPartner,
    KnownPerson,
    KnownUser,
    Named,
    ReferenceData,
    refs,
)
from shared.messages.things import Contacts, Item, Line, Ref, Thing

GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
OTHER = "0a000000-0000-4000-8000-000000000081"
EMPTY = "00000000-0000-0000-0000-000000000000"
PLACE = BaseLocation(ZoneInfo("Europe/Moscow"), "https://1c.test/ut")
BOOK = ReferenceData(
    organisations={GUID: KnownOrganisation(GUID, "Торговый дом", "7701310010", "770101001")},
    users={GUID: KnownUser(GUID, "Сидоров Иван", ("sidorov@td.example", "ivan@td.example"))},
    partners={GUID: KnownPartner(GUID, "Ромашка", contacts=Contacts(phones=("+74950000017",)))},
    entities={GUID: KnownEntity(GUID, "ООО «Ромашка»", inn="7712345678", kpp="771201001")},
    persons={GUID: KnownPerson(GUID, "Петрова Анна Сергеевна", "директор")},
    named={GUID: Named(GUID, "Основной")},
)


def order(reference: ReferenceData = BOOK, **document):
    return read_order({"Ref_Key": GUID, **document}, None, reference, PLACE)


def test_a_legal_entity_names_the_partner_it_belongs_to_whoever_the_orders_partner_is():
    entity = KnownEntity(GUID, "ООО «Ромашка»", partner=OTHER)
    both = {names.PARTNER: GUID, names.LEGAL_ENTITY: GUID}

    owned, unowned = (order(replace(BOOK, entities={GUID: one}), **both) for one in (entity, BOOK.entities[GUID]))

    assert owned.customer.legal_entity.owner == Ref(system="onec", kind="partner", id=OTHER)
    assert owned.customer.ref.id == GUID
    assert unowned.customer.legal_entity.owner is None


@pytest.mark.parametrize(
    ("attribute", "told"),
    [
        (names.PARTNER, lambda one: one.customer.name),
        (names.CONTACT_PERSON, lambda one: one.person.name),
        (names.MANAGER, lambda one: one.manager.name),
        (names.ORGANISATION, lambda one: one.organisation.name),
        (names.AGREEMENT, lambda one: one.terms.agreement.name),
        (names.CONTRACT, lambda one: one.terms.contract.name),
        (names.WAREHOUSE, lambda one: one.terms.warehouse.name),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_thing_is_told_by_its_name_where_that_is_known(attribute, told, known):
    found = order(BOOK if known else ReferenceData(), **{attribute: GUID})

    assert bool(told(found)) is known


@pytest.mark.parametrize(
    ("attribute", "told"),
    [
        (names.PARTNER, lambda one: one.customer),
        (names.CONTACT_PERSON, lambda one: one.person),
        (names.MANAGER, lambda one: one.manager),
        (names.ORGANISATION, lambda one: one.organisation),
        (names.AGREEMENT, lambda one: one.terms.agreement),
        (names.CONTRACT, lambda one: one.terms.contract),
        (names.WAREHOUSE, lambda one: one.terms.warehouse),
    ],
)
@pytest.mark.parametrize("reference", [EMPTY, "", None])
def test_an_empty_reference_is_nothing(attribute, told, reference):
    assert told(order(**{attribute: reference})) is None


@pytest.mark.parametrize("known", [True, False])
def test_a_legal_entity_goes_with_its_partner(known):
    customer = order(BOOK if known else ReferenceData(), **{names.PARTNER: GUID, names.LEGAL_ENTITY: GUID}).customer

    assert customer.legal_entity.ref == Ref(system="onec", kind="legal_entity", id=GUID)
    assert customer.legal_entity.inn == ("7712345678" if known else "")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Петрова Анна Сергеевна", ("Петрова", "Анна", "Сергеевна")),
        ("Петрова Анна", ("Петрова", "Анна", "")),
        ("Анна Сергеевна Петрова", ("Петрова", "Анна", "Сергеевна")),
        ("Анна", ("", "Анна", "")),
        ("Оглы Мамед Али Ага", ("Оглы Мамед Али Ага", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_persons_name_is_taken_apart(name, parts):
    reference = ReferenceData(persons={GUID: KnownPerson(GUID, name)})

    person = order(reference, **{names.CONTACT_PERSON: GUID}).person

    assert parts == (person.last_name, person.first_name, person.second_name)


def test_of_several_e_mails_of_an_employee_the_first_is_told():
    assert order(**{names.MANAGER: GUID}).manager.email == "sidorov@td.example"


@pytest.mark.parametrize(
    ("row", "name"), [(None, None), ({}, None), ({"Состояние": ""}, None), ({"Состояние": "Закрыт"}, "Закрыт")]
)
def test_a_state_without_a_row_of_the_register_has_no_name(row, name):
    assert read_state({}, row).name == name


def test_an_orders_number_of_the_customer_is_the_deal():
    assert order(**{names.MARKER: f" {marker('41')} "}).origin == Ref(system="b24", kind="deal", id="41")


@pytest.mark.parametrize(
    ("ref", "external_code", "expected"),
    [
        (Ref(system="onec", kind="item", id=OTHER), "", OTHER),
        (Ref(system="onec", kind="item", id=f"{OTHER}#{GUID}"), "", OTHER),
        (None, OTHER, OTHER),
        (None, f" {OTHER.upper()} ", OTHER),
        (None, f"{OTHER}#{GUID}", OTHER),
        (Ref(system="b24", kind="product", id="501"), OTHER, OTHER),
        (Ref(system="b24", kind="product", id="501"), "501", ""),
        (None, "", ""),
    ],
)
def test_an_items_guid_is_the_pairs_else_the_one_of_the_catalogue(ref, external_code, expected):
    assert expected == item_guid(Item(ref=ref, external_code=external_code))


@pytest.mark.parametrize(
    ("characteristic", "external_code", "expected"),
    [
        (Thing(ref=Ref(system="onec", kind="characteristic", id=GUID)), "", GUID),
        (None, f"{OTHER}#{GUID}", GUID),
        (None, OTHER, EMPTY),
        (None, f"{OTHER}#{OTHER}", EMPTY),
        (None, f"{OTHER}#{OTHER.upper()}", EMPTY),
        (Thing(name="оцинкованный"), OTHER, EMPTY),
        (Thing(name="оцинкованный"), f"{OTHER}#{GUID}", GUID),
    ],
)
def test_a_characteristic_stands_behind_the_items_guid(characteristic, external_code, expected):
    line = Line(
        item=Item(external_code=external_code), characteristic=characteristic, quantity=1, price=1, total=Decimal(1)
    )

    assert expected == characteristic_guid(line)


def test_a_line_without_an_item_has_no_characteristic():
    assert characteristic_guid(Line(quantity=1, price=1, total=Decimal(1))) == EMPTY


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        (Item(name="Болт"), "", "Болт"),
        (Item(name=""), "Доставка", "Доставка"),
        (None, "Доставка", "Доставка"),
        (None, "", "без названия"),
    ],
)
def test_a_line_is_called_by_its_item_else_by_its_words(item, text, expected):
    assert expected == name_of(Line(item=item, text=text, quantity=1, price=1, total=Decimal(1)))


@pytest.mark.parametrize(
    ("thing", "onec", "b24"),
    [
        (Thing(ref=Ref(system="onec", kind="partner", id=GUID)), GUID, None),
        (Thing(ref=Ref(system="b24", kind="company", id="17")), "", "17"),
        (Thing(name="Ромашка"), "", None),
    ],
)
def test_a_thing_has_an_id_in_its_own_system(thing, onec, b24):
    found = b24_ref(thing)

    assert (onec, b24) == (onec_ref(thing), found.id if found else None)


def test_what_is_none_has_no_reference():
    assert onec_ref(None) == ""


def test_references_are_listed_once_in_order_and_empty_ones_left_out():
    rows = [{"a": GUID, "b": EMPTY}, {"a": OTHER, "b": GUID}, {"a": None}]

    assert refs(rows, "a", "b") == [GUID, OTHER]


def test_a_day_is_written_as_its_midnight():
    assert write_date(date(2026, 3, 5)) == "2026-03-05T00:00:00"


@pytest.mark.parametrize(("words", "expected"), [("+7 (495) 000-00-17", "74950000017"), ("доб.", ""), ("", "")])
def test_a_phone_is_searched_by_its_digits(words, expected):
    assert expected == digits(words)
