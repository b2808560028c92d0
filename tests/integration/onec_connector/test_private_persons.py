"""Private buyers: contacts of the portal and partners of 1C of kind «Частное лицо» follow each other (R7, R15)."""

from dataclasses import replace

import pytest

from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.writer.companies import sending
from shared.bus.errors import Retryable
from shared.messages.party import PRIVATE_GROUPS, Company, CompanyGroup
from shared.messages.ring.facts import PartnerChanged
from shared.messages.ring.outcomes import PartnerRefused, PartnerUpserted
from shared.messages.things import Manager, Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from tests.integration.onec_connector.party_directory import ENTITIES, PARTNERS

CONTACT = Ref(system="b24", kind="contact", id="7")
BOTH = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction="both"))
NAME, COMMUNICATIONS = CompanyGroup.NAME, CompanyGroup.COMMUNICATIONS
PHONE = "+79160000007"

pytestmark = pytest.mark.parametrize("party_directory", [BOTH], indirect=True)


def buyer(**changes) -> Company:
    """A contact of the portal who buys for himself, as the mapper hands him over."""
    values = {
        "origin": CONTACT,
        "kind": "person",
        "name": "Иванова Анна Ивановна",
        "phones": (PHONE,),
        "emails": ("anna@home.test",),
    }
    return Company(**(values | changes))


async def upsert(directory, company, **changes):
    values = {"key": CONTACT.key, "source": CONTACT, "groups": tuple(PRIVATE_GROUPS)} | changes
    return await directory.upsert(company, **values)


async def made(directory, **changes) -> str:
    outcome, *_ = await upsert(directory, buyer(**changes))
    assert isinstance(outcome, PartnerUpserted), outcome
    return outcome.ref.id


def paired(partner: str, **changes) -> Company:
    return buyer(ref=Ref(system="onec", kind="partner", id=partner), **changes)


async def typed(directory, **changes) -> str:
    values = {"name": "Иванова Анна Ивановна", "kind": "person", "phone": "8 (916) 000-00-07", "inn": ""} | changes
    return (await directory.onec.do("partners", **values))["partner"]


async def test_a_contact_becomes_a_private_partner_with_his_legal_entity(party_directory):
    guid = await made(party_directory, manager=Manager(name="Обмен с порталом"))

    partner, (entity,) = await party_directory.partner(guid), await party_directory.entities(guid)
    assert (partner["ЮрФизЛицо"], partner["Клиент"]) == ("ЧастноеЛицо", True)
    assert partner["Description"] == partner["НаименованиеПолное"] == "Иванова Анна Ивановна"
    assert [row["Представление"] for row in partner["КонтактнаяИнформация"]] == [PHONE, "anna@home.test"]
    assert (entity["Description"], entity["ЮрФизЛицо"]) == ("Иванова Анна Ивановна", "ФизЛицо")


async def test_what_we_have_written_of_a_private_person_is_nobodys_edit(party_directory):
    assert await party_directory.touch(await made(party_directory)) == []


async def test_an_edit_of_each_field_in_1c_is_told_with_the_contact_as_origin(party_directory):
    guid = await made(party_directory)
    row = (await party_directory.partner(guid))["КонтактнаяИнформация"][0]
    await party_directory.edit(PARTNERS, guid, Description="Петрова Анна Ивановна")

    renamed = await party_directory.told(guid)
    assert (renamed.kind, renamed.name, renamed.origin) == ("person", "Петрова Анна Ивановна", CONTACT)
    assert {group for group, stamp in renamed.groups.items() if stamp.edited} == {NAME}
    assert renamed.groups.keys() == PRIVATE_GROUPS

    row |= {"Представление": "+7 916 000-00-08", "НомерТелефона": "79160000008"}
    await party_directory.edit(PARTNERS, guid, КонтактнаяИнформация=[row])
    reached = await party_directory.told(guid)
    assert (reached.phones, reached.emails) == (("+79160000008",), ())


async def test_an_edit_of_the_contact_is_written_to_partner_and_legal_entity(party_directory):
    guid = await made(party_directory)

    await upsert(
        party_directory, paired(guid, name="Петрова Анна Ивановна", phones=("+79160000008",), emails=()), edited=2
    )

    partner, (entity,) = await party_directory.partner(guid), await party_directory.entities(guid)
    names = {one[name] for one in (partner, entity) for name in ("Description", "НаименованиеПолное")}
    assert names == {"Петрова Анна Ивановна"}
    assert [row["Представление"] for row in partner["КонтактнаяИнформация"]] == ["+79160000008"]
    assert await party_directory.touch(guid) == []


async def test_a_legal_entity_with_a_name_of_its_own_keeps_it(party_directory):
    guid = await made(party_directory)
    (entity,) = await party_directory.entities(guid)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], Description="Розница", НаименованиеПолное="Розница")

    await upsert(party_directory, paired(guid, name="Петрова Анна"), edited=2)

    (entity,) = await party_directory.entities(guid)
    assert (entity["Description"], entity["НаименованиеПолное"]) == ("Розница", "Розница")


