"""A foreign client of 1C as a requisite of the portal and back, and the other way round: his number is no edit."""

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary import companies as portal
from services.b24_connector.vocabulary.requisites import Preset
from services.onec_connector.vocabulary.companies import changes_of
from tests.unit.onec_connector.party_cards import ALL, WORDS, card, entity, told, written
from tests.unit.round_trips.test_companies import made, turned, without_others

FOREIGN = {"СтранаРегистрации_Key": "belarus", "ИНН": "", "КПП": "", "РегистрационныйНомер": ""}
NON_RESIDENT = FOREIGN | {"ЮрФизЛицо": "ЮрЛицоНеРезидент"}
BELARUS = Preset("8", "company", "112", country_id="4")
NUMBERS = st.sampled_from(["190123456", "190 123-456", "190-123-456", " 190123456", "19 01 23456"])


@given(NUMBERS)
def test_a_foreigner_of_1c_comes_back_from_the_portal_with_his_number_as_it_was(number):
    there = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер=number)])
    said = turned(told(there))
    item, cards = made(said, BELARUS)

    back = turned(without_others(portal.read_card(item, cards, None)))

    assert changes_of(back, ALL, there, WORDS).groups == frozenset()
    assert portal.says_same(portal.requisite_change(cards[0], said.legal_entities[0], BELARUS))


@given(NUMBERS, NUMBERS)
def test_a_foreigners_number_typed_otherwise_on_the_other_side_is_no_edit(here, there):
    row = {"ID": "9", "ENTITY_TYPE_ID": "4", "PRESET_ID": "8", "RQ_COMPANY_NAME": "ООО «Зубр»", "RQ_INN": here}
    item, cards = {"id": "17", "title": "Зубр", "fm": ()}, [portal.RequisiteCard(row, BELARUS)]
    partner = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер=there)])

    partner = written(partner, turned(portal.read_card(item, cards, None)))
    back = turned(told(partner)).legal_entities[0]

    assert partner.entities[0]["НалоговыйНомер"] == there
    assert portal.says_same(portal.requisite_change(cards[0], back, BELARUS))
