"""Private buyers: contacts of the portal and partners of 1C as one another's directory."""

import json
from typing import Any

from pytest_bdd import step

from ..world import World, until  # noqa: TID252
from .companies import PARTNERS, until_equal
from .contacts import NAME_PARTS

FIRST_MANAGER = 11
"""User of the portal who is the first of the company's managers."""


@step("менеджер меняет имя, телефон, e-mail и ответственного покупателя")
def edited_buyer(world: World) -> None:
    number = world.next_number()
    world.remembered["partner"] = world.partner()["Ref_Key"]
    world.until_quiet()  # both have heard of each other: before that neither side's phone replaces the other's
    changes = {"name": "Павел", "lastName": _surname("Покупателев", number), "secondName": "Ильич"}
    reach = {"phone": f"+7904{number:07d}", "email": f"pavel{number}@home.example"}
    world.seller.control.post(f"contacts/{world.party['contact']}", **changes, **reach, manager=12)
    name = f"{_surname('Покупателев', number)} Павел Ильич"
    world.remembered["wanted"] = {"name": name, **reach, "manager": _manager(world, 12)}


@step("бухгалтер меняет имя, телефон, e-mail и менеджера покупателя")
def edited_private_partner(world: World) -> None:
    number = world.next_number()
    said = {
        "name": f"{_surname('Покупателев', number)} Пётр Ильич",
        "phone": f"+7905{number:07d}",
        "email": f"petr{number}@home.example",
        "manager": _manager(world, 11),
    }
    world.accountant.control.post("partners", guid=world.remembered["partner"], **said)
    world.remembered["wanted"] = said


@step("у покупателя в 1С и в портале одни имя, телефон, e-mail и менеджер")
def buyer_agrees(world: World) -> None:
    said = world.remembered["wanted"]
    wanted = {"name": said["name"], "reach": [said["phone"], said["email"]], "manager": said["manager"]}
    until_equal(lambda: (_in_portal(world), _in_base(world)), (wanted, wanted))


@step("бухгалтер и менеджер одновременно меняют имя покупателя")
def both_rename_buyer(world: World) -> None:
    number = world.next_number()
    world.until_quiet()
    world.program.kill("mapper")  # neither edit is on its way before the other is made
    world.seller.control.post(f"contacts/{world.party['contact']}", lastName=_surname("Портальный", number))
    lost = f"{_surname('Бухгалтерский', number)} Пётр Ильич"
    world.accountant.control.post("partners", guid=world.remembered["partner"], name=lost)
    world.program.start("mapper")
    world.remembered |= {"name": f"{_surname('Портальный', number)} Пётр Ильич", "lost": lost}


@step("в портале и в 1С имя менеджера, а имя бухгалтера сказано в карточке покупателя")
def managers_name_of_buyer(world: World) -> None:
    name = world.remembered["name"]
    until_equal(lambda: (_in_portal(world)["name"], _in_base(world)["name"]), (name, name))
    until(lambda: any(world.remembered["lost"] in one for one in _contact(world)["comments"]), "the accountant's name")


@step("бухгалтер помечает покупателя на удаление")
def marked(world: World) -> None:
    world.accountant.control.post("partners", guid=world.remembered["partner"], marked=True)


@step("об этом сказано в карточке покупателя, а связь остаётся")
def mark_is_told(world: World) -> None:
    until(lambda: any("помечен на удаление" in one for one in _contact(world)["comments"]), "words about the mark")
    assert _found(world, "Пётр") == [str(world.party["contact"])]


@step("бухгалтер заводит частное лицо")
def typed_buyer(world: World) -> None:
    number = world.next_number()
    _type_in_base(world, f"{_surname('Частников', number)} Илья Петрович", f"+7906{number:07d}")


@step("в портале один контакт с его именем и телефоном")
def one_contact_of_buyer(world: World) -> None:
    said = world.remembered["wanted"]
    found = until(lambda: _named(world, said["name"]), "the contact of the private person")
    world.party = {"contact": found[0]["item"]["id"]}

    assert [_in_portal(world)["reach"], len(found)] == [[said["phone"]], 1]


