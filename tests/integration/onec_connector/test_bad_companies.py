"""Companies and contacts as people mistype them: what 1C gets of it, and what the manager reads."""

from shared.messages.ring.outcomes import PartnerRefused, PartnerUpserted
from tests.integration.onec_connector.party_directory import company, known, legal, made, paired
from tests.integration.onec_connector.person_directory import contact

LONG = "Общество с ограниченной ответственностью «Ромашка и партнёры» " * 5


async def test_a_name_longer_than_1c_keeps_is_shortened_and_said_once(party_directory):
    partner = await made(party_directory)

    outcome, *_ = await party_directory.upsert(paired(partner, name=LONG), edited=2)
    again, *_ = await party_directory.upsert(paired(partner, name=LONG), edited=2)

    there = (await party_directory.partner(partner))["Description"]
    assert (len(there) <= 100, there[-1]) == (True, "…")
    assert [one.text.partition(":")[0] for one in outcome.told] == ["В 1С сокращено по длине"]
    assert there in outcome.told[0].text
    assert again.told == ()
    assert await party_directory.touch(partner) == []


async def test_a_new_company_with_a_long_name_says_so_too(party_directory):
    outcome, *_ = await party_directory.upsert(company(legal_entities=(legal(full_name=LONG),)))

    assert isinstance(outcome, PartnerUpserted)
    (entity,) = await party_directory.entities(outcome.ref.id)
    assert entity["НаименованиеПолное"].endswith("…")
    assert "полное название" in outcome.told[0].text


async def test_a_branch_that_has_its_heads_number_is_refused_with_the_kpp_that_1c_knows(party_directory):
    await known(party_directory, kpp="770701001")

    (refused,) = await party_directory.upsert(company(legal_entities=(legal(kpp="773645002"),)))

    assert isinstance(refused, PartnerRefused)
    assert "773645002" in refused.told[0].text


async def test_two_legal_entities_of_one_number_are_a_question_that_names_both(party_directory):
    for name in ("Ромашка-1", "Ромашка-2"):
        await known(party_directory, name=name)

    (refused,) = await party_directory.upsert(company())

    assert isinstance(refused, PartnerRefused)
    assert "несколько контрагентов с ИНН 7707083893" in refused.told[0].text
    assert {one.name for one in refused.doubts[0].candidates} == {"Ромашка-1", "Ромашка-2"}


async def test_a_contacts_name_longer_than_1c_keeps_is_shortened_and_said(person_directory):
    partner = await person_directory.partner()

    outcome, *_ = await person_directory.upsert(contact(partner, last_name="Петрова-" * 20))

    (person,) = await person_directory.persons(partner)
    assert person["Description"].endswith("…")
    assert "имя контакта" in outcome.told[0].text
    assert await person_directory.touch(person["Ref_Key"]) == []
