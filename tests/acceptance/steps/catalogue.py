"""Goods of 1C as the portal's catalogue shows them."""

from typing import Any

from pytest_bdd import step

from sandbox.base.seed.goods import KIND, unit_guid
from sandbox.portal.methods.catalog import ARTICLE, BARCODE
from sandbox.stack.catalogue import SHOP

from ..world import World, until  # noqa: TID252

MEASURES = {"006": 1, "166": 4}
RATES = {"10": 5, "22": 7}
EDITOR = 3
SWEPT_S = 240.0
"""A product is read a minute after its card was edited last."""


@step("в 1С группы «Болты» и «Гайки» внутри группы «Витрина»")
def groups(world: World) -> None:
    shop = group(world, SHOP)
    world.remembered["groups"] = {name: group(world, name, parent=shop) for name in ("Болты", "Гайки")}


def group(world: World, name: str, **words: Any) -> str:
    """Return a group of 1C, made by the first scenario that needs it."""
    if there := world.accountant.look_up("Catalog_Номенклатура", Description=f"'{name}'"):
        return str(there[0]["Ref_Key"])
    return str(world.accountant.control.post("item_groups", name=name, **words)["group"])


@step("бухгалтер заводит в группе «Болты» товар в метрах с НДС 10 %, артикулом и штрихкодом")
def new_item(world: World) -> None:
    number = world.next_number()
    said = {"name": f"Шпилька {number}", "unit": "006", "vat_rate": "10", "article": f"Ш-{number}"}
    _type(world, group="Болты", barcode=f"46{number:011d}", **said)


@step("бухгалтер меняет имя, единицу, НДС и артикул товара, переносит его в «Гайки», а «Болты» переименовывает")
def edit_item(world: World) -> None:
    number = world.next_number()
    said = {"name": f"Гайка {number}", "unit": "166", "vat_rate": "22", "article": f"Г-{number}"}
    _type(world, group="Гайки", **said)
    world.accountant.control.post("item_groups", guid=world.remembered["groups"]["Болты"], name="Болты и винты")


@step("бухгалтер помечает товар на удаление")
def mark_item(world: World) -> None:
    world.accountant.control.post("items", guid=world.remembered["item"], marked=True)


def _type(world: World, *, group: str, **said: Any) -> None:
    known = {"guid": world.remembered["item"]} if "item" in world.remembered else {}
    made = world.accountant.control.post("items", group=world.remembered["groups"][group], **known, **said)
    said["group"] = group
    world.remembered |= {"item": made["item"], "said": {**world.remembered.get("said", {}), **said}}


@step("в портале один такой товар: имя, единица, НДС, раздел, артикул и штрихкод те же")
def same_product(world: World) -> None:
    said = world.remembered["said"]
    wanted = {
        "name": said["name"],
        "measure": MEASURES[said["unit"]],
        "vat": RATES[said["vat_rate"]],
        "section": section(world, said["group"]).get("id"),
        "article": said["article"],
        "barcode": said["barcode"],
        "active": "Y",
    }

    until(lambda: shown(world) == [wanted | {"section": section(world, said["group"]).get("id")}], f"{wanted}")


@step("раздел портала переименован")
def renamed(world: World) -> None:
    until(lambda: section(world, "Болты").get("name") == "Болты и винты", "the section with its new name")


@step("товар портала не активен и остался один")
def inactive(world: World) -> None:
    until(lambda: [one["active"] for one in shown(world)] == ["N"], "one product, offered no more")


@step("бухгалтер заводит в группе «Болты» товар с характеристиками: «красная» с ценой, «синяя» без цены и продаж")
def new_shirt(world: World) -> None:
    number = world.next_number()
    _type(world, group="Болты", name=f"Футболка {number}", article=f"Ф-{number}", characteristics=True)
    item = world.remembered["item"]
    post = world.accountant.control.post
    world.remembered["red"] = post("characteristics", item=item, name="красная", price="900")["characteristic"]
    post("characteristics", item=item, name="синяя")


