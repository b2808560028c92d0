"""Goods of 1C as the portal's catalogue shows them."""

from typing import Any

from pytest_bdd import step

from sandbox.portal.catalog import ARTICLE, BARCODE
from sandbox.stack.catalogue import SHOP

from ..world import World, until  # noqa: TID252

MEASURES = {"006": 1, "166": 4}
RATES = {"10": 5, "22": 7}


@step("в 1С группы «Болты» и «Гайки» внутри группы «Витрина»")
def groups(world: World) -> None:
    shop = world.accountant.control.post("item_groups", name=SHOP)["group"]
    world.remembered["groups"] = {name: group(world, name, parent=shop) for name in ("Болты", "Гайки")}


def group(world: World, name: str, **words: Any) -> str:
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
