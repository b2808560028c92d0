"""What the administrator decides where the exchange cannot know."""

import json
from typing import Any

from pytest_bdd import step

from ..world import World, until  # noqa: TID252


@step("в 1С клиент, а в портале две компании с его ИНН")
def two_companies(world: World) -> None:
    made = world.new_client_of_base()
    first = made["company"]
    second = world.new_company(requisites=[world.requisite(made["number"])], title=f"Клиент {made['number']} (второй)")
    world.party = {**made, "company": first}
    world.remembered |= {"question": f"partner:{made['partner']}", "candidates": [first, second["company"]]}


@step("сделка клиента с товаром, артикул которого в 1С у двух товаров")
def two_items(world: World) -> None:
    number = world.next_number()
    named = {"name": f"Шайба {number}", "article": f"Ш8-{number}"}
    items = [
        world.accountant.control.post("items", **named | {"name": f"{named['name']} {kind}"}, price=10)["item"]
        for kind in ("цинк", "чёрная")
    ]
    product = int(world.seller.control.post("products", **named, price=10)["id"])
    sold = world.seller.row(world.items(1)[0], 2, 10, productId=product, productName=named["name"])
    world.remembered |= {"question": f"product:{product}", "candidates": items}
    world.deal_with([sold])


@step("администратор видит вопрос о клиенте с двумя компаниями")
@step("администратор видит вопрос о товаре с двумя товарами 1С")
def question(world: World) -> None:
    found = until(lambda: _question(world), f"the question {world.remembered['question']}")

    assert {one["ref"]["id"] for one in found["candidates"]} == {str(one) for one in world.remembered["candidates"]}


@step("администратор выбирает вторую компанию")
@step("администратор выбирает второй товар")
def decided(world: World) -> None:
    second = str(world.remembered["candidates"][1])
    world.program.console("match", "accept", world.remembered["question"], second)


@step("в сделке вторая компания")
def company_of_the_deal(world: World) -> None:
    assert int(world.card.deal["companyId"]) == world.remembered["candidates"][1]


@step("в заказе второй товар")
def item_of_the_order(world: World) -> None:
    assert [row["Номенклатура_Key"] for row in world.order.rows] == world.remembered["candidates"][1:]


@step("вопросов о клиенте больше нет")
@step("вопросов о товаре больше нет")
def no_question(world: World) -> None:
    until(lambda: _question(world) is None, "nobody is asked any more")


def _question(world: World) -> dict[str, Any] | None:
    asked = json.loads(world.program.console("match", "list", "--json").strip().splitlines()[-1])
    return next((one for one in asked if one["key"] == world.remembered["question"]), None)
