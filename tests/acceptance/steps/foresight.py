"""What the administrator asks before anything happens."""

import json
from typing import Any

from pytest_bdd import parsers, step

from sandbox.people.seller import STAGES

from ..world import World  # noqa: TID252

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


@step(parsers.parse('ответ содержит "{words}"'))
def said(world: World, words: str) -> None:
    assert words in world.remembered["answer"]


@step(parsers.parse("среди названных есть эта сделка, она вернулась бы в «{stage}»"))
def named(world: World, stage: str) -> None:
    found = [one for one in world.remembered["differing"] if _deal(one) == str(world.deal_id)]

    assert len(found) == 1
    assert [one["to"] for one in found[0]["found"]] == [None, STAGES[stage]]


def _deal(case: dict[str, Any]) -> str | None:
    return case["deal"] and case["deal"]["id"]
