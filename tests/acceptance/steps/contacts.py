"""Contacts of the portal's companies and contact persons of 1C as one another's directory."""

from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import parse

from sandbox.dataset.identity import company_inn, kpp

from ..world import OFFICE, World, until  # noqa: TID252
from .companies import ENTITIES, companies, until_equal

PERSONS = "Catalog_КонтактныеЛицаПартнеров"
NAME_PARTS = ("lastName", "name", "secondName")


@step("менеджер заводит компанию с контактом")
def a_contact(world: World) -> None:
    party = world.new_company()
    number = party["number"]
    said = {
        "lastName": "Петрова",
        "name": "Анна",
        "secondName": "Ивановна",
        "post": "Директор",
        "phone": f"+7916{number:07d}",
        "email": f"anna{number}@client.example",
    }
    made = world.seller.control.post("contacts", company=party["company"], **said)
    world.remembered |= {"contact": made["item"]["id"], "said": said, "inn": company_inn(OFFICE, number)}


@step("менеджер меняет фамилию, должность и телефон контакта")
def edited_contact(world: World) -> None:
    changes = {"lastName": "Сидорова", "post": "Бухгалтер", "phone": f"+7903{world.next_number():07d}"}
    world.seller.control.post(f"contacts/{world.remembered['contact']}", **changes)
    world.remembered["said"] |= changes


@step("в 1С у партнёра одно такое контактное лицо: имя, должность, телефон и e-mail те же")
def same_person(world: World) -> None:
    said = world.remembered["said"]
    wanted = {
        "name": " ".join(said[part] for part in NAME_PARTS),
        "post": said["post"],
        "reach": sorted([said["phone"], said["email"]]),
    }
    until_equal(lambda: [_person(one) for one in persons(world)], [wanted])


@step("бухгалтер заводит клиента с контактным лицом")
def typed_person(world: World) -> None:
    number = world.next_number()
    inn, name = company_inn(OFFICE, number), "Смирнов Пётр Ильич"
    post = world.accountant.control.post
    made = post("partners", name=f"Клиент {number}", inn=inn, kpp=kpp(OFFICE), person=name)
    world.remembered |= {"inn": inn, "person": made["person"], "name": name}


@step("в портале у его компании один такой контакт")
def one_contact(world: World) -> None:
    said = world.remembered
    until(lambda: [_full_name(one) for one in contacts(world)] == [said["name"]], "one contact of the company")


@step("бухгалтер и менеджер одновременно меняют имя контакта")
def both_rename_contact(world: World) -> None:
    contact = contacts(world)[0]["item"]["id"]
    world.until_quiet()
    world.program.kill("mapper")  # neither edit is on its way before the other is made
    world.seller.control.post(f"contacts/{contact}", name="Павел")
    world.accountant.control.post("persons", guid=world.remembered["person"], name="Смирнов Иван Ильич")
    world.program.start("mapper")


@step("в портале и в 1С имя менеджера, а имя бухгалтера сказано в карточке компании")
def managers_name_of_contact(world: World) -> None:
    name, lost = "Смирнов Павел Ильич", "Смирнов Иван Ильич"

    def agreed() -> bool:
        names = {*map(_full_name, contacts(world)), *(one["Description"] for one in persons(world))}
        (company,) = companies(world)
        return names == {name} and any(lost in text for text in company["comments"])

    until(agreed, "the manager's name on both sides, the accountant's in a comment")


@step("бухгалтер меняет имя, должность, телефон и e-mail контактного лица")
def edited_person(world: World) -> None:
    world.until_quiet()
    number = world.next_number()
    reach = {"phone": f"+7917{number:07d}", "email": f"petrov{number}@client.example"}
    said = {"name": "Смирнова Ольга Петровна", "post": "Закупщик", **reach}
    world.accountant.control.post("persons", guid=world.remembered["person"], **said)
    world.remembered |= {"said": said, "name": said["name"]}


@step("у контакта в портале имя, должность, телефон и e-mail те же")
def same_contact(world: World) -> None:
    said = world.remembered["said"]
    wanted = {"name": said["name"], "post": said["post"], "reach": sorted([said["phone"], said["email"]])}
    until_equal(lambda: [_contact(one) for one in contacts(world)], [wanted])


@step("бухгалтер прекращает связь с контактным лицом")
def ended(world: World) -> None:
    world.accountant.control.post("persons", guid=world.remembered["person"], ended=True)


@step(parse('в карточке компании сказано "{words}", а контакт остаётся'))
def end_is_told(world: World, words: str) -> None:
    until(lambda: any(words in text for one in companies(world) for text in one["comments"]), words)
    one_contact(world)


def persons(world: World) -> list[dict[str, Any]]:
    """Return the contact persons of the partner with the scenario's INN."""
    partners = {one["Партнер_Key"] for one in world.accountant.look_up(ENTITIES, ИНН=f"'{world.remembered['inn']}'")}
    return [one for key in partners for one in world.accountant.look_up(PERSONS, Owner_Key=f"guid'{key}'")]


def contacts(world: World) -> list[dict[str, Any]]:
    """Return the contacts of the companies with the scenario's INN."""
    owners = {one["item"]["id"] for one in companies(world)}
    return [one for one in world.seller.control.get("contacts") if owners & set(one["item"]["companyIds"])]


def _person(row: dict[str, Any]) -> dict[str, Any]:
    reach = sorted(one["Представление"] for one in row["КонтактнаяИнформация"])
    return {"name": row["Description"], "post": row["ДолжностьПоВизитке"], "reach": reach}


def _contact(card: dict[str, Any]) -> dict[str, Any]:
    reach = sorted(one["value"] for one in card["item"]["fm"])
    return {"name": _full_name(card), "post": card["item"]["post"], "reach": reach}


def _full_name(contact: dict[str, Any]) -> str:
    return " ".join(contact["item"][part] for part in NAME_PARTS)
