"""The name of a private partner of 1C, one text, becomes the parts of a contact's name only where that is sure."""

import pytest

from shared.messages.party import CompanyGroup


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Анна Ивановна Петрова", ("Петрова", "Анна", "Ивановна")),
        ("Анна", ("", "Анна", "")),
        ("Салтыкова Щедрина Анна Ивановна", ("Салтыкова Щедрина Анна Ивановна", "", "")),
    ],
)
async def test_a_new_one_has_his_name_in_parts_where_that_is_sure_and_whole_else(shop, said, name):
    outcome = await shop.partner(name=said)

    assert shop.name(outcome) == name


@pytest.mark.parametrize(
    ("held", "said", "name"),
    [
        ({}, "Петрова Анна Ивановна", ("Петрова", "Анна", "Ивановна")),
        ({}, "Анна Ивановна Петрова", ("Петрова", "Анна", "Ивановна")),
        ({}, "Петрова А. И.", ("Иванова", "Анна", "Ивановна")),
        ({}, "Петрова", ("Иванова", "Анна", "Ивановна")),
        ({}, "Анна Сидорова", ("Сидорова", "Анна", "")),
        ({"lastName": "Ковалевич", "secondName": ""}, "Анна Ковалевич", ("Ковалевич", "Анна", "")),
        ({"lastName": "Нгуен Ван Тхань", "name": "", "secondName": ""}, "Нгуен Ван Минь", ("Нгуен Ван Минь", "", "")),
    ],
)
async def test_a_name_is_taken_apart_only_where_that_is_sure(shop, held, said, name):
    contact = shop.typed(**held)
    await shop.handle()

    outcome = await shop.partner(ref=contact, name=said, groups=(CompanyGroup.NAME,), known=10)

    assert shop.name(outcome) == name
    is_told = [one for one in outcome.told if said in one.text]
    assert bool(is_told) == (name[0] == "Иванова")


async def test_a_patronymic_that_1c_knew_and_has_no_more_goes(shop):
    outcome = await shop.partner()

    await shop.partner(ref=outcome.ref.id, name="Иванова Анна", groups=(CompanyGroup.NAME,), known=10)

    assert shop.name(outcome) == ("Иванова", "Анна", "")
    assert await shop.handle() == []


async def test_a_patronymic_that_1c_has_not_heard_of_stays(shop):
    contact = shop.typed()
    await shop.handle()

    outcome = await shop.partner(ref=contact, name="Иванова Анна", groups=(CompanyGroup.NAME,), known=0)

    assert shop.name(outcome) == ("Иванова", "Анна", "Ивановна")


async def test_a_name_that_stayed_is_not_told_back(shop):
    contact = shop.typed()
    await shop.handle()

    await shop.partner(ref=contact, name="Петрова А. И.", groups=(CompanyGroup.NAME,), known=10)
    shop.edit(contact, post="Директор")

    assert await shop.handle() == []
