"""A partner with his legal entities says what a company of the portal says, and keeps what is people's alone."""

import json

import pytest

from services.onec_connector.vocabulary.companies import changes_of, is_client, match_entities
from shared.messages.party import Addresses, Company, CompanyGroup
from shared.messages.things import LegalEntity, Manager, Ref
from tests.unit.onec_connector.party_cards import (
    ALL,
    FAX,
    FIRST,
    IVAN,
    OWN,
    PARTNER,
    SECOND,
    WORDS,
    card,
    entity,
    phone,
    told,
    written,
)


def test_a_partner_is_told_whole():
    address = {"Тип": "Адрес", "Вид_Key": "postal", "Представление": "101000, Москва, а/я 17"}

    found = told(card((phone("8 (495) 000-00-17"), FAX, OWN), entities=[entity(details=[address])]))

    assert (found.ref, found.name, found.kind) == (Ref(system="onec", kind="partner", id=PARTNER), "Ромашка", "company")
    assert found.phones == ("+74950000017",)
    assert found.addresses == Addresses(postal="101000, Москва, а/я 17")
    assert (found.manager.name, found.manager.email) == ("Петрова Анна", "anna@ex.ru")
    (legal,) = found.legal_entities
    assert (legal.ref.id, legal.name, legal.inn, legal.kpp) == (FIRST, "ООО «Ромашка»", "7707083893", "773601001")
    assert (legal.ogrn, legal.country, legal.full_name) == ("1027700132195", "", entity()["НаименованиеПолное"])


def test_what_is_as_wanted_leads_to_no_write():
    before = card((phone("8 (495) 000-00-17, +7 495 000-00-18"), phone("нет"), FAX))

    assert changes_of(told(before), ALL, before, WORDS).groups == frozenset()


@pytest.mark.parametrize(
    ("changes", "group", "body"),
    [
        ({"name": "Ромашка-2"}, CompanyGroup.NAME, {"Description": "Ромашка-2"}),
        (
            {"manager": Manager(ref=Ref(system="onec", kind="user", id=IVAN))},
            CompanyGroup.MANAGER,
            {"ОсновнойМенеджер_Key": IVAN},
        ),
    ],
)
def test_an_edit_of_the_partner_writes_that_field_alone(changes, group, body):
    found = changes_of(told(card()).with_(**changes), ALL, card(), WORDS)

    assert (found.groups, found.partner, found.entities) == ({group}, body, {})


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"kpp": "773601002"}, {"КПП": "773601002"}),
        ({"name": "АО «Ромашка»"}, {"Description": "АО «Ромашка»"}),
        ({"full_name": "Акционерное общество «Ромашка»"}, {"НаименованиеПолное": "Акционерное общество «Ромашка»"}),
        ({"ogrn": "1027700132196"}, {"РегистрационныйНомер": "1027700132196"}),
        (
            {"kind": "sole_trader", "inn": "500100732259", "kpp": ""},
            {
                "ИНН": "500100732259",
                "КПП": "",
                "ЮрФизЛицо": "ИндивидуальныйПредприниматель",
                "ЮридическоеФизическоеЛицо": "ФизическоеЛицо",
            },
        ),
        (
            {"country": "112", "foreign_number": "190275968", "inn": "", "kpp": ""},
            {
                "НалоговыйНомер": "190275968",
                "СтранаРегистрации_Key": "belarus",
                "ЮрФизЛицо": "ЮрЛицоНеРезидент",
                "ЮридическоеФизическоеЛицо": "ЮридическоеЛицо",
            },
        ),
    ],
)
def test_an_edit_of_the_requisites_writes_what_differs_in_the_legal_entity(changes, body):
    legal = told(card()).legal_entities[0].with_(**changes)

    found = changes_of(told(card()).with_(legal_entities=(legal,)), ALL, card(), WORDS)

    assert (found.groups, found.partner, found.entities) == ({CompanyGroup.REQUISITES}, {}, {FIRST: body})