async def test_a_rename_that_dies_half_way_is_finished_by_the_next_run(party_directory, monkeypatch):
    guid, change = await made(party_directory), sending._change
    wanted = paired(guid, name="Петрова Анна Ивановна")

    async def dies(context, run, plan, name, *words):
        if name == PARTNERS:
            raise BaseAwayError("away")
        await change(context, run, plan, name, *words)

    monkeypatch.setattr(sending, "_change", dies)
    with pytest.raises(Retryable):
        await upsert(party_directory, wanted, edited=2)
    monkeypatch.undo()
    await upsert(party_directory, wanted, edited=2)

    partner, (entity,) = await party_directory.partner(guid), await party_directory.entities(guid)
    assert partner["Description"] == entity["Description"] == entity["НаименованиеПолное"] == "Петрова Анна Ивановна"


async def test_a_name_in_another_order_of_its_words_is_no_difference(party_directory):
    guid = await typed(party_directory, name="Анна Ивановна Иванова")
    before = (await party_directory.partner(guid))["DataVersion"]

    await upsert(party_directory, paired(guid, emails=()))

    assert (await party_directory.partner(guid))["DataVersion"] == before


async def test_both_edited_the_name_and_the_loser_is_told(party_directory):
    guid = await made(party_directory)
    await party_directory.edit(PARTNERS, guid, Description="Сидорова Анна Ивановна")
    await party_directory.told(guid)

    outcome, *_ = await upsert(party_directory, paired(guid, name="Петрова Анна Ивановна"), edited=2)

    assert (await party_directory.partner(guid))["Description"] == "Петрова Анна Ивановна"
    (told,) = outcome.told
    assert "Имя контакта «" in told.text
    assert "Сидорова Анна Ивановна" in told.text


async def test_a_private_partner_typed_in_1c_is_told_and_his_mark_for_deletion_once(party_directory):
    guid = await typed(party_directory)

    told = await party_directory.told(guid)
    assert (told.kind, told.name, told.phones) == ("person", "Иванова Анна Ивановна", (PHONE,))

    await party_directory.edit(PARTNERS, guid, DeletionMark=True)
    (gone,) = await party_directory.touch(guid)
    assert isinstance(gone, PartnerChanged)
    assert (gone.gone, gone.company.kind) == (True, "person")
    assert await party_directory.touch(guid) == []


async def test_one_made_before_he_had_a_pair_is_found_whatever_people_have_edited_since(party_directory):
    guid = await made(party_directory)
    await party_directory.onec.do(
        "partners", guid=guid, name="Сидорова Анна", phone="+79160000009", email="b@home.test"
    )

    with pytest.raises(Retryable):  # that edit is published first
        await upsert(party_directory, buyer(name="Петрова Анна", emails=()), edited=2)

    partner = await party_directory.partner(guid)
    assert (partner["Description"], len(partner["КонтактнаяИнформация"])) == ("Сидорова Анна", 2)


async def test_the_partner_with_phone_and_name_is_merely_found(party_directory):
    guid = await typed(party_directory)

    outcome, *hints = await upsert(party_directory, buyer(), pairs=False)

    assert (outcome.ref.id, outcome.found.target) == (guid, "Иванова Анна Ивановна")
    assert [hint.ref.id for hint in hints] == [guid]


async def test_a_phone_of_another_name_is_a_doubt_or_makes_a_second_one_as_the_rules_say(party_directory):
    await typed(party_directory, name="Сидоров Пётр")

    (refused,) = await upsert(party_directory, buyer())
    assert isinstance(refused, PartnerRefused)
    assert "Сидоров Пётр" in refused.told[0].text
    (doubt,) = refused.doubts
    assert (doubt.kind, doubt.thing) == ("client", CONTACT)

    outcome, *_ = await upsert(party_directory, buyer(), shared_contact="create")
    assert "Сидоров Пётр" in outcome.told[0].text


async def test_several_of_the_name_are_a_doubt(party_directory):
    await typed(party_directory)
    await typed(party_directory)

    (refused,) = await upsert(party_directory, buyer())

    assert [len(doubt.candidates) for doubt in refused.doubts] == [2]


async def test_a_second_contact_of_a_partner_is_refused(party_directory):
    guid = await made(party_directory)
    second = Ref(system="b24", kind="contact", id="8")

    (refused,) = await upsert(party_directory, buyer(origin=second), key=second.key, source=second)

    assert "контактом № 7" in refused.told[0].text
    assert guid


async def test_a_look_at_all_tells_private_persons_apart_from_firms(party_directory):
    guid = await typed(party_directory)

    private = [fact.company async for fact in party_directory.flow.reader.would_tell(private=True)]
    firms = [fact.company async for fact in party_directory.flow.reader.would_tell()]

    assert guid in {one.ref.id for one in private}
    assert {one.kind for one in private} == {"person"}
    assert "person" not in {one.kind for one in firms}


async def test_an_edit_of_a_person_of_whom_the_portal_is_told_no_more_is_not_waited_for(party_directory):
    guid = await made(party_directory)
    await party_directory.touch(guid)
    await party_directory.edit(PARTNERS, guid, Description="Петрова Анна Ивановна")
    writer = party_directory.flow.writer
    writer._context = replace(writer._context, persons=False)

    outcome, *_ = await upsert(party_directory, paired(guid, name="Сидорова Анна Ивановна"), edited=2)

    assert isinstance(outcome, PartnerUpserted)
    assert (await party_directory.partner(guid))["Description"] == "Сидорова Анна Ивановна"
