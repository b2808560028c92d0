"""What people type around names and numbers in 1C is cleaned for the portal, and is not overwritten from there."""

import pytest

from services.b24_connector.vocabulary import companies as portal
from services.b24_connector.vocabulary.requisites import Preset, write_legal_entity
from services.onec_connector.vocabulary.companies import changes_of
from tests.unit.onec_connector.party_cards import ALL, FIRST, WORDS, card, entity, told
from tests.unit.round_trips.test_companies import turned

NAME = "Иванов Иван Иванович"


def come_back(there, kind, **typed):
    """What 1C changes after its own legal entity comes back from the portal, where people have typed something."""
    preset, said = Preset("1", kind), turned(told(there))
    row = {"ID": "1", "ENTITY_TYPE_ID": "4", "PRESET_ID": "1", **write_legal_entity(said.legal_entities[0], preset)}
    item = {"id": "17", "title": said.name, "fm": []}
    back = turned(portal.read_card(item, [portal.RequisiteCard({**row, **typed}, preset, ())], None))
    return changes_of(back, ALL, there, WORDS).entities


def trader(name, number="304500116000157"):
    numbers = {"ИНН": "500100732259", "КПП": "", "РегистрационныйНомер": number}
    kind = {"ЮрФизЛицо": "ИндивидуальныйПредприниматель", "ЮридическоеФизическоеЛицо": "ФизическоеЛицо"}
    return card(entities=[entity(Description=name, НаименованиеПолное=name, **numbers, **kind)])


@pytest.mark.parametrize(
    "name",
    [
        f"Глава КФХ {NAME}",
        f"ГКФХ {NAME}",
        f"ИП Глава крестьянско-фермерского хозяйства {NAME}",
        f"Глава крестьянского (фермерского) хозяйства {NAME}",
        f"{NAME}, ИП",
    ],
)
def test_a_traders_name_with_the_form_of_his_business_stays_in_1c(name):
    assert come_back(trader(name), "sole_trader") == {}


def test_another_name_of_a_trader_is_written():
    other = come_back(trader(f"Глава КФХ {NAME}"), "sole_trader", RQ_LAST_NAME="Петров")

    assert other == {FIRST: dict.fromkeys(("Description", "НаименованиеПолное"), "Петров Иван Иванович")}


@pytest.mark.parametrize(
    "number", ["ОГРН 1027700132195 от 17.07.2002", "1027700132195 17.07.2002", "№ 1027700132195", "10277 00132195"]
)
def test_a_registration_number_with_words_around_it_stays_in_1c(number):
    assert come_back(card(entities=[entity(РегистрационныйНомер=number)]), "company") == {}


def test_a_traders_number_with_a_date_behind_it_stays_in_1c():
    assert come_back(trader(f"ИП {NAME}", "304500116000157 01.02.2004"), "sole_trader") == {}


def test_another_registration_number_is_written():
    there = card(entities=[entity(РегистрационныйНомер="ОГРН 1027700132195 от 17.07.2002")])

    assert come_back(there, "company", RQ_OGRN="1027700132196") == {FIRST: {"РегистрационныйНомер": "1027700132196"}}
