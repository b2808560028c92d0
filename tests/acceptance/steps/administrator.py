"""What the administrator asks of a running exchange, and does for it."""

import json
from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import parse, re

from sandbox.people.control import glance
from sandbox.stack import StackError
from shared.russian import money

from ..world import World, until  # noqa: TID252

_TODO_OFF, _TODO_ON = "\nrefusal_todo: false\n", "\nrefusal_todo: true\n"
_DEAL = "2"
"""Of the types of owners of a to-do in the portal."""


def _ask(world: World, *words: str) -> str:
    """Return what a command of `dealbus` prints, which ends with 1 where a person has to act."""
    try:
        return str(world.program.console(*words))
    except StackError as found:
        return str(found)


@step("администратор спрашивает, какие сделки стоят")
def asked_standing(world: World) -> None:
    world.remembered["standing"] = json.loads(_ask(world, "deals", "--standing", "--json").strip().splitlines()[-1])


@step(parse('среди них эта, и ответ содержит "{words}"'))
def stands(world: World, words: str) -> None:
    (said,) = [one["said"] for one in _standing(world)]
    assert words in said


@step("этой среди них нет")
def stands_no_more(world: World) -> None:
    assert _standing(world) == []


def _standing(world: World) -> list[dict[str, Any]]:
    found = world.remembered["standing"]
    records = found["deals"] if isinstance(found, dict) else found
    return [one for one in records if str(one["deal"]) == str(world.deal_id)]


@step("администратор спрашивает, идёт ли обмен")
def asked_status(world: World) -> None:
    world.remembered["answer"] = _ask(world, "status")


@step("администратор спрашивает, что со сделкой")
def asked_trace(world: World) -> None:
    world.remembered["answer"] = _ask(world, "trace", f"deal:{world.deal_id}")


@step("администратор спрашивает, что было с заказом, по его номеру")
def asked_by_number(world: World) -> None:
    world.remembered["answer"] = _ask(world, "trace", world.order.number)


@step("в ответе названы сделка, заказ и ИНН клиента")
def both_named(world: World) -> None:
    head, inn = world.remembered["answer"].splitlines()[0], world.party["requisites"][0]["RQ_INN"]

    assert head.startswith(f"deal:{world.deal_id}: сделка {world.deal_id} «Заказ», заказ {world.order.number}")
    assert inn in head


@step("бухгалтер закрывает первое соглашение, а администратор передаёт сделку заново")
def retried(world: World) -> None:
    """Nobody tells the exchange of it: it would look again within the hour."""
    partner, kept = world.party["partner"], world.remembered["agreement"]
    for one in world.accountant.look_up("Catalog_СоглашенияСКлиентами", Партнер_Key=f"guid'{partner}'"):
        if one["Ref_Key"] != kept:
            world.accountant.control.post("agreements", guid=one["Ref_Key"], status="Закрыто")
    _ask(world, "retry", f"deal:{world.deal_id}")


@step("в правилах отказ становится делом ответственного")
def todos_on(world: World) -> None:
    _switch_todos(world, _TODO_OFF, _TODO_ON)
    world.undo.append(lambda: _switch_todos(world, _TODO_ON, _TODO_OFF))


def _switch_todos(world: World, before: str, after: str) -> None:
    path = world.program.stack.surroundings.rules
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    world.program.restart("b24-connector")


@step(re('у ответственного одно (?P<state>открытое|закрытое) дело по сделке: "(?P<words>.+)"'))
def one_todo(world: World, state: str, words: str) -> None:
    completed = {"открытое": "N", "закрытое": "Y"}[state]
    until(lambda: [one["COMPLETED"] for one in _todos(world)] == [completed], f"one to-do, {state}")

    (found,) = _todos(world)
    assert words in found["DESCRIPTION"]
    assert str(found["RESPONSIBLE_ID"]) == str(world.card.deal["assignedById"])


def _todos(world: World) -> list[dict[str, Any]]:
    of_deal = {"filter[OWNER_TYPE_ID]": _DEAL, "filter[OWNER_ID]": str(world.deal_id)}
    found: list[dict[str, Any]] = glance(f"{world.seller.webhook}crm.activity.list", params=of_deal)["result"]
    return found


@step("администратор смотрит тень")
def looked(world: World) -> None:
    """The first look remembers the moment from which the next one takes what has changed."""
    _ask(world, "shadow", "watch", "--once")


@step("в отчёте тени по сделке заказ на её сумму, а в 1С его нет")
def shadowed(world: World) -> None:
    report = json.loads(_ask(world, "shadow", "report", "--json").strip().splitlines()[-1])
    (found,) = [one for one in report["records"] if one["key"] == f"deal:{world.deal_id}"]

    assert found["would"] == "create"
    assert money(world.card.amount, "RUB") in " ".join(found["said"])
    assert world.orders() == []
