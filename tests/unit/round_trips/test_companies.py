"""A partner of 1C as a company of the portal and back, and the other way round: nothing is edited on the way."""

from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.b24_connector.vocabulary import companies as portal
from services.b24_connector.vocabulary.requisite_changes import requisite_change
from services.b24_connector.vocabulary.requisites import NAME_PARTS, Preset, write_legal_entity
from services.b24_connector.writer.companies.wanted import WantedCompany
from services.onec_connector.vocabulary.companies import changes_of
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Ref
from tests.unit.onec_connector.party_cards import ALL, FAX, FIRST, OWN, WORDS, card, entity, told, written
from tests.unit.onec_connector.test_company_round_trips import COMPANIES

PRESET = Preset("1", "company")
OTHERS = {"id": "90", "typeId": "PHONE", "valueType": "HOME", "value": "+74951112233"}


def turned(company: Company) -> Company:
    """What the mapper makes of it: the ids of the other side are its own, and the other way round."""
    swapped = (one.with_(ref=one.origin, origin=one.ref) for one in company.legal_entities)
    return company.with_(ref=company.origin, origin=company.ref, legal_entities=tuple(swapped), manager=None)


def made(company: Company, preset: Preset = PRESET) -> tuple[dict, list[portal.RequisiteCard]]:
    """The company of the portal after all of it was written."""
    numbers = count(1)
    entries = [("PHONE", one) for one in company.phones] + [("EMAIL", one) for one in company.emails]
    fm = [{"id": str(next(numbers)), "typeId": kind, "valueType": "WORK", "value": value} for kind, value in entries]
    item = {"id": "17", "title": company.name, "fm": [*fm, OTHERS]}
    addresses = [
        {"TYPE_ID": number, **portal.write_address(line)}
        for name, number in portal.ADDRESS_TYPES.items()
        if (line := getattr(company.addresses, name))
    ]
    rows = [
        {"ID": str(next(numbers)), "ENTITY_TYPE_ID": "4", "PRESET_ID": preset.id, **write_legal_entity(one, preset)}
        for one in company.legal_entities
    ]
    return item, [portal.RequisiteCard(row, preset, addresses if not place else ()) for place, row in enumerate(rows)]


def without_others(company: Company) -> Company:
    """What somebody has typed in the portal besides is not what 1C has said."""
    return company.with_(phones=tuple(one for one in company.phones if one != OTHERS["value"]))


@given(COMPANIES)
def test_what_1c_says_of_a_partner_comes_back_from_the_portal_as_it_is(wanted):
    there = written(card((FAX, OWN), entities=[entity()]), wanted)

    back = turned(without_others(portal.read_card(*made(turned(told(there))), None)))

    assert changes_of(back, ALL, there, WORDS).groups == frozenset()


@given(COMPANIES)
def test_a_second_telling_of_a_partner_writes_nothing_in_the_portal(wanted):
    there = written(card((FAX, OWN), entities=[entity()]), wanted)
    said = turned(told(there))

    item, cards = made(said)

    assert WantedCompany(said, presets=None).fields(frozenset(CompanyGroup), item) == {}
    assert all(portal.says_same(requisite_change(one, of)) for one, of in zip(cards, said.legal_entities, strict=True))
    assert list(WantedCompany(said, presets=None).addresses(cards[0])) == []


@given(COMPANIES)
def test_what_the_portal_says_of_a_company_comes_back_from_1c_as_it_is(wanted):
    origin = Ref(system="onec", kind="legal_entity", id=FIRST)
    typed = wanted.with_(
        legal_entities=tuple(one.with_(ref=None, origin=origin) for one in wanted.legal_entities), manager=None
    )
    item, cards = made(typed)
    said = turned(portal.read_card(item, cards, None))
    partner = written(card((FAX,), entities=[entity()]), said)

    back = turned(told(partner))

    assert changes_of(said, ALL, partner, WORDS).groups == frozenset()
    assert WantedCompany(back, presets=None).fields({CompanyGroup.COMMUNICATIONS, CompanyGroup.NAME}, item) == {}
    assert list(WantedCompany(back, presets=None).addresses(cards[0])) == []
    assert FAX in [{**FAX, "LineNumber": "1"} if row["Вид_Key"] == "fax" else row for row in
                   partner.partner["КонтактнаяИнформация"]]  # fmt: skip


