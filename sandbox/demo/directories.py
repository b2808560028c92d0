"""The demo of the directories (R7, R15, R18, R20): clients typed on either side, goods and their prices."""

from typing import Any

from sandbox.boards.words import money
from sandbox.dataset.identity import company_inn, kpp
from sandbox.demo.scene import Scene
from sandbox.demo.titles import TITLES
from sandbox.stack.catalogue import RETAIL, SHOP

DIRECTORY_S = 120.0
"""Clients of both sides are still being linked when the play begins, on a lane that gives way to orders."""
OFFICE = "7731"
"""Tax office of the clients that are typed."""
PERSONS = "Catalog_КонтактныеЛицаПартнеров"


def new_clients(scene: Scene) -> None:
    """Show in the demo a client with a contact, typed on either side and unknown until then, that crosses."""
    _new_company(scene, company_inn(OFFICE, 99_001))
    _new_partner(scene, company_inn(OFFICE, 99_002))


def _new_company(scene: Scene, inn: str) -> None:
    post, look_up = scene.seller.control.post, scene.accountant.look_up
    requisite = {"name": "ООО «Дуб»", "RQ_COMPANY_NAME": "ООО «Дуб»", "RQ_INN": inn, "RQ_KPP": kpp(OFFICE)}

    def act() -> None:
        company = post("companies", title="Мастерская «Дуб»", phone="+74959900001", requisites=[requisite])
        post("contacts", lastName="Дубова", name="Анна", secondName="Ильинична", company=company["item"]["id"])

    def partner() -> str | None:
        for one in look_up("Catalog_Контрагенты", ИНН=f"'{inn}'"):
            for person in look_up(PERSONS, Owner_Key=f"guid'{one['Партнер_Key']}'"):
                return f"контрагент «{one['Description']}», контактное лицо {person['Description']}"
        return None

    done = f"в портале заведена компания с ИНН {inn} и контактом"
    scene.show("R7", TITLES["R7"], done, act, partner, patience_s=DIRECTORY_S)


def _new_partner(scene: Scene, inn: str) -> None:
    control = scene.seller.control
    client = {"name": "Пилорама «Сосна»", "inn": inn, "kpp": kpp(OFFICE), "person": "Соснов Илья Петрович"}

    def company() -> str | None:
        for one in [card for card in control.get("companies") if _inn(card) == inn]:
            for contact in [card for card in control.get("contacts") if _speaks_for(card, one)]:
                return f"компания {one['item']['id']} «{one['item']['title']}», контакт {_full_name(contact)}"
        return None

    act = lambda: scene.accountant.control.post("partners", **client)  # noqa: E731 - one short act
    done = f"в 1С заведён клиент с ИНН {inn} и контактным лицом"
    scene.show("R15", TITLES["R15"], done, act, company, patience_s=DIRECTORY_S)


def new_goods(scene: Scene) -> None:
    """Show in the demo a new item of 1C with its group in the portal's catalogue, then its price."""
    _its_price(scene, _new_item(scene))


def _inn(company: dict[str, Any]) -> str:
    return str(company["requisites"][0]["RQ_INN"]) if company["requisites"] else ""


def _speaks_for(contact: dict[str, Any], company: dict[str, Any]) -> bool:
    return company["item"]["id"] in contact["item"]["companyIds"]


def _full_name(contact: dict[str, Any]) -> str:
    return " ".join(contact["item"][part] for part in ("lastName", "name", "secondName") if contact["item"][part])


def _new_item(scene: Scene) -> str:
    """Show a new item of 1C; it is asked for less often than orders, so this takes longer than the rest of the demo."""
    control = scene.accountant.control
    group = control.post("item_groups", name=SHOP)["group"]
    item = ""

    def act() -> None:
        nonlocal item
        item = control.post("items", name="Болт с буртиком М8", vat_rate="22", article="ББ-8", group=group)["item"]

    def seen() -> str | None:
        sections = {one["id"]: one["name"] for one in scene.seller.control.get("sections")}
        found = [one for one in scene.seller.control.get("products") if one["xmlId"] == item]
        return f"товар {found[0]['id']} в разделе «{sections[found[0]['iblockSectionId']]}»" if found else None

    done = "в 1С заведён товар в группе «Витрина»"
    scene.show("R18", TITLES["R18"], done, act, seen, patience_s=DIRECTORY_S)
    return item


def _its_price(scene: Scene, item: str) -> None:
    control = scene.accountant.control
    kind = control.post("price_kinds", name=RETAIL)["kind"]

    def act() -> None:
        control.post("prices", rows=[{"item": item, "kind": kind, "price": 42.5}])

    def seen() -> str | None:
        found = [one for one in scene.seller.control.get("products") if one["xmlId"] == item]
        prices = [row["price"] for one in found for row in one["prices"]]
        return f"базовая цена товара {money(prices[0])} ₽" if prices else None

    done = "в 1С проведена установка цен на новый товар"
    scene.show("R20", TITLES["R20"], done, act, seen, patience_s=DIRECTORY_S)
