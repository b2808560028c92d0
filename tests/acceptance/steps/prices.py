"""Prices of 1C as the portal's catalogue shows them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import re

from sandbox.stack.catalogue import RETAIL, SHOP, WHOLESALE

from ..world import World, until  # noqa: TID252
from .catalogue import group

BASE, OF_THE_MANAGER = 1, 2
"""Price types of the portal: its base one, and one that 1C knows nothing of."""


@step("в 1С виды цен для портала, розничный с НДС и оптовый без НДС, и товар с НДС 10 % на витрине")
def kinds(world: World) -> None:
    control, number = world.accountant.control, world.next_number()
    shop = group(world, SHOP)
    world.remembered["item"] = control.post("items", name=f"Шайба {number}", vat_rate="10", group=shop)["item"]
    world.remembered["kinds"] = {
        "розничн": control.post("price_kinds", name=RETAIL)["kind"],
        "оптов": control.post("price_kinds", name=WHOLESALE, vat_included=False)["kind"],
    }
    world.remembered["documents"] = {}


def priced(world: World, kind: str, price: str, **more: Any) -> None:
    """Post a document with one price."""
    rows = [{"item": world.remembered["item"], "kind": world.remembered["kinds"][kind], "price": int(price)}]
    world.remembered["documents"][kind] = world.accountant.control.post("prices", rows=rows, **more)["document"]


FIRST = (
    r"назначает товару розничную цену (?P<retail>\d+), оптовую (?P<wholesale>\d+) и на завтра розничную (?P<later>\d+)"
)
CHANGED = (
    r"меняет розничную цену на (?P<retail>\d+) и отменяет документ оптовых, а менеджер портала заводит свою цену "
    r"(?P<own>\d+)"
)


@step(re(f"бухгалтер {FIRST}"))
def first_prices(world: World, retail: str, wholesale: str, later: str) -> None:
    now = datetime.fromisoformat(world.accountant.control.get("clock")["now"])
    priced(world, "розничн", later, since=f"{(now + timedelta(days=1)).date()}T00:00:00")
    priced(world, "розничн", retail)
    priced(world, "оптов", wholesale)


@step(re(f"бухгалтер {CHANGED}"))
def changed(world: World, retail: str, own: str) -> None:
    product = next(one["id"] for one in _products(world))
    world.seller.control.post(f"products/{product}", prices={str(OF_THE_MANAGER): int(own)})
    priced(world, "розничн", retail)
    world.accountant.control.post("prices", guid=world.remembered["documents"]["оптов"], posted=False)


@step(re(r"в портале у товара базовая цена (?P<base>\d+)(?P<more>.*)"))
def shown(world: World, base: str, more: str) -> None:
    words = {"оптовая": "wholesale", "менеджера": "own"}
    wanted = {"base": Decimal(base)}
    for part in more.replace(" и ", ", ").split(", "):
        wanted |= {name: Decimal(part.split()[-1]) for word, name in words.items() if word in part}

    until(lambda: _prices(world) == wanted, f"prices {wanted}")


def _products(world: World) -> list[dict[str, Any]]:
    return [one for one in world.seller.control.get("products") if one["xmlId"] == world.remembered["item"]]


def _prices(world: World) -> dict[str, Decimal]:
    names = {BASE: "base", OF_THE_MANAGER: "own"}
    found = [row for one in _products(world) for row in one["prices"]]
    return {names.get(row["catalogGroupId"], "wholesale"): Decimal(row["price"]) for row in found}