WORDS_OF_A_PART = st.text("Ивановдела Крус\u00a0\t\n-«»", min_size=1, max_size=20).filter(str.strip)
TRADER = Preset("2", "sole_trader")


@example(("- - - - - - - - -", "- - - - - - - - - -", "- - - - - - - - - -"), "-", ("-", "-", "-"))
@given(st.tuples(*[WORDS_OF_A_PART] * 3), WORDS_OF_A_PART, st.tuples(*[WORDS_OF_A_PART] * 3))
def test_a_traders_parts_of_the_name_and_the_parts_of_an_address_stay_as_they_were_typed(name, title, address):
    numbers = {"ID": "9", "ENTITY_TYPE_ID": "4", "PRESET_ID": "2", "XML_ID": FIRST, "RQ_INN": "500100732259"}
    row = numbers | dict(zip(NAME_PARTS, name, strict=True))
    legal = {"TYPE_ID": "6", **dict(zip(("CITY", "ADDRESS_1", "ADDRESS_2"), address, strict=True))}
    item, cards = {"id": "17", "title": title, "fm": ()}, [portal.RequisiteCard(row, TRADER, [legal])]
    trader = entity(ИНН="500100732259", КПП="", РегистрационныйНомер="", ЮрФизЛицо="ИндивидуальныйПредприниматель")

    partner = written(card(entities=[trader]), turned(portal.read_card(item, cards, None)))
    back = turned(told(partner))

    assert portal.says_same(requisite_change(cards[0], back.legal_entities[0]))
    assert WantedCompany(back, presets=None).fields({CompanyGroup.NAME}, item) == {}
    assert list(WantedCompany(back, presets=None).addresses(cards[0])) == []


@given(st.tuples(*[WORDS_OF_A_PART] * 5))
def test_blanks_that_somebody_typed_in_1c_stay_and_are_no_edit(said):
    name, short, full, legal, actual = said
    lines = [
        {"Тип": "Адрес", "Вид_Key": kind, "Представление": text, "LineNumber": "1"}
        for kind, text in (("legal", legal), ("actual", actual))
    ]
    there = card(entities=[entity(Description=short, НаименованиеПолное=full, details=lines)], Description=name)

    back = turned(portal.read_card(*made(turned(told(there))), None))

    assert changes_of(without_others(back), ALL, there, WORDS).groups == frozenset()


def test_a_kpp_that_a_trader_has_in_1c_stays_there():
    trader = {"ИНН": "500100732259", "ЮрФизЛицо": "ИндивидуальныйПредприниматель", "Description": "ИП Белов Олег"}
    there = card(entities=[entity(**trader)])
    said = told(there)

    assert changes_of(said, ALL, there, WORDS).groups == frozenset()


@pytest.mark.parametrize("kind", ["ЮрЛицо", "ИндивидуальныйПредприниматель"])
def test_names_that_the_portal_has_no_room_for_come_back_as_no_edit(kind):
    long = "Очень длинное название " * 20
    there = card(entities=[entity(ЮрФизЛицо=kind, Description=long.strip(), НаименованиеПолное=f"{long}полностью")])
    said = turned(told(there))
    preset = PRESET if kind == "ЮрЛицо" else TRADER

    item, cards = made(said, preset)
    back = turned(without_others(portal.read_card(item, cards, None)))

    assert cards[0].row["RQ_COMPANY_FULL_NAME"].endswith("…")
    assert changes_of(back, ALL, there, WORDS).groups == frozenset()
    assert portal.says_same(requisite_change(cards[0], said.legal_entities[0]))