@step("в портале один такой товар с одной вариацией «красная»")
def one_variation(world: World) -> None:
    name, red = world.remembered["said"]["name"], world.remembered["red"]
    wanted = [(name, world.remembered["item"]), (f"{name} (красная)", f"{world.remembered['item']}#{red}")]

    until(lambda: [(one["name"], one["xmlId"]) for one in family(world)] == wanted, f"{wanted}")
    parent, variation = family(world)
    assert variation["parentId"]["value"] == str(parent["id"])


@step("менеджер продаёт эту вариацию")
def sell_variation(world: World) -> None:
    _, variation = family(world)
    plain = world.seller.row(world.items(1)[0], 2)
    world.deal_with([{**plain, "productId": variation["id"], "productName": variation["name"]}])
    world.seller.move(world.card.id, "Заказ в работе")


@step("в заказе 1С этот товар с характеристикой «красная»")
def ordered_variation(world: World) -> None:
    world.until_ordered()

    (row,) = world.order.document["Товары"]
    assert (row["Номенклатура_Key"], row["Характеристика_Key"]) == (world.remembered["item"], world.remembered["red"])


@step("бухгалтер помечает характеристику на удаление")
def mark_characteristic(world: World) -> None:
    known = {"item": world.remembered["item"], "guid": world.remembered["red"]}
    world.accountant.control.post("characteristics", marked=True, **known)


@step("вариация портала не активна и осталась одна")
def inactive_variation(world: World) -> None:
    until(lambda: [one["active"] for one in family(world)] == ["Y", "N"], "one variation, offered no more")


@step("менеджер заводит в портале товар и продаёт его в двух сделках")
def sell_new_product(world: World) -> None:
    number = world.next_number()
    typed = {"name": f"Новинка {number}", "article": f"Н-{number}", "measure": 166, "vat": 22}
    product = world.seller.control.post("products", **typed)
    plain = world.seller.row(world.items(1)[0], 2, productId=product["id"], productName=typed["name"], measureCode=166)
    world.remembered["said"] = typed
    world.second_deal = world.deal_with([plain]).id
    world.seller.move(world.second_deal, "Заказ в работе")
    world.deal_with([plain])
    world.seller.move(world.card.id, "Заказ в работе")


@step("в обоих заказах 1С одна новая номенклатура вида «Товары» с тем же наименованием, артикулом и единицей")
def one_new_item(world: World) -> None:
    until(lambda: all(world.orders(deal) for deal in (world.deal_id, world.second_deal)), "an order of each deal")
    deals = (world.deal_id, world.second_deal)
    orders = [world.accountant.order(world.orders(deal)[0].guid) for deal in deals]

    (item,) = {row["Номенклатура_Key"] for order in orders for row in order.document["Товары"]}
    made, said = world.accountant.control.get(f"items/{item}"), world.remembered["said"]
    assert (made["item"]["Description"], made["item"]["Артикул"]) == (said["name"], said["article"])
    assert (made["item"]["ВидНоменклатуры_Key"], made["item"]["ЕдиницаИзмерения_Key"]) == (KIND, unit_guid("166"))
    assert made["lacking"] == []


@step("менеджеру сказано, что в 1С заведён новый товар")
def new_item_told(world: World) -> None:
    words = f"В 1С заведён новый товар «{world.remembered['said']['name']}»"
    deals = [world.deal_id, world.second_deal]

    def told() -> list[str]:
        return [text for deal in deals for text in world.seller.card(deal).told(words)]

    assert len(until(told, words)) == 1


def family(world: World) -> list[dict[str, Any]]:
    """The item's product and its variations, the parent first."""
    found = world.seller.control.get("products")
    return [one for one in found if str(one["xmlId"]).startswith(world.remembered["item"])]


def section(world: World, name: str) -> dict[str, Any]:
    guid = world.remembered["groups"][name]
    return next((one for one in world.seller.control.get("sections") if one["xmlId"] == guid), {})


