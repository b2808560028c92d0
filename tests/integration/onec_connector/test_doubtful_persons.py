"""Who a contact may be at its partner, where that is not certain: nothing is written, and words say why."""

from shared.messages.contact import in_company
from shared.messages.ring.outcomes import PersonRefused, PersonUpserted
from tests.integration.onec_connector.person_directory import CONTACT, PHONE, contact, made, phone_row

NAME = "Петрова Анна Ивановна"


async def test_the_only_one_of_this_name_is_taken(person_directory):
    partner, person = await person_directory.typed("Анна Петрова")
    await person_directory.touch(person)

    outcome, *_ = await person_directory.upsert(contact(partner, last_name="Петрова", second_name=""))

    assert outcome.ref.id == person
    assert len(await person_directory.persons(partner)) == 1


async def test_of_two_of_one_name_the_one_with_the_phone_is_taken(person_directory):
    partner, _ = await person_directory.typed(NAME)
    reached = await person_directory.colleague(
        partner, NAME, КонтактнаяИнформация=[phone_row("8 (999) 000-09-07", "89990000907")]
    )
    await person_directory.touch(reached)

    outcome, *_ = await person_directory.upsert(contact(partner))

    assert outcome.ref.id == reached


async def test_of_two_of_one_name_a_person_must_choose(person_directory):
    partner, first = await person_directory.typed(NAME)
    second = await person_directory.colleague(partner, NAME)
    await person_directory.touch(second)

    (refused,) = await person_directory.upsert(contact(partner))
    chosen, *_ = await person_directory.upsert(contact(partner), not_these=(first,))

    assert isinstance(refused, PersonRefused)
    assert f"Контакт «{NAME}» в 1С не перенесён: у партнёра в 1С несколько контактных лиц" in refused.told[0].text
    (doubt,) = refused.doubts
    assert (doubt.thing, {one.ref.id for one in doubt.candidates}) == (CONTACT, {first, second})
    assert chosen.ref.id == second


async def test_one_of_this_name_with_another_phone_is_for_a_person_to_decide(person_directory):
    partner = await person_directory.partner()
    await person_directory.colleague(partner, NAME, КонтактнаяИнформация=[phone_row("+7 999 000-09-99", "79990000999")])

    (refused,) = await person_directory.upsert(contact(partner))

    assert "с другим телефоном или e-mail" in refused.told[0].text
    assert len(refused.doubts) == 1


async def test_a_phone_alone_is_nobody(person_directory):
    partner = await person_directory.partner()
    other = await person_directory.colleague(
        partner, "Сидоров Иван", КонтактнаяИнформация=[phone_row(PHONE, "79990000907")]
    )

    outcome, *_ = await person_directory.upsert(contact(partner))

    assert outcome.ref.id != other


async def test_a_namesake_at_another_partner_is_somebody_else(person_directory):
    _, there = await person_directory.typed(NAME)
    partner = (await person_directory.onec.do("partners", name="Лютик", inn="7736050003"))["partner"]

    outcome, *_ = await person_directory.upsert(contact(partner, person=there))

    assert outcome.ref.id != there
    assert (await person_directory.person(outcome.ref.id))["Owner_Key"] == partner


async def test_an_ended_namesake_is_not_taken(person_directory):
    partner, ended = await person_directory.typed(NAME)
    await person_directory.edit(ended, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    outcome, *_ = await person_directory.upsert(contact(partner))

    assert outcome.ref.id != ended


async def test_a_contact_without_any_name_is_refused_in_words(person_directory):
    partner = await person_directory.partner()

    (refused,) = await person_directory.upsert(contact(partner, last_name="", first_name="", second_name=""))

    assert "у контакта № 907 не заполнены ни имя, ни фамилия" in refused.told[0].text
    assert await person_directory.persons(partner) == []


async def test_what_is_wanted_of_an_ended_person_is_refused_in_words(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    (refused,) = await person_directory.upsert(contact(partner, person=person, position="Секретарь"), edited=2)

    assert f"контактное лицо «{NAME}» в 1С больше не действует" in refused.told[0].text
    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == "Главный бухгалтер"


async def test_a_namesake_of_the_portal_is_another_person_at_the_same_partner(person_directory):
    partner = await person_directory.partner()
    first = await made(person_directory, partner)
    namesake = in_company("908", "917")

    (outcome,) = await person_directory.upsert(
        contact(partner, phones=("+79990000908",), emails=()), key=namesake.key, source=namesake
    )

    assert isinstance(outcome, PersonUpserted)
    assert outcome.ref.id != first


async def test_a_person_renamed_before_the_pair_was_known_is_the_same(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await person_directory.edit(person, Description="Сидорова Анна Ивановна")
    await person_directory.touch(person)

    outcome, *_ = await person_directory.upsert(contact(partner))

    assert isinstance(outcome, PersonUpserted)
    assert [row["Ref_Key"] for row in await person_directory.persons(partner)] == [outcome.ref.id] == [person]


async def test_a_card_typed_anew_for_a_deleted_one_is_written_to_its_person(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    anew = in_company("908", "917")

    assert await person_directory.upsert(contact(partner, person=person), gone=True, groups=()) == []
    (outcome,) = await person_directory.upsert(
        contact(partner, position="Директор"), edited=2, key=anew.key, source=anew
    )

    assert outcome.ref.id == person
    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == "Директор"


async def test_a_person_that_keys_have_found_is_named_and_left_alone_until_it_is_paired(person_directory):
    partner, person = await person_directory.typed(NAME)

    (found,) = await person_directory.upsert(contact(partner), pairs=False)
    await person_directory.edit(person, Description="Сидорова Анна Ивановна")
    (again,) = await person_directory.upsert(contact(partner), pairs=False)

    assert (found.ref.id, again.ref.id, found.found.target) == (person, person, NAME)
    assert (await person_directory.person(person))["ДолжностьПоВизитке"] == ""
