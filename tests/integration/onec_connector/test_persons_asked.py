"""What would become of contact persons, said before anything is written: the reader's and the writer's decisions."""

import asyncio
import random

from shared.messages.contact import ContactGroup, in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.ring.commands import PersonUpsert
from tests.integration.onec_connector.person_directory import CONTACT, OWNERS, contact, made
from tests.integration.onec_connector.test_deaths import freeze

SECOND = in_company("908", "917")


def command(wanted, *, source=CONTACT, edited=5, **more) -> PersonUpsert:
    stamps = {group: Stamp(edited=edited) for group in ContactGroup}
    values = {"key": source.key, "source": source, "owners": OWNERS, "may_create": True} | more
    return PersonUpsert(contact=wanted.with_(groups=stamps), **values)


async def weighed(directory, *commands) -> list:
    return [await directory.flow.trial.person(one) for one in commands]


async def test_a_contact_would_be_made_linked_or_left_to_a_human(person_directory):
    partner, person = await person_directory.typed()
    for _ in range(2):
        await person_directory.colleague(partner, "Иванов Иван")
    ivanov = {"last_name": "Иванов", "first_name": "Иван", "second_name": ""}

    verdicts = await weighed(
        person_directory,
        command(contact(partner)),
        command(contact(partner, last_name="Сидорова")),
        command(contact(partner, **ivanov)),
        command(contact(partner, last_name="", first_name="", second_name="")),
        command(contact(partner, last_name="Орлова"), may_create=False),
    )

    assert [one.would for one in verdicts] == ["link", "create", "doubtful", "refused", "left"]
    assert "Иванов Иван" in verdicts[2].why
    assert verdicts[0].key == CONTACT.key
    assert {one["Ref_Key"] for one in await person_directory.persons(partner)} >= {person}
    assert len(await person_directory.persons(partner)) == 3


async def test_a_name_that_1c_has_no_room_for_is_said_before_it_is_cut(person_directory):
    partner = await person_directory.partner()

    (verdict,) = await weighed(person_directory, command(contact(partner, last_name="Сидорова-" * 15)))

    assert verdict.would == "create"
    assert verdict.unkept.startswith("В 1С сократится по длине: имя контакта «Сидорова-Сидорова-")


async def test_a_pair_is_compared_as_the_writer_compares_it(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)

    verdicts = await weighed(
        person_directory,
        command(contact(partner, person=person)),
        command(contact(partner, person=person, position="Директор")),
        command(contact(partner, person=person, position="Директор"), edited=1),
    )

    assert [one.would for one in verdicts] == ["same", "change", "same"]


async def test_a_pair_whose_position_is_frozen_would_not_be_written(person_directory):
    partner = await person_directory.partner()
    person = await made(person_directory, partner)
    await freeze(person_directory.flow.store, f"contact_person:{person}", ContactGroup.POSITION)

    (verdict,) = await weighed(person_directory, command(contact(partner, person=person, position="Директор")))

    assert verdict.would == "same"


async def test_living_persons_are_told_as_the_reader_tells_them(person_directory):
    partner, person = await person_directory.typed()
    ended = await person_directory.colleague(partner, "Орлова Ольга")
    await person_directory.edit(ended, DeletionMark=True)

    before = [one.contact async for one in person_directory.flow.reader.would_tell()]
    read = await person_directory.told(person)
    after = [one.contact async for one in person_directory.flow.reader.would_tell()]

    (said,) = [one for one in before if one.ref.id == person]
    assert said.with_(groups={}) == read.with_(groups={})
    assert read in after
    assert ended not in {one.ref.id for one in after}


async def killed(directory, commands) -> None:
    """Write all at once; as soon as one is done the rest dies wherever it stands."""
    tasks = [asyncio.create_task(directory.flow.writer.upserted(wrap(one, source="test"), one)) for one in commands]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_load_that_is_killed_again_and_again_makes_nobody_twice_and_misses_nobody(person_directory):
    partner, rolls = await person_directory.partner(), random.Random(7)
    commands = [
        command(contact(partner, last_name=f"Петрова{at}", phones=()), source=in_company(str(at), "917"))
        for at in range(907, 919)
    ]

    for _ in range(5):
        await killed(person_directory, rolls.sample(commands, 4))
    for one in commands:
        await person_directory.flow.writer.upserted(wrap(one, source="test"), one)

    names = sorted(one["Description"] for one in await person_directory.persons(partner))
    assert names == sorted(f"Петрова{at} Анна Ивановна" for at in range(907, 919))
