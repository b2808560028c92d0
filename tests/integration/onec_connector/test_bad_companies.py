"""Companies and contacts as people mistype them: what 1C gets of it, and what the manager reads."""

import pytest

from shared.messages.party import Addresses, CompanyGroup
from shared.messages.ring.outcomes import PartnerRefused, PartnerUpserted
from shared.messages.things import Ref
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


async def test_a_second_requisite_of_a_firm_is_a_branch_of_the_same_partner(party_directory):
    partner = await known(party_directory, kpp="773601001")
    branch = legal(origin=Ref(system="b24", kind="requisite", id="928"), kpp="773645002", name="ООО «Ромашка», филиал")
    told = await party_directory.told(partner, force=True)
    numbers = told.groups[CompanyGroup.REQUISITES].edited

    outcome, *_ = await party_directory.upsert(paired(partner, legal_entities=(legal(), branch)), known=numbers)
    again, *_ = await party_directory.upsert(paired(partner, legal_entities=(legal(), branch)), edited=2, known=numbers)

    entities = {one["КПП"]: one["Ref_Key"] for one in await party_directory.entities(partner)}
    assert set(entities) == {"773601001", "773645002"}
    assert {(one.b24, one.onec) for one in outcome.pairs} == {
        ("927", entities["773601001"]),
        ("928", entities["773645002"]),
    }
    assert (again.pairs, len(await party_directory.entities(partner))) == (outcome.pairs, 2)


async def test_two_requisites_of_a_firm_are_refused_while_one_names_no_kpp(party_directory):
    partner = await known(party_directory, kpp="773601001")
    unsaid = legal(origin=Ref(system="b24", kind="requisite", id="928"), kpp="")

    (refused,) = await party_directory.upsert(paired(partner, legal_entities=(legal(), unsaid)))

    assert isinstance(refused, PartnerRefused)
    assert "несколько реквизитов с ИНН 7707083893, и не у всех заполнен КПП" in refused.told[0].text
    assert "Заполните КПП или удалите лишние реквизиты" in refused.told[0].text
    assert len(await party_directory.entities(partner)) == 1


async def test_two_requisites_that_are_one_legal_entity_make_no_double_of_it(party_directory):
    again = legal(origin=Ref(system="b24", kind="requisite", id="928"))

    (refused,) = await party_directory.upsert(company(legal_entities=(legal(), again)))

    assert isinstance(refused, PartnerRefused)
    assert "несколько реквизитов с ИНН 7707083893 и КПП 773601001" in refused.told[0].text


@pytest.mark.parametrize(("in_1c", "in_portal"), [("", "773601001"), ("773601001", "")])
async def test_of_one_firm_the_kpp_is_filled_where_one_side_has_none(party_directory, in_1c, in_portal):
    partner = await known(party_directory, kpp=in_1c)
    numbers = (await party_directory.told(partner, force=True)).groups[CompanyGroup.REQUISITES].edited

    outcome, *_ = await party_directory.upsert(paired(partner, legal_entities=(legal(kpp=in_portal),)), known=numbers)

    (entity,) = await party_directory.entities(partner)
    assert (entity["КПП"], [one.onec for one in outcome.pairs]) == ("773601001", [entity["Ref_Key"]])


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


async def test_an_address_and_an_e_mail_longer_than_1c_keeps_are_said(party_directory):
    far, long = Addresses(actual="Тверская, " * 60), f"{'я' * 97}@ex.ru"

    outcome, *_ = await party_directory.upsert(company(addresses=far, emails=(long, "zakaz@romashka.test")))

    shortened, left_out = (one.text for one in outcome.told)
    assert "фактический адрес «Тверская, " in shortened
    assert left_out == f"В 1С не записан e-mail длиннее 100 знаков: «{long}»."
    assert await party_directory.touch(outcome.ref.id) == []


async def test_a_contacts_post_and_e_mail_longer_than_1c_keeps_are_said(person_directory):
    long = f"{'я' * 97}@ex.ru"

    outcome, *_ = await person_directory.upsert(
        contact(await person_directory.partner(), position="Начальник отдела " * 9, emails=(long,))
    )

    assert [long in one.text or "должность контакта" in one.text for one in outcome.told] == [True, True]
    assert await person_directory.touch(outcome.ref.id) == []
