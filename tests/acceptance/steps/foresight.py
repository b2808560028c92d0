"""What the administrator asks before anything happens."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pymongo import MongoClient
from pytest_bdd import parsers, step

from sandbox.people.seller import STAGES

from ..world import World, until  # noqa: TID252

TABLE = "states:\n  - title: удалён\n    when: {withdrawn: true}\n    then: withdrawn\n  - then: back\n"


@step("администратор спрашивает, почему сделка стоит на этой стадии")
def asked_why(world: World) -> None:
    world.remembered["answer"] = world.program.console("rules", "explain", f"deal:{world.deal_id}")


@step("администратор проверяет файл правил, по которому оплата ничего не значит")
def asked_with_other_rules(world: World) -> None:
    around = world.program.stack.surroundings
    edited = around.workdir / f"edited-{world.deal_id}.yaml"
    edited.write_text(around.rules.read_text(encoding="utf-8") + "\n" + TABLE, encoding="utf-8")
    answer = world.program.console("rules", "explain", "--rules", str(edited), "--json")
    world.remembered["differing"] = json.loads(answer.strip().splitlines()[-1])["differing"]


@step("администратор спрашивает, что обмен сделал бы со сделкой")
def asked_what_would_be(world: World) -> None:
    """Nothing runs meanwhile, so whatever differs afterwards was done by the question."""
    before = _everything(world)
    answer = world.program.console("preview", str(world.deal_id), "--json")
    assert _everything(world) == before
    (found,) = json.loads(answer.strip().splitlines()[-1])
    world.remembered |= {"foreseen": found, "answer": "\n".join(found["said"])}


@step("администратор спрашивает, что обмен сделал бы с заказом")
def asked_what_deal_would_be(world: World) -> None:
    """By its reference, and among all of today: the same is said."""
    before = _whole_bus(world), world.seller.deals_of(world.order_guid)
    key, yesterday = f"order:{world.order_guid}", f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    answer = world.program.console("preview", key, "--json")
    (found,) = json.loads(answer.strip().splitlines()[-1])
    answer = world.program.console("preview", "--since", yesterday, "--json")
    assert found in json.loads(answer.strip().splitlines()[-1])
    assert (_whole_bus(world), world.seller.deals_of(world.order_guid)) == before
    world.remembered |= {"foreseen": found, "answer": "\n".join(found["said"])}


@step("обмен создал бы сделку на сумму заказа")
def would_bear(world: World) -> None:
    birth = world.remembered["foreseen"]["birth"]

    assert world.remembered["foreseen"]["would"] == "bear"
    assert Decimal(birth["total"]) == world.order.total
    assert birth["stage"] == "Заказ в работе"


@step("сделка такая, какой её назвал предпросмотр")
def deal_as_foreseen(world: World) -> None:
    birth, deal = world.remembered["foreseen"]["birth"], world.card.deal
    rows = [(Decimal(one["quantity"]), Decimal(one["total"])) for one in birth["rows"]]

    assert deal["title"] == birth["title"]
    assert Decimal(str(deal["opportunity"])) == Decimal(birth["total"])
    assert rows == [
        (Decimal(str(row["quantity"])), Decimal(str(row["quantity"])) * Decimal(str(row["price"])))
        for row in world.card.rows
    ]


@step("администратор спрашивает, что обмен сделал бы с изменёнными сегодня сделками")
def asked_about_many(world: World) -> None:
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    answer = world.program.console("preview", "--since", yesterday, "--json")
    found = {one["key"]: one for one in json.loads(answer.strip().splitlines()[-1])}
    world.remembered["answer"] = "\n".join(found[f"deal:{world.deal_id}"]["said"])


@step("обмен создал бы заказ новому клиенту на сумму сделки")
def would_create(world: World) -> None:
    order = world.remembered["foreseen"]["order"]

    assert (order["would"], order["new_client"]) == ("create", True)
    assert order["client"] == world.party["title"]
    assert Decimal(order["total"]) == Decimal(str(world.card.deal["opportunity"]))


@step("заказ такой, каким его назвал предпросмотр")
def as_foreseen(world: World) -> None:
    foreseen, order = world.remembered["foreseen"]["order"], world.until_ordered()
    rows = [(Decimal(one["quantity"]), Decimal(one["total"])) for one in foreseen["rows"]]

    assert rows == [(Decimal(str(row["Количество"])), Decimal(str(row["СуммаСНДС"]))) for row in order.rows]
    assert world.partner()["Description"] == foreseen["client"]


@step("отказ стоит в ленте теми же словами")
def refused_alike(world: World) -> None:
    why = world.remembered["foreseen"]["order"]["why"]
    until(lambda: world.card.told(why), f"«{why}» in the timeline, which says {world.card.comments}")


@step(parsers.parse('ответ содержит "{words}"'))
def said(world: World, words: str) -> None:
    assert words in world.remembered["answer"]


@step(parsers.parse("среди названных есть эта сделка, она вернулась бы в «{stage}»"))
def named(world: World, stage: str) -> None:
    found = [one for one in world.remembered["differing"] if _deal(one) == str(world.deal_id)]

    assert len(found) == 1
    assert [one["to"] for one in found[0]["found"]] == [None, STAGES[stage]]


def _everything(world: World) -> tuple[Any, ...]:
    """Return all that a question must leave alone: the bus's database, the deal, clients and orders of 1C."""
    kept = [world.accountant.look_up(name) for name in ("Catalog_Партнеры", "Catalog_Контрагенты")]
    return _whole_bus(world), world.card.deal, world.card.comments, kept, [one.document for one in world.orders()]


def _whole_bus(world: World) -> dict[str, list[dict[str, Any]]]:
    around = world.program.stack.surroundings
    with MongoClient(around.mongo_url) as client:
        database = client[around.mongo_database]
        return {name: list(database[name].find().sort("_id", 1)) for name in sorted(database.list_collection_names())}


def _deal(case: dict[str, Any]) -> str | None:
    return case["deal"] and case["deal"]["id"]
