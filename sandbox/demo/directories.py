"""The demo of the directories (R7, R10, R15, R18, R20): clients and goods typed on either side, and their prices."""

from decimal import Decimal
from typing import Any

from sandbox.boards.words import money
from sandbox.dataset.identity import kpp
from sandbox.demo.clients import entities_of, persons_of, type_company
from sandbox.demo.scene import Promise, Scene
from sandbox.people.seller import full_name
from sandbox.stack.catalogue import RETAIL, SHOP

DIRECTORY_S = 120.0
"""Clients of both sides are still being linked when the play begins, on a lane that gives way to orders."""
OFFICE = "7731"
"""Tax office of the clients that are typed."""
PRICE = Decimal("42.50")
BASE_PRICE = 1
"""The portal's type of the price that a row of a deal takes."""


def new_clients(scene: Scene) -> None:
    """Show in the demo a client with a contact, typed on either side and unknown until then, that crosses."""
    scene.show_together(_new_company(scene), _new_partner(scene), patience_s=DIRECTORY_S)


def _new_company(scene: Scene) -> Promise:
    inn = ""

    def act() -> None:
        nonlocal inn
        inn = type_company(scene, "Дуб", "Дубова Анна Ильинична", OFFICE).inn

    def partner() -> str | None:
        for one in entities_of(scene, inn) if inn else []:
            for person in persons_of(scene, one):
                return f"контрагент «{one['Description']}» с ИНН {inn}, контактное лицо {person}"
        return None

    return Promise("R7", "в портале заведена компания с контактом, сделки нет", act, partner)


def _new_partner(scene: Scene) -> Promise:
    control, inn = scene.seller.control, scene.new_inn(OFFICE)
    client = {"name": "Пилорама «Сосна»", "inn": inn, "kpp": kpp(OFFICE), "person": "Соснов Илья Петрович"}

    def company() -> str | None:
        for one in [card for card in control.get("companies") if _inn(card) == inn]:
            for contact in [card for card in control.get("contacts") if _speaks_for(card, one)]:
                return f"компания {one['item']['id']} «{one['item']['title']}», контакт {full_name(contact)}"
        return None

    act = lambda: scene.accountant.control.post("partners", **client)  # noqa: E731 - one short act
    return Promise("R15", f"в 1С заведён клиент с ИНН {inn} и контактным лицом, заказа нет", act, company)


def _inn(company: dict[str, Any]) -> str:
    return str(company["requisites"][0]["RQ_INN"]) if company["requisites"] else ""


def _speaks_for(contact: dict[str, Any], company: dict[str, Any]) -> bool:
    return company["item"]["id"] in contact["item"]["companyIds"]


def new_goods(scene: Scene) -> None:
    """Show in the demo a new item of 1C with its group in the portal's catalogue, then its price; and a new product."""
    items: list[str] = []
    # A new item is asked for less often than orders, so this takes longer than the rest of the demo.
    scene.show_together(_new_item(scene, items), _new_product(scene), patience_s=DIRECTORY_S)
    _its_price(scene, items[0])


def _new_item(scene: Scene, items: list[str]) -> Promise:
    control, name = scene.accountant.control, "Болт с буртиком М8"
    group = control.post("item_groups", name=SHOP)["group"]

    def act() -> None:
        items.append(control.post("items", name=name, vat_rate="22", article="ББ-8", group=group)["item"])

    def seen() -> str | None:
        sections = {one["id"]: one["name"] for one in scene.seller.control.get("sections")}
        for one in _products(scene, items):
            if (one["name"], sections.get(one["iblockSectionId"])) == (name, SHOP):
                return f"товар {one['id']} «{name}» в разделе «{SHOP}»"
        return None

    return Promise("R18", "в 1С заведён товар в группе «Витрина»", act, seen)


def _new_product(scene: Scene) -> Promise:
    """Return the promise of an item of 1C for a product that is typed in the demo's portal and sold in a deal."""
    typed = {"name": f"Шайба с буртиком {scene.serial}", "article": f"ШБ-{scene.serial}", "measure": 796, "vat": 22}

    def act() -> None:
        product = scene.seller.control.post("products", **typed)["id"]
        row = scene.seller.row(scene.items(1)[0], 4, productId=product, productName=typed["name"])
        scene.to_work(scene.seller.deal_for(scene.client(0, known=True), [row]).id)

    def seen() -> str | None:
        found = scene.accountant.look_up("Catalog_Номенклатура", Description=f"'{typed['name']}'")
        orders = scene.accountant.orders_of_deal(scene.in_work[-1]) if found else []
        rows = [row["Номенклатура_Key"] for order in orders for row in order.rows if order.posted]
        if not found or [one["Ref_Key"] for one in found] != rows:
            return None
        return f"номенклатура {found[0]['Code']} с артикулом {found[0]['Артикул']}, на неё заказ {orders[0].number}"

    return Promise("R10", f"в портале заведён и продан товар «{typed['name']}»", act, seen)


def _its_price(scene: Scene, item: str) -> None:
    control = scene.accountant.control
    kind = control.post("price_kinds", name=RETAIL)["kind"]

    def act() -> None:
        control.post("prices", rows=[{"item": item, "kind": kind, "price": str(PRICE)}])

    def seen() -> str | None:
        prices = [row for one in _products(scene, [item]) for row in one["prices"]]
        found = [row for row in prices if row["catalogGroupId"] == BASE_PRICE and Decimal(row["price"]) == PRICE]
        return f"базовая цена товара {money(PRICE)} ₽" if found else None

    done = f"в 1С проведена установка цен на новый товар, {money(PRICE)} ₽"
    scene.show("R20", done, act, seen, patience_s=DIRECTORY_S)


def _products(scene: Scene, items: list[str]) -> list[dict[str, Any]]:
    return [one for one in scene.seller.control.get("products") if one["xmlId"] in items]
