"""A foreign client of 1C as a requisite of the portal and back, and the other way round: his number is no edit."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary import companies as portal
from services.b24_connector.vocabulary.requisite_changes import requisite_change
from services.b24_connector.vocabulary.requisites import Preset, read_legal_entity
from services.onec_connector.vocabulary.companies import changes_of
from shared.messages.things import LegalEntity
from tests.unit.onec_connector.party_cards import ALL, WORDS, card, entity, told, written
from tests.unit.round_trips.test_companies import PRESET, made, turned, without_others

FOREIGN = {"СтранаРегистрации_Key": "belarus", "ИНН": "", "КПП": "", "РегистрационныйНомер": ""}
NON_RESIDENT = FOREIGN | {"ЮрФизЛицо": "ЮрЛицоНеРезидент"}
BELARUS = FIRM = Preset("8", "company", "112", country_id="4")
NUMBERS = st.sampled_from(["190123456", "190 123-456", "190-123-456", " 190123456", "19 01 23456"])


@given(NUMBERS)
def test_a_foreigner_of_1c_comes_back_from_the_portal_with_his_number_as_it_was(number):
    there = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер=number)])
    said = turned(told(there))
    item, cards = made(said, BELARUS)

    back = turned(without_others(portal.read_card(item, cards, None)))

    assert changes_of(back, ALL, there, WORDS).groups == frozenset()
    assert portal.says_same(requisite_change(cards[0], said.legal_entities[0]))


@given(NUMBERS, NUMBERS)
def test_a_foreigners_number_typed_otherwise_on_the_other_side_is_no_edit(here, there):
    row = {"ID": "9", "ENTITY_TYPE_ID": "4", "PRESET_ID": "8", "RQ_COMPANY_NAME": "ООО «Зубр»", "RQ_INN": here}
    item, cards = {"id": "17", "title": "Зубр", "fm": ()}, [portal.RequisiteCard(row, BELARUS)]
    partner = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер=there)])

    partner = written(partner, turned(portal.read_card(item, cards, None)))
    back = turned(told(partner)).legal_entities[0]

    assert partner.entities[0]["НалоговыйНомер"] == there
    assert portal.says_same(requisite_change(cards[0], back))


@given(NUMBERS)
def test_a_foreigner_without_a_template_of_his_country_is_equal_on_both_sides(number):
    there = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер=number)])
    said = turned(told(there))
    item, cards = made(said, PRESET)

    back = turned(without_others(portal.read_card(item, cards, None)))

    assert portal.says_same(requisite_change(cards[0], said.legal_entities[0]))
    assert changes_of(back, ALL, there, WORDS).groups == frozenset()


def test_a_number_corrected_in_requisites_without_a_country_is_the_foreigners():
    there = card(entities=[entity(**NON_RESIDENT, НалоговыйНомер="190123456")])
    item, (requisite,) = made(turned(told(there)), PRESET)
    corrected = replace(requisite, row={**requisite.row, "RQ_VAT_ID": "190123457"})

    after = written(there, turned(without_others(portal.read_card(item, [corrected], None))))

    assert (after.entities[0]["НалоговыйНомер"], after.entities[0]["СтранаРегистрации_Key"]) == ("190123457", "belarus")


TRADER = Preset("9", "sole_trader", "112", country_id="4")
NAMES = st.fixed_dictionaries({"RQ_NAME": st.just("Ахметов Данияр")}) | st.fixed_dictionaries(
    {"RQ_LAST_NAME": st.just("Ахметов"), "RQ_FIRST_NAME": st.just("Данияр")}
)


@given(NAMES, st.sampled_from(["ЮрЛицоНеРезидент", "ИндивидуальныйПредприниматель"]))
def test_a_foreign_sole_trader_stays_one_in_the_portal_though_1c_calls_all_foreigners_firms(name, kind):
    row = {"ID": "9", "ENTITY_TYPE_ID": "4", "PRESET_ID": "9", "RQ_INN": "190123456", **name}
    item, cards = {"id": "17", "title": "Ахметов", "fm": ()}, [portal.RequisiteCard(row, TRADER)]
    partner = card(entities=[entity(**NON_RESIDENT | {"ЮрФизЛицо": kind}, НалоговыйНомер="190123456")])
    said = turned(portal.read_card(item, cards, None))

    partner = written(partner, said)
    back = turned(told(partner)).legal_entities[0]

    assert changes_of(said, ALL, partner, WORDS).groups == frozenset()
    assert portal.says_same(requisite_change(cards[0], back))
    assert partner.entities[0]["ЮрФизЛицо"] == kind


@given(NAMES)
def test_a_foreign_sole_trader_who_is_renamed_in_1c_is_renamed_where_the_portal_shows_it(name):
    row = {"ID": "9", "ENTITY_TYPE_ID": "4", "PRESET_ID": "9", "RQ_INN": "190123456", **name}
    wanted = LegalEntity(name="Ахметова Дана", country="112", foreign_number="190123456")

    change = requisite_change(portal.RequisiteCard(row, TRADER), wanted)

    assert read_legal_entity({**row, **change}, TRADER).name == "Ахметова Дана"
    assert "PRESET_ID" not in change
