"""How long people wait for what they did on one side to stand on the other, on an idle system.

    python benchmarks/waits.py [order|stage|company|product] [times]

Starts the local stack, does one thing after another, and prints percentiles in milliseconds. The simulators answer
without delay of their own, so this is what bus, broker, database and HTTP cost, and how often both sides are asked:
settings are the default ones, and the portal takes two requests a second. An order is measured without this limit: a
deal costs about four requests, so with it deals moved without a pause are two seconds apart, whatever the bus does.
"""

import asyncio
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sandbox.dataset import build_dataset
from sandbox.dataset.identity import company_inn, kpp
from sandbox.demo.scene import Scene, until
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import STAGES, Card, Seller
from sandbox.stack import Stack, StackPlan, running_stack
from sandbox.stack.catalogue import SHOP, rules_with_directories

FOLDER = Path(".local/benchmark")
WARM_UP = 3
PATIENCE_S = 400.0
APART_S = 20.0
"""Longer than 1C is asked for orders: the moment of a payment is to be a random one between two questions."""
OFFICE = "7731"
UNLIMITED = StackPlan(
    portal_options=("--rate", "1000", "--bucket", "100000"), environment={"b24-connector": {"DEALBUS_B24_RATE": "0"}}
)
Act = Callable[[], object]
Seen = Callable[[], object]


def orders(scene: Scene) -> Iterator[tuple[Act, Seen]]:
    """A manager moves a deal to «Заказ в работе»: its order is posted."""
    while True:
        deal = _deal(scene)
        yield lambda deal=deal: scene.seller.move(deal.id, "Заказ в работе"), lambda deal=deal: scene.order_of(deal)


def stages(scene: Scene) -> Iterator[tuple[Act, Seen]]:
    """An accountant posts a payment: the deal is moved to «Счет оплачен»."""
    while True:
        deal = _deal(scene)
        scene.seller.move(deal.id, "Заказ в работе")
        order = until(lambda deal=deal: scene.order_of(deal), PATIENCE_S)
        scene.seller.move(deal.id, "Счет выставлен")
        time.sleep(random.uniform(APART_S / 2, APART_S))
        yield (
            lambda order=order: scene.accountant.act(order.guid, "pay", percent=100),
            lambda deal=deal: scene.seller.card(deal.id).stage == STAGES["Счет оплачен"],
        )


def companies(scene: Scene) -> Iterator[tuple[Act, Seen]]:
    """A manager renames a company: its partner has the name."""
    post, inn = scene.seller.control.post, company_inn(OFFICE, 99_001)
    requisite = {"name": "ООО «Дуб»", "RQ_COMPANY_NAME": "ООО «Дуб»", "RQ_INN": inn, "RQ_KPP": kpp(OFFICE)}
    company = post("companies", title="Дуб", phone="+74959900001", requisites=[requisite])["item"]["id"]
    until(lambda: scene.accountant.look_up("Catalog_Партнеры", Description="'Дуб'"), PATIENCE_S)
    for number in itertools.count():
        yield _renamed(scene, f"companies/{company}", "title", "Catalog_Партнеры", f"Дуб {number}")


def products(scene: Scene) -> Iterator[tuple[Act, Seen]]:
    """A manager renames a product, as the rules let him: its item has the name."""
    post = scene.accountant.control.post
    item = post("items", name="Болт", group=post("item_groups", name=SHOP)["group"])["item"]
    product = until(lambda: _product_of(scene, item), PATIENCE_S)
    for number in itertools.count():
        time.sleep(random.uniform(0, APART_S))
        yield _renamed(scene, f"products/{product}", "name", "Catalog_Номенклатура", f"Болт {number}")


def _product_of(scene: Scene, item: str) -> int | None:
    found = [one["id"] for one in scene.seller.control.get("products") if one["xmlId"] == item]
    return int(found[0]) if found else None


MEASURES: dict[str, Callable[[Scene], Iterator[tuple[Act, Seen]]]] = {
    "order": orders,
    "stage": stages,
    "company": companies,
    "product": products,
}


def _deal(scene: Scene) -> Card:
    first, second = scene.items(2)
    rows = [scene.seller.row(first, 2), scene.seller.row(second, 3)]
    return scene.seller.deal_for(scene.client(0, known=True), rows)


def _renamed(scene: Scene, record: str, field: str, catalog: str, name: str) -> tuple[Act, Seen]:
    change: dict[str, Any] = {field: name}
    return (
        lambda: scene.seller.control.post(record, **change),
        lambda: scene.accountant.look_up(catalog, Description=f"'{name}'"),
    )


def measure(stack: Stack, done: Callable[[Scene], Iterator[tuple[Act, Seen]]], times: int) -> list[float]:
    """Return a latency in milliseconds for each time after the first few."""
    company = build_dataset()
    told = stack.base.told
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        odata = (str(told["address"]), str(told["user"]), str(told["password"]))
        scene = Scene(seller, Accountant(base, company, odata), company)
        return [_waited(act, seen) for act, seen in itertools.islice(done(scene), times + WARM_UP)][WARM_UP:]


def _waited(act: Act, seen: Seen) -> float:
    began = time.monotonic()
    act()
    until(seen, PATIENCE_S)
    return (time.monotonic() - began) * 1000


async def main(name: str = "order", times: int = 30) -> None:
    """Run and print."""
    plan = UNLIMITED if name == "order" else StackPlan(rules=rules_with_directories(FOLDER))
    async with running_stack(FOLDER, plan) as stack:
        taken = await asyncio.to_thread(measure, stack, MEASURES[name], times)
    cuts = statistics.quantiles(taken, n=20)
    print(
        f"{name}, {times} times: median {statistics.median(taken):.0f} ms, p95 {cuts[-1]:.0f} ms, "
        f"slowest {max(taken):.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2], *map(int, sys.argv[2:3])))
