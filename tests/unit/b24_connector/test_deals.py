"""A deal in the portal's spelling becomes the canonical order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.b24_connector.vocabulary.deals import Surroundings, published_groups, read_deal
from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.vocabulary.names import DealFields, ListField, Option
from services.b24_connector.vocabulary.parties import (
    choose_requisite,
    read_client,
    read_company,
    read_private_person,
)
from services.b24_connector.vocabulary.requisites import Preset, read_legal_entity
from services.b24_connector.vocabulary.rows import read_line
from services.b24_connector.vocabulary.values import guid, identity, plain_text
from services.mapper.translate import translated
from shared.canon import group_digests
from shared.messages.order import OrderGroup

FIELDS = DealFields(
    {"organisation": "ufOrg", "agreement": "ufAgr", "warehouse": "ufStore", "ship_on": "ufDate"},
    {"organisation": ListField("7", (Option("71", "7707083893", "ООО Ромашка"),))},
)
ITEM = {
    "id": 41,
    "title": " Заказ 15 ",
    "categoryId": 0,
    "stageId": "PREPARATION",
    "stageSemanticId": "P",
    "createdTime": "2026-03-02T10:15:01+03:00",
    "comments": "[b]Срочно[/b]<br>до обеда",
    "opportunity": 999.9,
    "isManualOpportunity": "Y",
    "originatorId": "1C",
    "originId": "6F1C0000-0000-4000-8000-0000000000E2",
    "ufOrg": 71,
    "ufAgr": "№ 12",
    "ufStore": "",
    "ufDate": "2026-04-05T03:00:00+03:00",
}


def deal(*lines, **changes):
    return read_deal(ITEM | changes, Surroundings(lines), FIELDS, portal="https://p.bitrix24.ru")


def row_of(quantity: str, price: str):
    return read_line({"productName": "Кабель", "quantity": quantity, "price": price}, None)


HEADER = frozenset({OrderGroup.HEADER})
WAREHOUSE = "6f1c0000-0000-4000-8000-0000000000a1"
LISTED = replace(
    FIELDS,
    lists={
        "agreement": ListField("8", (Option("81", "81", "Оптовое"),)),
        "warehouse": ListField("9", (Option("91", WAREHOUSE, "Главный"),)),
    },
)


@pytest.mark.parametrize("name", ["Главный", "Главный (переименован)"])
def test_a_warehouse_chosen_from_the_list_is_known_by_its_id_whatever_it_is_called(name):
    fields = replace(LISTED, lists={**LISTED.lists, "warehouse": ListField("9", (Option("91", WAREHOUSE, name),))})

    order = read_deal(ITEM | {"ufStore": 91}, Surroundings(), fields, portal="https://p.bitrix24.ru")
    first = read_deal(ITEM | {"ufStore": 91}, Surroundings(), LISTED, portal="https://p.bitrix24.ru")

    chosen = translated(order, ref=None, pairs={}).terms.warehouse
    assert (chosen.ref.key, chosen.name) == (f"warehouse:{WAREHOUSE}", name)
    assert group_digests(order, HEADER)[OrderGroup.HEADER] == group_digests(first, HEADER)[OrderGroup.HEADER]


@pytest.mark.parametrize("empty", [None, "", 0, 92])
def test_an_empty_list_field_names_no_warehouse(empty):
    order = read_deal(ITEM | {"ufStore": empty}, Surroundings(), LISTED, portal="https://p.bitrix24.ru")

    assert order.terms.warehouse is None


def test_a_value_typed_into_the_list_by_hand_is_known_by_its_name():
    order = read_deal(ITEM | {"ufAgr": 81}, Surroundings(), LISTED, portal="https://p.bitrix24.ru")

    chosen = translated(order, ref=None, pairs={}).terms.agreement
    assert (chosen.ref, chosen.name) == (None, "Оптовое")


def test_fields_of_the_deal_are_read():
    order = deal()

    assert (order.title, order.note) == ("Заказ 15", "Срочно\nдо обеда")
    assert order.url == "https://p.bitrix24.ru/crm/deal/details/41/"
    assert order.organisation.inn == "7707083893"
    assert order.terms.agreement.name == "№ 12"
    assert order.terms.warehouse is None
    assert order.origin.key == "order:6f1c0000-0000-4000-8000-0000000000e2"


def test_a_date_only_field_is_its_first_ten_characters():
    assert deal().ship_on == date(2026, 4, 5)


def test_an_amount_typed_over_the_rows_is_stated():
    assert deal().stated_total == Decimal("999.90")
    assert deal(isManualOpportunity="N").stated_total is None


def test_an_amount_the_portal_makes_of_the_same_rows_is_shown():
    by_metre = [row_of("0.333", "504.61"), row_of("12.125", "504.61")]

    order = deal(*by_metre, opportunity=6286.43, isManualOpportunity="N")

    assert order.total == Decimal("6286.44")
    assert (order.shown_total, order.stated_total) == (Decimal("6286.43"), None)


def test_an_amount_that_is_the_sum_of_the_rows_is_neither_shown_nor_stated():
    order = deal(row_of("2", "50"), opportunity=100, isManualOpportunity="N")

    assert (order.shown_total, order.stated_total) == (None, None)


@pytest.mark.parametrize(("semantic", "phase"), [("P", "active"), ("S", "active"), ("F", "cancelled")])
def test_a_lost_deal_is_a_cancelled_order(semantic, phase):
    assert deal(stageSemanticId=semantic).phase == phase


def test_header_texts_travel_in_the_direction_of_the_birth_only():
    assert OrderGroup.HEADER in published_groups("deal:41", DealExtra())
    assert OrderGroup.HEADER not in published_groups("order:6f1c", DealExtra())


@pytest.mark.parametrize("nothing", [0, None, "", "0"])
def test_three_kinds_of_nothing_are_one(nothing):
    assert identity(nothing) == ""


def test_an_xml_id_that_is_no_guid_is_no_code():
    assert guid("501") == ""


def test_markup_of_comments_is_dropped():
    assert plain_text("[url=http://x]Счёт[/url] <b>жду</b>") == "Счёт жду"


REQUISITES = [
    {"ID": "1", "ENTITY_TYPE_ID": "4", "RQ_INN": "7707083893", "RQ_KPP": "770701001", "RQ_COMPANY_NAME": "ООО А"},
    {"ID": "2", "ENTITY_TYPE_ID": "4", "RQ_INN": "500100732259", "RQ_OGRNIP": "304500116000157"},
    {"ID": "3", "ENTITY_TYPE_ID": "4", "ADDRESS_ONLY": "Y"},
]


@pytest.mark.parametrize(
    ("rows", "linked", "chosen"),
    [
        (REQUISITES, "2", "2"),
        (REQUISITES, "", None),
        (REQUISITES, "99", None),
        (REQUISITES[:1] + REQUISITES[2:], "", "1"),
        (REQUISITES[2:], "", None),
    ],
)
def test_the_link_chooses_the_requisite_else_the_only_one_with_an_inn(rows, linked, chosen):
    found = choose_requisite(rows, linked)

    assert (found["ID"] if found else None) == chosen


def test_a_company_with_its_requisite_is_partner_and_legal_entity():
    company = {
        "id": 9,
        "title": "Ромашка",
        "fm": [
            {"typeId": "PHONE", "value": "8 495 777 66 55"},
            {"typeId": "PHONE", "value": "+74957776655"},
            {"typeId": "EMAIL", "value": "INFO@EX.RU"},
        ],
    }
    addresses = [{"TYPE_ID": "6", "CITY": "Тюмень", "ADDRESS_1": "Ленина 2"}]

    customer = read_company(company, read_legal_entity(REQUISITES[0], Preset()), addresses)

    assert customer.ref.key == "company:9"
    assert (customer.legal_entity.inn, customer.legal_entity.kpp) == ("7707083893", "770701001")
    assert customer.contacts.phones == ("+74957776655",)
    assert customer.contacts.emails == ("info@ex.ru",)
    assert customer.contacts.address == "Тюмень, Ленина 2"


def test_a_sole_trader_is_known_by_its_registration_number():
    assert read_company({"id": 9}, read_legal_entity(REQUISITES[1], Preset())).kind == "sole_trader"


def test_a_contact_alone_is_a_private_person():
    customer = read_private_person({"id": 84, "name": "Анна", "lastName": "Белова"}, None)

    assert (customer.kind, customer.ref.key, customer.name) == ("person", "contact:84", "Белова Анна")


def test_a_contact_with_the_requisites_of_a_sole_trader_is_a_private_person_with_them():
    entity = read_legal_entity(REQUISITES[1], Preset("2", "sole_trader"))

    customer = read_private_person({"id": 84, "name": "Анна", "lastName": "Белова"}, entity)

    assert (customer.kind, customer.legal_entity.kind) == ("person", "sole_trader")


@pytest.mark.parametrize(
    ("linked", "found"),
    [("", 2), ("2", 0)],
)
def test_a_company_with_two_requisites_says_that_somebody_must_choose(linked, found):
    rows = [{"ID": "1", "RQ_INN": "7707083893"}, {"ID": "2", "RQ_INN": "7728168971"}, {"ID": "3"}]

    chosen = choose_requisite(rows, linked)
    client = read_client({"id": 9}, None, rows, read_legal_entity(chosen, Preset()) if chosen else None, ())

    assert client.legal_entities_found == found