@step("бухгалтер пишет имя покупателя с инициалами")
def initials(world: World) -> None:
    name = f"{_surname('Частников', world.next_number())} И. П."
    world.accountant.control.post("partners", guid=world.remembered["partner"], name=name)
    world.remembered["lost"] = name


@step("в карточке покупателя сказано, что имя не разобрать, и оно прежнее")
def name_stays(world: World) -> None:
    until(lambda: any(world.remembered["lost"] in one for one in _contact(world)["comments"]), "words about the name")
    until_equal(
        lambda: (_in_portal(world)["name"], _in_base(world)["name"]),
        (world.remembered["wanted"]["name"], world.remembered["lost"]),
    )


@step("в портале покупатель, а в 1С частное лицо другого имени с его телефоном")
def shared_phone(world: World) -> None:
    number = world.next_number()
    phone = f"+7907{number:07d}"
    world.seller.control.post("contacts", name="Ольга", lastName=_surname("Соседкина", number), phone=phone)
    _type_in_base(world, f"{_surname('Соседов', number)} Илья Петрович", phone)


@step("администратор видит вопрос о частном лице")
def asked(world: World) -> None:
    found = until(lambda: _question(world), "the question about the private person")
    world.remembered["question"] = found["key"]


@step("администратор решает, что это разные люди")
def separated(world: World) -> None:
    world.program.console("match", "reject", world.remembered["question"])


@step("менеджер удаляет контакт покупателя")
def deleted(world: World) -> None:
    world.remembered["partner"] = world.partner()["Ref_Key"]
    world.remembered["name"] = world.partner()["Description"]
    world.until_quiet()
    world.seller.control.delete(f"contacts/{world.party['contact']}")


@step("партнёр покупателя в 1С остаётся, а второго контакта в портале нет")
def partner_stays(world: World) -> None:
    world.until_quiet()

    (row,) = world.accountant.look_up(PARTNERS, Ref_Key=f"guid'{world.remembered['partner']}'")
    assert (row["DeletionMark"], row["Description"]) == (False, world.remembered["name"])
    assert _named(world, world.remembered["name"]) == []


def _type_in_base(world: World, name: str, phone: str) -> None:
    made = world.accountant.control.post("partners", name=name, kind="person", phone=phone)
    world.remembered |= {"partner": made["partner"], "wanted": {"name": name, "phone": phone}}


def _surname(root: str, number: int) -> str:
    """Return a surname of its own: one with digits is not taken apart."""
    return root + "".join("абвгдежзик"[int(digit)] for digit in str(number))


def _question(world: World) -> dict[str, Any] | None:
    partner = world.remembered["partner"]
    found = json.loads(world.program.console("match", "list", "--json").strip().splitlines()[-1])
    return next((one for one in found if partner in one["key"]), None)


def _contact(world: World) -> dict[str, Any]:
    return dict(world.seller.control.get(f"contacts/{world.party['contact']}"))


def _named(world: World, name: str) -> list[dict[str, Any]]:
    return [one for one in world.seller.control.get("contacts") if _full_name(one) == name]


def _found(world: World, part: str) -> list[str]:
    return [str(one["item"]["id"]) for one in [_contact(world)] if part in _full_name(one)]


def _in_portal(world: World) -> dict[str, Any]:
    card = _contact(world)
    reach = sorted((one["value"] for one in card["item"]["fm"]), key=lambda one: "@" in one)
    return {"name": _full_name(card), "reach": reach, "manager": _manager(world, int(card["item"]["assignedById"]))}


def _in_base(world: World) -> dict[str, Any]:
    (row,) = world.accountant.look_up(PARTNERS, Ref_Key=f"guid'{world.remembered['partner']}'")
    reach = sorted((one["Представление"] for one in row["КонтактнаяИнформация"]), key=lambda one: "@" in one)
    return {"name": row["Description"], "reach": reach, "manager": row["ОсновнойМенеджер_Key"]}


def _full_name(card: dict[str, Any]) -> str:
    return " ".join(card["item"][part] for part in NAME_PARTS if card["item"][part])


def _manager(world: World, user: int) -> str:
    """Return who in 1C is a user of the portal."""
    return world.company.managers[user - FIRST_MANAGER].guid
