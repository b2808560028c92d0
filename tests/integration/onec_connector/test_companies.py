"""Companies of the portal become partners of 1C, and follow them (R7)."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.party import Addresses, CompanyGroup
from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.outcomes import Pair, PartnerUpserted
from shared.messages.things import Manager, Ref
from tests.integration.onec_connector.party_directory import (
    COMPANY,
    ENTITIES,
    INN,
    OTHER_INN,
    PARTNERS,
    REQUISITE,
    company,
    known,
    legal,
    made,
    paired,
)

NAME, REQUISITES = CompanyGroup.NAME, CompanyGroup.REQUISITES


async def test_a_company_nobody_knows_becomes_a_partner_with_its_legal_entity(party_directory):
    manager = Manager(name="Обмен с порталом")
    outcome, *more = await party_directory.upsert(
        company(addresses=Addresses(legal="Мясницкая, 1", postal="а/я 17"), manager=manager)
    )

    assert (outcome.key, outcome.source, more) == (COMPANY.key, COMPANY, [])
    partner, (entity,) = await party_directory.partner(outcome.ref.id), await party_directory.entities(outcome.ref.id)
    assert (partner["Description"], partner["Клиент"], partner["ЮрФизЛицо"]) == ("Ромашка", True, "Компания")
    assert (entity["ИНН"], entity["КПП"], entity["РегистрационныйНомер"]) == (INN, "773601001", "1027700132195")
    assert [row["Представление"] for row in partner["КонтактнаяИнформация"]] == ["+74950000917", "zakaz@romashka.test"]
    assert [row["Представление"] for row in entity["КонтактнаяИнформация"]] == ["Мясницкая, 1", "а/я 17"]
    assert outcome.pairs == (Pair(kind="requisite", b24=REQUISITE.id, onec=entity["Ref_Key"]),)


async def test_what_we_have_written_is_nobodys_edit(party_directory):
    partner = await made(party_directory)

    assert await party_directory.touch(partner) == []


async def test_a_partner_that_an_order_writes_while_it_is_read_is_read_again_at_once(party_directory, monkeypatch):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Ромашка плюс")
    store, key = party_directory.flow.store, f"partner:{partner}"
    unmoved = store.unmoved

    async def moved_once(*words):
        monkeypatch.undo()
        await store.begin_write(key)
        await store.end_write(key, {})
        return await unmoved(*words)

    monkeypatch.setattr(store, "unmoved", moved_once)
    told = await party_directory.told(partner)

    assert told.name == "Ромашка плюс"


async def test_a_partner_of_whose_making_nobody_has_heard_is_found_whatever_people_have_edited_since(party_directory):
    partner = await made(party_directory)
    (entity,) = await party_directory.entities(partner)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], КПП="770181011")

    again, *_ = await party_directory.upsert(company(legal_entities=(legal(kpp="773645002"),)))

    assert isinstance(again, PartnerUpserted)
    assert (again.ref.id, len(await party_directory.entities(partner))) == (partner, 1)


async def test_the_same_command_again_writes_nothing(party_directory):
    partner = await made(party_directory)
    before = (await party_directory.partner(partner))["DataVersion"]

    (outcome,) = await party_directory.upsert(company())

    assert outcome.ref.id == partner
    assert (await party_directory.partner(partner))["DataVersion"] == before


async def test_a_company_without_a_number_that_may_not_be_made_is_left_alone(party_directory):
    assert await party_directory.upsert(company(legal_entities=()), may_create=False) == []


async def test_an_edit_in_1c_is_told_once_as_one_of_its_group(party_directory):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Ромашка и партнёры")

    told = await party_directory.told(partner)

    assert told.name == "Ромашка и партнёры"
    assert {group for group, stamp in told.groups.items() if stamp.edited} == {NAME}
    assert all(stamp.known == 1 for stamp in told.groups.values())
    assert await party_directory.touch(partner) == []


async def test_an_employee_whom_1c_got_a_moment_ago_is_told_as_the_manager(party_directory):
    partner = await made(party_directory)
    async with party_directory.onec.clerk() as clerk:
        employee = await clerk.create("Catalog_Пользователи", {"Description": "Новикова Вера"})
    await party_directory.edit(PARTNERS, partner, ОсновнойМенеджер_Key=employee["Ref_Key"])

    told = await party_directory.told(partner)

    assert told.manager.name == "Новикова Вера"


async def test_an_edit_of_the_legal_entity_is_one_of_the_requisites(party_directory):
    partner = await made(party_directory)
    (entity,) = await party_directory.entities(partner)
    await party_directory.edit(ENTITIES, entity["Ref_Key"], КПП="773601002")

    told = await party_directory.told(partner)

    assert {group for group, stamp in told.groups.items() if stamp.edited} == {REQUISITES}
    assert told.legal_entities[0].kpp == "773601002"


async def test_a_company_that_was_edited_changes_what_differs_and_no_more(party_directory):
    partner = await made(party_directory)
    fax = {"LineNumber": "1", "Тип": "Телефон", "Представление": "+7 495 000-09-99", "НомерТелефона": "74950000999"}
    row = await party_directory.partner(partner)
    rows = [fax, *({**one, "LineNumber": str(place)} for place, one in enumerate(row["КонтактнаяИнформация"], 2))]
    await party_directory.edit(PARTNERS, partner, Комментарий="важный", КонтактнаяИнформация=rows)

    edited = paired(partner, name="Ромашка-2", phones=("+74950000918",))
    (outcome,) = await party_directory.upsert(edited, edited=2)

    after = await party_directory.partner(partner)
    assert (after["Description"], after["Комментарий"]) == ("Ромашка-2", "важный")
    assert {one["Представление"] for one in after["КонтактнаяИнформация"]} == {
        "+7 495 000-09-99",
        "+74950000918",
        "zakaz@romashka.test",
    }
    assert outcome.told == ()
    assert await party_directory.touch(partner) == []


async def test_a_corrected_number_is_corrected_in_the_same_legal_entity(party_directory):
    partner = await made(party_directory)
    (entity,) = await party_directory.entities(partner)
    ref = Ref(system="onec", kind="legal_entity", id=entity["Ref_Key"])

    await party_directory.upsert(paired(partner, legal_entities=(legal(ref=ref, inn=OTHER_INN),)), edited=2)

    (after,) = await party_directory.entities(partner)
    assert (after["Ref_Key"], after["ИНН"]) == (entity["Ref_Key"], OTHER_INN)


async def test_a_second_requisite_becomes_a_second_legal_entity_of_the_partner(party_directory):
    partner = await made(party_directory)
    second = legal(origin=Ref(system="b24", kind="requisite", id="928"), name="ООО «Лютик»", inn=OTHER_INN)

    (outcome,) = await party_directory.upsert(paired(partner, legal_entities=(legal(), second)), edited=2)

    entities = {row["ИНН"]: row["Ref_Key"] for row in await party_directory.entities(partner)}
    assert set(entities) == {INN, OTHER_INN}
    assert Pair(kind="requisite", b24="928", onec=entities[OTHER_INN]) in outcome.pairs
    assert await party_directory.touch(partner) == []


async def test_an_edit_here_that_nobody_has_heard_of_is_told_before_anything_is_written(party_directory):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Ромашка из 1С")

    with pytest.raises(Retryable):
        await party_directory.upsert(paired(partner, phones=()), edited=2)

    assert party_directory.hints == [PartnerTouched(ref=Ref(system="onec", kind="partner", id=partner), force=True)]
    assert len((await party_directory.partner(partner))["КонтактнаяИнформация"]) == 2


@pytest.mark.parametrize(("owner", "stands", "lost"), [("b24", "Из портала", "Из 1С"), ("onec", "Из 1С", "Из портала")])
async def test_of_two_edits_the_owners_stands_and_the_other_is_told(party_directory, owner, stands, lost):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Из 1С")
    heard = (await party_directory.told(partner)).groups[NAME].edited

    outcome, touched = await party_directory.upsert(
        paired(partner, name="Из портала"), edited=2, groups=(NAME,), owners={NAME: owner}
    )

    assert (await party_directory.partner(partner))["Description"] == stands
    (told,) = outcome.told
    assert (told.topic, told.id.split(":")[-2], told.answers) == ("conflict", "conflict", 2)
    assert f"было: {lost}" in told.text
    assert isinstance(touched, PartnerTouched)
    back = await party_directory.told(partner)
    assert (back.name, back.groups[NAME].known) == (stands, 2)
    assert back.groups[NAME].edited > heard


async def test_what_a_settled_conflict_has_to_tell_outlives_a_run_that_dies(party_directory):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Из 1С")
    await party_directory.told(partner)
    await party_directory.onec.do("faults", kind="drop_after_commit", method="PATCH", path="Catalog_Партнеры")
    edited = paired(partner, name="Из портала")
    with pytest.raises(Retryable):
        await party_directory.upsert(edited, edited=2)

    first, *_ = await party_directory.upsert(edited, edited=2, unconfirmed=True)
    second, *_ = await party_directory.upsert(edited, edited=2)
    third, *_ = await party_directory.upsert(edited, edited=2)

    assert "в 1С было: Из 1С" in first.told[0].text
    assert (second.told, third.told) == (first.told, ())


async def test_a_partner_who_was_there_before_is_filled_up_and_keeps_his_own(party_directory):
    partner = await known(party_directory, name="Ромашка (опт)")

    outcome, _ = await party_directory.upsert(company(addresses=Addresses(postal="а/я 17")), edited=2)

    assert outcome.ref.id == partner
    back = await party_directory.told(partner)
    assert (back.name, back.addresses.postal) == ("Ромашка", "а/я 17")
    assert back.emails == ("zakaz@romashka.test",)
    assert back.legal_entities[0].ogrn == "1027700132195"
    assert "Ромашка (опт)" in outcome.told[0].text


async def test_a_manager_whom_1c_lacks_is_replaced_as_the_rules_say(party_directory):
    partner = await made(party_directory, manager=Manager(name="Неизвестный Никто"))
    other = (await party_directory.partner(partner))["ОсновнойМенеджер_Key"]

    await party_directory.upsert(
        paired(partner, manager=Manager(name="Неизвестный Никто")), edited=2, manager_default="Сидоров Иван"
    )

    users = await party_directory.orders.snapshots.dictionaries.users()
    now = users[(await party_directory.partner(partner))["ОсновнойМенеджер_Key"]]
    assert now.name.startswith("Сидоров Иван")
    assert now.guid != other


@pytest.mark.parametrize("party_directory", ["b24→1c"], indirect=True)
async def test_where_1c_tells_nothing_the_portals_edits_are_written_whatever_people_did_here(party_directory):
    partner = await made(party_directory)
    await party_directory.edit(PARTNERS, partner, Description="Из 1С")

    assert await party_directory.touch(partner) == []
    (outcome,) = await party_directory.upsert(paired(partner, name="Из портала"), edited=2)

    assert (await party_directory.partner(partner))["Description"] == "Из портала"
    assert outcome.told == ()


@pytest.mark.parametrize("party_directory", ["b24→1c"], indirect=True)
async def test_where_1c_tells_nothing_a_phone_of_its_own_is_not_taken_for_removed(party_directory):
    partner = await known(party_directory, phone="+7 495 000-09-99")
    await party_directory.upsert(company())

    await party_directory.upsert(paired(partner, phones=("+74950000918",)), edited=2)

    rows = (await party_directory.partner(partner))["КонтактнаяИнформация"]
    assert [row["Представление"] for row in rows] == ["+7 495 000-09-99", "zakaz@romashka.test", "+74950000918"]