def shown(world: World) -> list[dict[str, Any]]:
    found = [one for one in world.seller.control.get("products") if one["xmlId"] == world.remembered["item"]]
    return [
        {
            "name": one["name"],
            "measure": one["measure"],
            "vat": one["vatId"],
            "section": one["iblockSectionId"],
            "article": one[f"property{ARTICLE}"]["value"],
            "barcode": one[f"property{BARCODE}"]["value"],
            "active": one["active"],
        }
        for one in found
    ]


@step("менеджер меняет в портале название и единицу товара")
def edit_product(world: World) -> None:
    (product,) = _products(world, world.remembered["item"])
    name = f"Шпилька из портала {world.next_number()}"
    world.remembered["said"] = {**world.remembered["said"], "name": name}
    edited = {"by": EDITOR, "name": name, "fields": {"measure": MEASURES["166"]}}
    world.seller.control.post(f"products/{product['id']}", **edited)


@step("в 1С у номенклатуры это название")
def renamed_in_base(world: World) -> None:
    name, item = world.remembered["said"]["name"], world.remembered["item"]

    def called() -> bool:
        return world.accountant.control.get(f"items/{item}")["item"]["Description"] == name

    until(called, f"an item called {name}", timeout_s=SWEPT_S)


@step("единица товара в портале снова из 1С, а менеджеру об этом сказано")
def unit_put_back(world: World) -> None:
    name, unit = world.remembered["said"]["name"], MEASURES[world.remembered["said"]["unit"]]

    def told() -> list[str]:
        notices = world.seller.control.get("notices")
        return [one["message"] for one in notices if one["user"] == EDITOR and name in one["message"]]

    until(lambda: [one["measure"] for one in shown(world)] == [unit], "the unit of 1C", timeout_s=SWEPT_S)
    (text,) = until(told, "a notice of it")
    assert "ваша правка (единица измерения) заменена значением из 1С" in text


@step("бухгалтер заводит в группе «Болты» товар и его дубль, а менеджер продаёт дубль")
def sell_duplicate(world: World) -> None:
    post, group_of_bolts = world.accountant.control.post, world.remembered["groups"]["Болты"]
    number = world.next_number()
    names = {"kept": f"Анкер {number}", "dead": f"Анкер {number} (дубль)"}
    made = {one: post("items", name=name, group=group_of_bolts, price="150")["item"] for one, name in names.items()}
    world.remembered |= made
    until(lambda: all(_products(world, one) for one in made.values()), "products of both")
    (product,) = _products(world, made["dead"])
    plain = world.seller.row(world.items(1)[0], 2)
    row = {**plain, "productId": product["id"], "productName": product["name"], "price": 150, "measureCode": 796}
    world.deal_with([row])
    world.seller.move(world.card.id, "Заказ в работе")
    world.until_ordered()


@step("бухгалтер объединяет дубль с товаром")
def merge_items(world: World) -> None:
    kept, dead = world.remembered["kept"], world.remembered["dead"]
    world.accountant.control.post("merge", of="Catalog_Номенклатура", kept=kept, dead=dead)


@step("в сделке вместо дубля товар на ту же сумму, а дубль в портале не активен")
def survivor_sold(world: World) -> None:
    (kept,) = _products(world, world.remembered["kept"])

    until(lambda: [str(row["productId"]) for row in world.card.rows] == [str(kept["id"])], "a row of the survivor")
    until(lambda: [one["active"] for one in _products(world, world.remembered["dead"])] == ["N"], "the duplicate off")
    assert world.card.rows_total == 300


@step("бухгалтер переносит этот товар в «Болты»")
def put_into_shop(world: World) -> None:
    item, place = world.remembered["item"], world.remembered["groups"]["Болты"]
    world.accountant.control.post("items", guid=item, group=place)


@step("в сделке вместо строки без товара этот товар")
def product_in_row(world: World) -> None:
    until(lambda: _products(world, world.remembered["item"]), "the product")
    (made,) = _products(world, world.remembered["item"])

    until(lambda: [str(row["productId"]) for row in world.card.rows] == [str(made["id"])], "a row of the product")
    assert world.card.rows_total == 200


def _products(world: World, item: str) -> list[dict[str, Any]]:
    return [one for one in world.seller.control.get("products") if one["xmlId"] == item]
