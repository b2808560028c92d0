"""The lines of the specification that are directories of their own: clients, goods and their prices."""

from typing import Any

from sandbox.boards.words import money
from sandbox.dataset.identity import company_inn, kpp
from sandbox.demo.scene import Scene
from sandbox.demo.titles import TITLES
from sandbox.stack.catalogue import RETAIL, SHOP

DIRECTORY_S = 90.0
"""Four passes over 1C's items or partners; and clients of both sides are still being compared when the play begins."""
OFFICE = "7731"
"""Tax office of the clients that are typed."""


def new_clients(scene: Scene) -> None:
    """Show a client typed on either side; each has a number of its own, by which nobody knows it yet."""
    typed, known = (company_inn(OFFICE, number) for number in (99_001, 99_002))
    requisite = {"name": "ООО «Дуб»", "RQ_COMPANY_NAME": "ООО «Дуб»", "RQ_INN": typed, "RQ_KPP": kpp(OFFICE)}
    company = {"title": "Мастерская «Дуб»", "phone": "+74959900001", "requisites": [requisite]}

    def partner() -> str | None:
        found = scene.accountant.look_up("Catalog_Контрагенты", ИНН=f"'{typed}'")
        return f"контрагент «{found[0]['Description']}», КПП {found[0]['КПП']}" if found else None

    act = lambda: scene.seller.control.post("companies", **company)  # noqa: E731 - one short act
    done = f"в портале заведена компания с ИНН {typed}"
    scene.show("R7", TITLES["R7"], done, act, partner, patience_s=DIRECTORY_S)

    def card() -> str | None:
        found = [one for one in scene.seller.control.get("companies") if _inn(one) == known]
        return f"компания {found[0]['item']['id']} «{found[0]['item']['title']}»" if found else None

    act = lambda: scene.accountant.control.post(  # noqa: E731
        "partners", name="Пилорама «Сосна»", inn=known, kpp=kpp(OFFICE)
    )
    scene.show("R15", TITLES["R15"], f"в 1С заведён клиент с ИНН {known}", act, card, patience_s=DIRECTORY_S)


def new_goods(scene: Scene) -> None:
    """Show an item, then its price."""
    _its_price(scene, _new_item(scene))


def _inn(company: dict[str, Any]) -> str:
    return str(company["requisites"][0]["RQ_INN"]) if company["requisites"] else ""


def _new_item(scene: Scene) -> str:
    """1C is asked for goods less often than for orders, so this takes longer than the rest."""
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
