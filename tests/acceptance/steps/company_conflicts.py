"""Companies that two people edit at once, or that a manager merges."""

from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import re

from sandbox.people.control import glance

from ..world import OFFICE, World, until  # noqa: TID252
from .companies import ENTITIES, PARTNERS, companies

COMPANY_KIND = "4"
WHAT = "(?P<what>телефон|e-mail|КПП)"
KPP_OF = {"менеджера": f"{OFFICE}02011", "бухгалтера": f"{OFFICE}02012"}


def _values(what: str, number: int) -> dict[str, str]:
    """What either of them types."""
    if what == "КПП":
        return KPP_OF
    if what == "телефон":
        return {"менеджера": f"+7496{number:07d}", "бухгалтера": f"+7497{number:07d}"}
    return {"менеджера": f"m{number}@client.example", "бухгалтера": f"b{number}@client.example"}


@step(re(rf"бухгалтер и менеджер одновременно меняют {WHAT}"))
def both_edit(world: World, what: str) -> None:
    said, (company,) = world.remembered, companies(world)
    typed = _values(what, world.next_number())
    world.until_quiet()
    world.program.kill("mapper")  # neither edit is on its way before the other is made
    name = {"телефон": "phone", "e-mail": "email", "КПП": "kpp"}[what]
    if what == "КПП":
        world.seller.control.post(f"requisites/{company['requisites'][0]['ID']}", RQ_KPP=typed["менеджера"])
    else:
        world.seller.control.post(f"companies/{company['item']['id']}", **{name: typed["менеджера"]})
    world.accountant.control.post("partners", guid=said["partner"], **{name: typed["бухгалтера"]})
    world.program.start("mapper")
    said["typed"] = typed


@step(re(rf"в портале и в 1С остаётся {WHAT} (?P<whose>\w+), а другое значение сказано в карточке компании"))
def one_of_them_stays(world: World, what: str, whose: str) -> None:
    typed = world.remembered["typed"]
    (lost,) = [value for who, value in typed.items() if who != whose]

    def seen() -> dict[str, Any]:
        (company,) = companies(world)
        return {
            "portal": _of_company(company, what),
            "base": _of_partner(world, what),
            "told": any(lost.lstrip("+") in text for text in company["comments"]),
        }

    wanted = {"portal": [typed[whose]], "base": [typed[whose]], "told": True}
    until(lambda: seen() == wanted, f"{what} {typed[whose]} on both sides, {lost} told; seen {seen()}")


def _of_company(company: dict[str, Any], what: str) -> list[str]:
    if what == "КПП":
        return [one["RQ_KPP"] for one in company["requisites"]]
    kind = {"телефон": "PHONE", "e-mail": "EMAIL"}[what]
    return [one["value"] for one in company["item"]["fm"] if one["typeId"] == kind]


def _of_partner(world: World, what: str) -> list[str]:
    if what == "КПП":
        return [one["КПП"] for one in world.accountant.look_up(ENTITIES, ИНН=f"'{world.remembered['inn']}'")]
    kind = {"телефон": "Телефон", "e-mail": "АдресЭлектроннойПочты"}[what]
    (partner,) = world.accountant.look_up(PARTNERS, Ref_Key=f"guid'{world.remembered['partner']}'")
    return [one["Представление"] for one in partner["КонтактнаяИнформация"] if one["Тип"] == kind]


@step("менеджер заводит вторую карточку с тем же названием и сливает в неё первую")
def merges(world: World) -> None:
    (former,) = companies(world)
    world.until_quiet()
    made = world.seller.control.post("companies", title=former["item"]["title"], manager=11, requisites=[])
    kept, gone = made["item"]["id"], former["item"]["id"]
    asked = {
        "params[entityTypeId]": COMPANY_KIND,
        "params[entityIds][0]": str(kept),
        "params[entityIds][1]": str(gone),
    }
    assert glance(f"{world.seller.webhook}crm.entity.mergeBatch", params=asked)["result"]["STATUS"] == "SUCCESS"
    assert [one["item"]["id"] for one in companies(world)] == [kept]


@step("партнёр в 1С по-прежнему один")
def one_partner(world: World) -> None:
    world.until_quiet()
    found = world.accountant.look_up(ENTITIES, ИНН=f"'{world.remembered['inn']}'")

    assert [one["Партнер_Key"] for one in found] == [world.remembered["partner"]]
