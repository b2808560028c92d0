"""Several legal entities of one firm and several requisites of a company: each keeps its own, whatever is unsaid."""

from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.reader.cards import CompanyCard
from services.b24_connector.vocabulary.companies import RequisiteCard
from services.b24_connector.vocabulary.requisites import Preset, read_legal_entity, write_legal_entity
from services.b24_connector.writer.companies.wanted import WantedCompany
from services.onec_connector.vocabulary.companies import changes_of, match_entities
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import LegalEntity
from tests.unit.onec_connector.party_cards import GUID, WORDS, card, entity, told, written

PRESET = Preset("1", "company")
INNS, KPPS = ("7707083893", "7736050003"), ("", "773601001", "773601002", "773601003")
NUMBERS = st.lists(st.tuples(st.sampled_from(INNS), st.sampled_from(KPPS)), unique=True, max_size=4)


def of_1c(numbers):
    return card(entities=[entity(GUID.format(50 + at), ИНН=inn, КПП=kpp) for at, (inn, kpp) in enumerate(numbers)])


def of_portal(numbers):
    return tuple(LegalEntity(inn=inn, kpp=kpp, name="ООО «Ромашка»") for inn, kpp in numbers)


def in_portal(entities):
    rows = [
        {"ID": str(70 + place), "ENTITY_TYPE_ID": "4", "PRESET_ID": "1", **write_legal_entity(one, PRESET)}
        for place, one in enumerate(entities)
    ]
    return CompanyCard({"id": "17"}, [RequisiteCard(row, PRESET) for row in rows], Company())


def strangers(entities):
    """As the other side tells them, before anybody knows whose is whose."""
    return tuple(one.with_(ref=None, origin=None) for one in entities)


@given(NUMBERS, NUMBERS)
def test_nobody_in_1c_stands_for_two_requisites_and_the_same_number_goes_first(known, wanted):
    there, asked = of_1c(known), Company(legal_entities=of_portal(wanted)).legal_entities

    found = match_entities(asked, there, WORDS)

    taken = [guid for guid in found if guid]
    same = {(row["ИНН"], row["КПП"]): row["Ref_Key"] for row in there.entities}
    assert len(set(taken)) == len(taken)
    assert [guid for one, guid in zip(asked, found, strict=True) if (one.inn, one.kpp) in same] == [
        same[one.inn, one.kpp] for one in asked if (one.inn, one.kpp) in same
    ]
    assert all(there.entity(guid)["ИНН"] == one.inn for one, guid in zip(asked, found, strict=True) if guid)


@given(NUMBERS, NUMBERS)
def test_what_was_written_into_branches_leads_to_the_same_ones_and_to_no_write(known, wanted):
    there, asked = of_1c(known), Company(legal_entities=of_portal(wanted))
    found = match_entities(asked.legal_entities, there, WORDS)
    sure = asked.with_(legal_entities=tuple(one for one, guid in zip(asked.legal_entities, found, strict=True) if guid))

    after = written(there, sure, (CompanyGroup.REQUISITES,))

    assert [guid for guid in found if guid] == match_entities(sure.legal_entities, after, WORDS)
    assert changes_of(sure, (CompanyGroup.REQUISITES,), after, WORDS).groups == frozenset()


@given(NUMBERS)
def test_branches_of_1c_come_back_from_the_portal_each_as_itself(known):
    there = of_1c(known)
    requisites = in_portal(told(there).legal_entities)

    back = strangers(read_legal_entity(one.row, PRESET, "") for one in requisites.cards)

    assert match_entities(back, there, WORDS) == [one.ref.id for one in told(there).legal_entities]
    assert changes_of(Company(legal_entities=back), (CompanyGroup.REQUISITES,), there, WORDS).groups == frozenset()


@given(NUMBERS)
def test_requisites_of_the_portal_come_back_from_1c_each_as_itself(typed):
    requisites = in_portal(of_portal(typed))
    there = of_1c([(one.row["RQ_INN"], one.row.get("RQ_KPP", "")) for one in requisites.cards])

    wanted = WantedCompany(Company(legal_entities=strangers(told(there).legal_entities)), presets=None)

    found = [(one.inn, one.kpp, card.numbers) for one, card in wanted.requisites(requisites)]
    assert found == [(inn, kpp, (inn, kpp)) for inn, kpp, _ in found]
