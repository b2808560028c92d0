"""Contacts of the portal become contact persons of their company's partner, and follow them (R7, R15)."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.contact import ContactGroup
from shared.messages.ring.facts import PersonTouched
from shared.messages.ring.outcomes import PersonUpserted
from tests.integration.onec_connector.person_directory import CONTACT, PERSONS, PHONE, contact, made, phone_row

NAME, POSITION = ContactGroup.NAME, ContactGroup.POSITION


async def test_a_contact_nobody_knows_becomes_a_contact_person_of_the_partner(person_directory):
    partner = await person_directory.partner()

    (outcome,) = await person_directory.upsert(contact(partner))

    assert isinstance(outcome, PersonUpserted)
    assert (outcome.key, outcome.source) == (CONTACT.key, CONTACT)
    (person,) = await person_directory.persons(partner)
    assert (person["Ref_Key"], person["Description"]) == (outcome.ref.id, "Петрова Анна Ивановна")
    assert person["ДолжностьПоВизитке"] == "Главный бухгалтер"
    assert [row["Представление"] for row in person["КонтактнаяИнформация"]] == [PHONE, "petrova@romashka.test"]


async def test_what_we_have_written_is_nobodys_edit_and_is_written_once(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    before = (await person_directory.person(person))["DataVersion"]

    (outcome,) = await person_directory.upsert(contact(partner, person=person))

    assert outcome.ref.id == person
    assert await person_directory.touch(person) == []
    assert (await person_directory.person(person))["DataVersion"] == before


async def test_a_person_typed_in_1c_is_told_in_parts(person_directory):
    partner, person = await person_directory.typed()

    card = await person_directory.told(person)

    assert (card.last_name, card.first_name, card.second_name) == ("Петрова", "Анна", "Ивановна")
    assert card.company.id == partner
    assert set(card.groups) == set(ContactGroup)
    assert await person_directory.touch(person) == []


async def test_a_name_in_other_parts_that_reads_the_same_is_nobodys_edit(person_directory):
    partner, person = await person_directory.typed("Анна Мария")
    heard = (await person_directory.told(person)).groups[NAME].edited
    parts = {"last_name": "", "first_name": "Анна Мария", "second_name": ""}

    edited = contact(partner, person=person, **parts)
    await person_directory.upsert(edited, known=heard, groups=(NAME,))

    assert await person_directory.touch(person) == []


async def test_the_mobile_phone_of_a_person_is_told_too(person_directory):
    kind = {"Description": "Мобильный телефон", "ИмяПредопределенногоВида": "МобильныйТелефонКонтактногоЛица"}
    async with person_directory.onec.clerk() as base:
        mobile = await base.create("Catalog_ВидыКонтактнойИнформации", {"Тип": "Телефон", **kind})
    partner = await person_directory.partner()
    row = {**phone_row("+7 999 000-09-07", "79990000907"), "Вид_Key": mobile["Ref_Key"]}
    person = await person_directory.colleague(partner, "Петрова Анна", КонтактнаяИнформация=[row])

    assert (await person_directory.told(person)).phones == (PHONE,)


async def test_an_edit_in_1c_is_told_once_as_one_of_its_group(person_directory):
    person = await made(person_directory, await person_directory.partner())
    await person_directory.edit(person, ДолжностьПоВизитке="Финансовый директор")

    card = await person_directory.told(person)

    assert card.position == "Финансовый директор"
    assert {group for group, stamp in card.groups.items() if stamp.edited} == {POSITION}
    assert await person_directory.touch(person) == []


async def test_a_contact_that_was_edited_changes_what_differs_and_no_more(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    rows = (await person_directory.person(person))["КонтактнаяИнформация"]
    kept = [{**one, "LineNumber": str(place)} for place, one in enumerate(rows, 2)]
    fax = phone_row("+7 495 000-09-99", "74950000999")
    await person_directory.edit(person, Комментарий="важный", КонтактнаяИнформация=[fax, *kept])

    edited = contact(partner, person=person, last_name="Сидорова", phones=("+79990000908",))
    (outcome,) = await person_directory.upsert(edited, edited=2)

    after = await person_directory.person(person)
    assert (after["Description"], after["Комментарий"]) == ("Сидорова Анна Ивановна", "важный")
    assert {one["Представление"] for one in after["КонтактнаяИнформация"]} == {
        "+7 495 000-09-99",
        "+79990000908",
        "petrova@romashka.test",
    }
    assert outcome.told == ()
    assert await person_directory.touch(person) == []


async def test_a_position_that_the_portal_has_no_more_goes_and_a_name_stays(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)

    nothing = contact(partner, person=person, last_name="", first_name="", second_name="", position="")
    await person_directory.upsert(nothing, edited=2)

    after = await person_directory.person(person)
    assert (after["Description"], after["ДолжностьПоВизитке"]) == ("Петрова Анна Ивановна", "")
    assert await person_directory.touch(person) == []


async def test_an_empty_position_of_the_portal_wipes_none_that_it_has_not_heard_of(person_directory):
    partner, person = await person_directory.typed()
    await person_directory.edit(person, ДолжностьПоВизитке="Директор")

    await person_directory.upsert(contact(partner, person=person, position=""), groups=(ContactGroup.POSITION,))

    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == "Директор"


async def test_a_position_edited_here_and_emptied_in_the_portal_is_told_before_it_goes(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, ДолжностьПоВизитке="Директор")
    await person_directory.told(person)

    outcome, *_ = await person_directory.upsert(contact(partner, person=person, position=""), edited=2)

    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == ""
    assert ["Директор" in one.text for one in outcome.told] == [True]


async def test_an_edit_here_that_was_not_told_yet_is_told_first(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, ДолжностьПоВизитке="Финансовый директор")

    with pytest.raises(Retryable):
        await person_directory.upsert(contact(partner, person=person, position="Секретарь"), edited=2)

    assert [hint.ref.id for hint in person_directory.hints if isinstance(hint, PersonTouched)] == [person]


async def test_both_sides_edit_and_the_loser_is_told_with_its_value(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, ДолжностьПоВизитке="Финансовый директор")
    await person_directory.touch(person)

    outcome, again = await person_directory.upsert(contact(partner, person=person, position="Секретарь"), edited=2)

    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == "Секретарь"
    (told,) = outcome.told
    assert "Должность контакта «Петрова Анна Ивановна» одновременно изменили" in told.text
    assert "в 1С было: Финансовый директор" in told.text
    assert told.answers == 2
    assert (again, (await person_directory.told(person)).position) == (PersonTouched(ref=outcome.ref), "Секретарь")


async def test_what_a_settled_conflict_has_to_tell_outlives_a_run_that_dies(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, ДолжностьПоВизитке="Финансовый директор")
    await person_directory.touch(person)
    await person_directory.onec.do("faults", kind="drop_after_commit", method="PATCH", path=PERSONS)
    edited = contact(partner, person=person, position="Секретарь")
    with pytest.raises(Retryable):
        await person_directory.upsert(edited, edited=2)

    first, *_ = await person_directory.upsert(edited, edited=2)
    again, *_ = await person_directory.upsert(edited, edited=2)

    assert "в 1С было: Финансовый директор" in first.told[0].text
    assert again.told == ()


async def test_the_owner_of_a_group_may_be_1c(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, Description="Сидорова Анна Ивановна")
    await person_directory.touch(person)

    mine = contact(partner, person=person, last_name="Козлова")
    outcome, _ = await person_directory.upsert(mine, edited=2, owners={NAME: "onec"})

    assert (await person_directory.person(person))["Description"] == "Сидорова Анна Ивановна"
    assert "в Битрикс24 было: Козлова Анна Ивановна" in outcome.told[0].text


async def test_a_name_that_cannot_be_taken_apart_is_told_once_and_the_portals_parts_stay(person_directory):
    person = await made(person_directory, await person_directory.partner())
    await person_directory.edit(person, Description="Петрова А. И. (склад)")

    card = await person_directory.told(person)

    assert (card.name, card.full_name) == ("Петрова Анна Ивановна", "Петрова А. И. (склад)")
    assert not any(stamp.edited for stamp in card.groups.values())
    assert await person_directory.touch(person) == []


async def test_an_ended_person_is_told_once_and_so_is_that_it_came_back(person_directory):
    person = await made(person_directory, await person_directory.partner())
    await person_directory.edit(person, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    (gone,) = await person_directory.touch(person)
    again = await person_directory.touch(person)
    (asked,) = await person_directory.touch(person, force=True)
    await person_directory.edit(person, ДатаПрекращенияСвязи="0001-01-01T00:00:00")
    (back,) = await person_directory.touch(person)

    assert (gone.gone, gone.contact.name, again) == (True, "Петрова Анна Ивановна", [])
    assert asked.gone
    assert (back.gone, back.contact.name) == (False, "Петрова Анна Ивановна")


async def test_a_person_who_ended_before_anybody_heard_of_it_stays_unknown(person_directory):
    _, person = await person_directory.typed()
    await person_directory.edit(person, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    assert await person_directory.touch(person) == []


async def test_a_pass_touches_who_speaks_for_a_client_and_was_saved(person_directory):
    _, person = await person_directory.typed()
    first = await person_directory.passed()
    idle = await person_directory.passed()
    await person_directory.edit(person, ДолжностьПоВизитке="Директор")

    assert person in first
    assert (idle, await person_directory.passed()) == ([], [person])


@pytest.mark.parametrize("person_directory", [False], indirect=True)
async def test_in_one_direction_a_phone_of_1cs_own_stays_and_nothing_is_told(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    (row, *_) = (await person_directory.person(person))["КонтактнаяИнформация"]
    own = {**row, "Представление": "+79990000999", "НомерТелефона": "79990000999", "Значение": ""}
    await person_directory.edit(person, КонтактнаяИнформация=[row, {**own, "LineNumber": "2"}])

    await person_directory.upsert(contact(partner, person=person, phones=("+79990000908",)), edited=2)

    after = await person_directory.person(person)
    assert {"+79990000999", "+79990000908"} == {
        one["Представление"] for one in after["КонтактнаяИнформация"] if one["Тип"] == "Телефон"
    }
    assert await person_directory.touch(person) == []
