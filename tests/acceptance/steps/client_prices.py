"""Prices of 1C for a client: in the rules, in 1C, in the deal and in its order (R12)."""

from decimal import Decimal
from typing import Any

from pytest_bdd import step
from pytest_bdd.parsers import re

from ..world import World, until  # noqa: TID252

_MODES = {
    "цены 1С, исправленные вручную остаются": "{mode: onec, typed: keep}",
    "цены 1С, исправленные вручную заменяются": "{mode: onec, typed: replace}",
    "цены сделки, не ниже разрешённых в 1С": "{mode: b24-within, typed: keep}",
}
_DELIVERED = "{mode: b24, typed: keep}"


@step(re(rf"в правилах (?P<words>{'|'.join(_MODES)})"))
def rules(world: World, words: str) -> None:
    """The rules say whose price stands in a row; who reads them is started anew."""
    _write_rules(world, _DELIVERED, _MODES[words])
    world.undo.append(lambda: _write_rules(world, _MODES[words], _DELIVERED))


def _write_rules(world: World, before: str, after: str) -> None:
    path = world.program.stack.surroundings.rules
    text = path.read_text(encoding="utf-8")
    assert f"\nprices: {before}\n" in text
    path.write_text(text.replace(f"\nprices: {before}\n", f"\nprices: {after}\n"), encoding="utf-8")
    if "onec" in after:
        world.program.console("setup")
    if "onec" in before + after:  # else the connector does nothing else
        world.program.restart("b24-connector")
    world.program.restart("mapper")


@step(re(r"клиент 1С с ценами по соглашению: первый товар (?P<first>\d+), третий (?P<third>\d+), второму цены нет"))
def client_with_prices(world: World, first: str, third: str) -> None:
    control, partner = world.accountant.control, world.new_client_of_base()["partner"]
    kind = world.remembered["kind"] = control.post("price_kinds", name=f"Опт {world.next_number()}")["kind"]
    named = {"partner": partner, "name": "Оптовое", "price_kind": kind}
    world.remembered["agreement"] = control.post("agreements", **named)["agreement"]
    for place, price in ((0, first), (2, third)):
        _price(world, place, price)


def _price(world: World, place: int, price: str) -> None:
    row = {"item": world.items(3)[place].guid, "kind": world.remembered["kind"], "price": price}
    world.accountant.control.post("prices", rows=[row])


@step(re(r"сделка клиента: два товара по цене каталога и третий за (?P<typed>\d+)"))
def deal_of_three(world: World, typed: str) -> None:
    first, second, third = world.items(3)
    row = world.seller.row
    world.deal_with([row(first, 2), row(second, 3), row(third, 1, Decimal(typed))])


@step("менеджер отмечает «Пересчитать цены»")
def asks_anew(world: World) -> None:
    world.seller.edit(world.card.id, fields={world.own_field("REPRICE"): "Y"})


@step("отметка «Пересчитать цены» снята")
def cleared(world: World) -> None:
    until(lambda: world.card.field("REPRICE") in {"N", None, False}, "the field «Пересчитать цены» cleared")


@step(
    re(
        r"бухгалтер назначает первому товару цену (?P<price>\d+), а менеджер выставляет счёт № (?P<number>\d+) "
        "и отмечает «Пересчитать цены»"
    )
)
def invoiced(world: World, price: str, number: str) -> None:
    _price(world, 0, price)
    world.seller.control.post("invoices", deal=world.card.id, number=number)
    asks_anew(world)


@step(re(r"по соглашению скидка не больше (?P<limit>\d+) %"))
def limited(world: World, limit: str) -> None:
    world.switch_base("limit_by_agreement", value=True)
    agreement = world.remembered["agreement"]
    world.accountant.control.post("agreements", guid=agreement, discount_limit=limit)


@step(re(r"сделка клиента: первый товар за (?P<typed>\d+)"))
def deal_of_one(world: World, typed: str) -> None:
    world.deal_with([world.seller.row(world.items(1)[0], 2, Decimal(typed))])


@step(re(r"менеджер ставит первому товару цену (?P<typed>\d+)"))
def price_typed(world: World, typed: str) -> None:
    world.seller.set_rows(world.card.id, [world.seller.row(world.items(1)[0], 2, Decimal(typed))])


@step(re(r"в сделке и в заказе цены (?P<first>\d+), каталога и (?P<third>\d+)"))
def prices_meet(world: World, first: str, third: str) -> None:
    wanted = [Decimal(first), world.items(3)[1].price, Decimal(third)]
    world.until_ordered()

    until(
        lambda: _of_rows(world.order.rows, "Цена") == wanted,
        f"prices {wanted} in the order, told {world.card.comments}",
    )
    until(lambda: _of_rows(world.card.rows, "price") == wanted, f"prices {wanted} in the deal")
    until(lambda: world.card.amount == world.order.total, "equal sums of deal and order")


def _of_rows(rows: list[dict[str, Any]], name: str) -> list[Decimal]:
    return [Decimal(str(row[name])) for row in rows]