def test_an_empty_requisite_of_the_portal_wipes_nothing():
    bare = told(card()).legal_entities[0].with_(inn="", kpp="", ogrn="", full_name="ООО «Ромашка»", name="")

    found = changes_of(told(card()).with_(legal_entities=(bare,)), ALL, card(), WORDS)

    assert found.entities == {FIRST: {"НаименованиеПолное": "ООО «Ромашка»"}}


def test_a_sole_trader_stays_called_so_in_1c_though_the_portal_keeps_his_name_alone():
    before = card(
        entities=[
            entity(
                Description="ИП Ромашкин Роман Романович",
                НаименованиеПолное="Индивидуальный предприниматель Ромашкин Роман Романович",
                ИНН="500100732259",
                КПП="",
                ЮрФизЛицо="ИндивидуальныйПредприниматель",
            )
        ]
    )
    name = "Ромашкин Роман Романович"
    legal = told(before).legal_entities[0].with_(name=name, full_name=name)

    assert not changes_of(told(before).with_(legal_entities=(legal,)), ALL, before, WORDS).groups


def test_of_two_legal_entities_each_is_known_by_its_number_and_the_third_is_new():
    both = card(entities=[entity(), entity(SECOND, ИНН="7736050003", КПП="773601001")])
    wanted = [
        LegalEntity(inn="7736050003", kpp="773601001"),
        LegalEntity(inn="7707083893", kpp="773601002"),
        LegalEntity(inn="7707083893", kpp="773601001"),
    ]

    assert match_entities(wanted, both, WORDS) == [SECOND, "", FIRST]


def test_a_sole_trader_and_the_same_man_as_a_private_person_are_told_apart_by_their_kind():
    both = card(
        entities=[
            entity(ИНН="500100732259", КПП="", ЮрФизЛицо="ФизЛицо"),
            entity(SECOND, ИНН="500100732259", КПП="", ЮрФизЛицо="ИндивидуальныйПредприниматель"),
        ]
    )
    wanted = [LegalEntity(inn="500100732259", kind=kind) for kind in ("sole_trader", "person")]

    assert match_entities(wanted, both, WORDS) == [SECOND, FIRST]


def test_a_requisite_without_kpp_is_the_only_legal_entity_of_its_number_that_is_left():
    branches = [entity(), entity(SECOND, КПП="773601002")]
    unsaid, first = LegalEntity(inn="7707083893"), LegalEntity(inn="7707083893", kpp="773601001")

    assert match_entities([unsaid], card(), WORDS) == [FIRST]
    assert match_entities([unsaid], card(entities=branches), WORDS) == [""]
    assert match_entities([unsaid, first], card(entities=branches), WORDS) == [SECOND, FIRST]
    assert match_entities([unsaid, first], card(), WORDS) == ["", FIRST]


def test_a_legal_entity_without_kpp_is_that_of_the_first_requisite_with_its_number():
    unsaid, head = entity(SECOND, КПП=""), entity()
    wanted = [LegalEntity(inn="7707083893", kpp=f"77360100{number}") for number in (1, 2, 3)]

    assert match_entities(wanted[:1], card(entities=[unsaid]), WORDS) == [SECOND]
    assert match_entities(wanted, card(entities=[unsaid, head]), WORDS) == [FIRST, SECOND, ""]
    assert changes_of(
        told(card()).with_(legal_entities=(wanted[0],)), ALL, card(entities=[unsaid]), WORDS
    ).entities == {SECOND: {"КПП": "773601001"}}


def test_without_kpp_a_sole_trader_is_not_taken_for_a_company():
    assert match_entities([LegalEntity(inn="500100732259", kind="sole_trader")], card(), WORDS) == [""]


def test_a_pair_is_the_same_legal_entity_though_its_number_was_corrected():
    paired = LegalEntity(ref=Ref(system="onec", kind="legal_entity", id=FIRST), inn="7736050003", kpp="773601001")

    assert match_entities([paired], card(), WORDS) == [FIRST]


