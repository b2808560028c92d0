"""Two contact persons of a partner become one in 1C, which names no survivor."""

import pytest

from shared.messages.ring.facts import PersonChanged
from tests.integration.onec_connector.person_directory import PERSONS, PHONE, made, phone_row

NAME = "Петрова Анна Ивановна"


async def reached(directory, partner: str, name: str = NAME, phone: str = PHONE) -> str:
    return await directory.colleague(partner, name, КонтактнаяИнформация=[phone_row(phone, phone.lstrip("+"))])


async def gone(directory, person: str) -> PersonChanged:
    (fact,) = await directory.touch(person)
    assert fact.gone
    return fact


@pytest.mark.parametrize("remove", [False, True], ids=["marked", "removed"])
async def test_the_one_of_the_name_who_has_the_phone_is_the_survivor(person_directory, remove):
    partner = await person_directory.partner()
    dead = await made(person_directory, partner)
    kept = await reached(person_directory, partner)
    await reached(person_directory, partner, "Сидоров Иван")
    await reached(person_directory, partner, phone="+79990000999")

    await person_directory.onec.do("merge", of=PERSONS, kept=kept, dead=dead, remove=remove)

    assert (await gone(person_directory, dead)).became.id == kept


async def test_of_several_of_the_name_and_phone_nobody_is_taken(person_directory):
    partner = await person_directory.partner()
    dead = await made(person_directory, partner)
    for _ in range(2):
        await reached(person_directory, partner)

    await person_directory.edit(dead, DeletionMark=True)

    assert (await gone(person_directory, dead)).became is None


async def test_who_has_only_ended_became_nobody(person_directory):
    partner = await person_directory.partner()
    dead = await made(person_directory, partner)
    await reached(person_directory, partner)

    await person_directory.edit(dead, ДатаПрекращенияСвязи="2026-11-01T00:00:00")

    assert (await gone(person_directory, dead)).became is None


async def test_a_phone_typed_in_1c_later_is_followed_too(person_directory):
    partner, dead = await person_directory.typed(NAME)
    await person_directory.touch(dead)
    kept = await reached(person_directory, partner, phone="+79990000955")
    await person_directory.onec.do("persons", guid=dead, phone="+7 999 000-09-55")
    await person_directory.touch(dead)

    await person_directory.onec.do("merge", of=PERSONS, kept=kept, dead=dead, remove=True)

    assert (await gone(person_directory, dead)).became.id == kept
