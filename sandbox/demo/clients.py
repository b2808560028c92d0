"""Clients that people of the demo type on either side, each with an INN that neither side knows yet."""

from dataclasses import dataclass
from typing import Any

from sandbox.dataset.identity import kpp
from sandbox.demo.scene import Scene
from sandbox.people.accountant import Order

ENTITIES = "Catalog_Контрагенты"
PERSONS = "Catalog_КонтактныеЛицаПартнеров"


@dataclass(frozen=True)
class TypedCompany:
    """A company of the demo as its manager has typed it in the portal, with the one who speaks for it.

    Args:
        id, contact: the portal's.
        name: of the legal entity.
        person: the contact's full name.
    """

    id: int
    contact: int
    name: str
    inn: str
    person: str


def type_company(scene: Scene, name: str, person: str, office: str) -> TypedCompany:
    """Type a company with requisites and a contact in the demo's portal.

    Args:
        scene: with the people.
        name: «Дуб» becomes ООО «Дуб».
        person: surname, first name and patronymic.
        office: tax office of the INN.
    """
    post, inn, legal = scene.seller.control.post, scene.new_inn(office), f"ООО «{name}»"
    requisite = {"name": legal, "RQ_COMPANY_NAME": legal, "RQ_INN": inn, "RQ_KPP": kpp(office)}
    company = int(post("companies", title=f"Мастерская «{name}»", manager=11, requisites=[requisite])["item"]["id"])
    surname, first, patronymic = person.split()
    contact = post("contacts", lastName=surname, name=first, secondName=patronymic, manager=11, company=company)
    return TypedCompany(company, int(contact["item"]["id"]), legal, inn, person)


def entities_of(scene: Scene, inn: str) -> list[dict[str, Any]]:
    """Look in the demo's 1C for the legal entities with an INN."""
    return scene.accountant.look_up(ENTITIES, ИНН=f"'{inn}'")


def persons_of(scene: Scene, entity: dict[str, Any]) -> list[str]:
    """Look in the demo's 1C for the names of the contact persons of a legal entity's partner."""
    found = scene.accountant.look_up(PERSONS, Owner_Key=f"guid'{entity['Партнер_Key']}'")
    return [str(one["Description"]) for one in found]


def name_in(order: Order, attribute: str) -> str:
    """Return what the demo's accountant reads in a field of an order's header; empty: nothing stands there."""
    return str(order.shown["names"].get(order.document[attribute], ""))