def test_a_legal_entity_that_the_portal_lacks_stays():
    both = card(entities=[entity(), entity(SECOND, ИНН="7736050003")])
    one = told(both).with_(legal_entities=told(card()).legal_entities)

    assert not changes_of(one, ALL, both, WORDS).groups


def test_a_new_phone_stands_in_the_form_of_1c_beside_those_of_other_kinds():
    after = written(
        card((FAX, OWN)), Company(phones=("+74950000017",), emails=("a@ex.ru",)), (CompanyGroup.COMMUNICATIONS,)
    )

    rows = after.partner["КонтактнаяИнформация"]
    assert [row["Вид_Key"] for row in rows] == ["fax", "accounting", "phone", "email"]
    assert rows[0] == FAX
    assert (rows[2]["НомерТелефона"], rows[2]["LineNumber"]) == ("74950000017", "3")
    assert json.loads(rows[2]["Значение"]) == {
        "version": 4,
        "value": "+74950000017",
        "comment": "",
        "type": "Телефон",
        "countryCode": "7",
        "areaCode": "495",
        "number": "0000017",
        "extNumber": "",
    }
    assert json.loads(rows[3]["Значение"])["value"] == "a@ex.ru"


def test_of_several_phones_in_one_row_the_others_keep_their_own():
    after = written(card((phone("+7 495 000-00-17, +7 495 000-00-18"),)), Company(phones=("+74950000018",)))

    assert [row["Представление"] for row in after.partner["КонтактнаяИнформация"]] == ["+74950000018"]


def test_a_phone_that_was_removed_in_the_portal_goes_and_that_of_another_kind_stays():
    after = written(card((phone("+74950000017"), OWN)), Company(), (CompanyGroup.COMMUNICATIONS,))

    assert [row["Вид_Key"] for row in after.partner["КонтактнаяИнформация"]] == ["accounting"]


def test_an_address_is_written_free_form_and_the_others_stay():
    actual = {"Тип": "Адрес", "Вид_Key": "actual", "Представление": "Тверская, 1", "Город": "Москва"}
    wanted = Company(addresses=Addresses(legal="Мясницкая, 1", actual="Тверская, 1"))

    after = written(card(entities=[entity(details=[actual])]), wanted, (CompanyGroup.ADDRESSES,))

    rows = after.entities[0]["КонтактнаяИнформация"]
    assert [row["Представление"] for row in rows] == ["Тверская, 1", "Мясницкая, 1"]
    assert rows[0]["Город"] == "Москва"
    assert json.loads(rows[1]["Значение"])["addressType"] == "ВСвободнойФорме"
    assert told(after).addresses == wanted.addresses


def test_an_address_that_the_portal_lacks_stays():
    postal = {"Тип": "Адрес", "Вид_Key": "postal", "Представление": "а/я 17"}
    before = card(entities=[entity(details=[postal])])

    assert not changes_of(Company(), (CompanyGroup.ADDRESSES,), before, WORDS).groups


@pytest.mark.parametrize(
    "changes",
    [{"Клиент": False}, {"PredefinedDataName": "НашеПредприятие"}, {"ЮрФизЛицо": "ЧастноеЛицо"}],
    ids=["a supplier", "our own enterprise", "a private person"],
)
def test_who_is_no_client(changes):
    assert is_client(card())
    assert not is_client(card(**changes))


@pytest.mark.parametrize("there", [entity(), entity(ИНН="", КПП="")], ids=["its numbers", "the only one"])
def test_a_legal_entity_that_a_person_says_is_another_is_not_the_requisites(there):
    wanted = told(card()).legal_entities[0].with_(ref=None, not_these=(FIRST,))

    assert match_entities([wanted], card(entities=[there]), WORDS) == [""]
    assert match_entities([wanted.with_(not_these=())], card(entities=[there]), WORDS) == [FIRST]
