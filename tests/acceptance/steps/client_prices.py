"""Prices of 1C for a client: in the rules, in the deal and in its order, and what the manager reads of them (R12)."""

import re as patterns
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_bdd import step
from pytest_bdd.parser import Feature
from pytest_bdd.parsers import parse, re

from sandbox.stack import StackError
from shared.russian import counted

from ..world import World, until  # noqa: TID252
from .agreements import client_of_kind, kinds, named_goods, number_of_agreement

FEATURE = "Цены 1С для клиента встают в сделку до счёта"
_DELIVERED = "{mode: b24, typed: keep}"
_MODES = {
    "цены сделки": _DELIVERED,
    "цены 1С, исправленные вручную остаются": "{mode: onec, typed: keep}",
    "цены 1С, исправленные вручную заменяются": "{mode: onec, typed: replace}",
    "цены сделки, не ниже разрешённых в 1С": "{mode: b24-within, typed: keep}",
}
_BASE = "1"
"""The portal's base price type, from which a row of a deal begins."""
_ROW = r"(?P<which>перв|втор|трет)\w+ (?P<quantity>\d+)(?: по (?P<price>[\d.]+))?(?: со скидкой (?P<off>\d+) %)?"


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature) -> None:
    """Give the rules back to the other features: scenarios of this one leave them to the next, which says its own."""
    if feature.name != FEATURE:
        _write_rules(request.getfixturevalue("running"), _DELIVERED)


@step(re(rf"в правилах (?P<words>{'|'.join(_MODES)})"))
def rules(world: World, words: str) -> None:
    """The rules say whose price stands in a row; who reads them is started anew."""
    _write_rules(world.program, _MODES[words])


def _write_rules(program: Any, wanted: str) -> None:
    path = program.stack.surroundings.rules
    text = path.read_text(encoding="utf-8")
    (before,) = patterns.findall(r"^prices: (\{.*\})$", text, patterns.MULTILINE)
    if before == wanted:
        return
    path.write_text(text.replace(f"\nprices: {before}\n", f"\nprices: {wanted}\n"), encoding="utf-8")
    if ("onec" in wanted) != ("onec" in before):  # the connector looks at catalogue prices for this mode alone
        program.console("setup")
        program.restart("b24-connector")
    program.restart("mapper")


@step(parse("в каталоге портала первый товар стоит {first}, второй {second}, третий {third}"))
def listed(world: World, first: str, second: str, third: str) -> None:
    prices = world.remembered["listed"] = [Decimal(one) for one in (first, second, third)]
    for item, price in zip(world.items(3), prices, strict=True):
        world.seller.control.post(f"products/{world.seller.product_id(item)}", prices={_BASE: price})


@step(re("сделка клиента: (?P<rows>(?:перв|втор|трет).+)"))
def deal_of(world: World, rows: str) -> None:
    world.deal_with(list(_rows(world, rows)))


@step(parse("менеджер добавляет в сделку {rows} по цене каталога"))
def added(world: World, rows: str) -> None:
    world.seller.control.post(f"deals/{world.card.id}/rows", add=list(_rows(world, rows)))


@step(parse("менеджер ставит первому товару цену {price}"))
def price_typed(world: World, price: str) -> None:
    world.seller.set_rows(world.card.id, list(_rows(world, f"первого 2 по {price}")))


def _rows(world: World, said: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of «первого 2, второго 3 по 50.00 со скидкой 6 %»; without a price it is the catalogue's."""
    for one in patterns.finditer(_ROW, said):
        place = ("перв", "втор", "трет").index(one["which"])
        off = Decimal(one["off"] or 0)
        price = Decimal(one["price"] or world.remembered["listed"][place]) * (100 - off) / 100
        discount = {"discountTypeId": 2, "discountRate": off} if off else {}
        yield world.seller.row(world.items(3)[place], int(one["quantity"]), price, **discount)


@step("менеджер отмечает «Пересчитать цены»")
def asks_anew(world: World) -> None:
    world.seller.edit(world.card.id, fields={world.own_field("REPRICE"): "Y"})


@step("отметка «Пересчитать цены» снята")
def cleared(world: World) -> None:
    until(lambda: world.card.field("REPRICE") in {"N", None, False}, "the field «Пересчитать цены» cleared")


@step(parse("менеджер выставляет счёт № {number}"))
def invoiced(world: World, number: str) -> None:
    world.seller.control.post("invoices", deal=world.card.id, number=number)


@step(parse("менеджер ставит в сделку другого клиента, с соглашением по виду цен «{said}»"))
def other_client(world: World, said: str) -> None:
    client_of_kind(world, said)
    world.seller.edit(world.card.id, company=world.party["company"])


@step(re(r"в сделке и в заказе цены (?P<prices>.+), сумма (?P<total>[\d.]+)"))
def prices_meet(world: World, prices: str, total: str) -> None:
    wanted = _sums(prices)
    world.until_ordered()

    until(lambda: _of_rows(world.order.rows, "Цена") == wanted, f"prices {wanted}, told {world.card.comments}")
    until(lambda: _of_rows(world.card.rows, "price") == wanted, f"prices {wanted} in the deal")
    until(lambda: (world.card.amount, world.order.total) == (Decimal(total), Decimal(total)), f"{total} on both sides")


@step(re(r"в заказе цены (?P<prices>.+), скидки (?P<off>.+), сумма (?P<total>[\d.]+)"))
def discounted(world: World, prices: str, off: str, total: str) -> None:
    world.until_ordered()

    until(lambda: _of_rows(world.order.rows, "Цена") == _sums(prices), f"prices {prices} in the order")
    assert _of_rows(world.order.rows, "СуммаРучнойСкидки") == _sums(off)
    assert world.order.total == Decimal(total)


@step(re('менеджер читает "(?P<words>.+)"'))
def reads(world: World, words: str) -> None:
    """Names of the scenario stand for those in 1C, «сегодня» for the day, «…» for a number; sums are as people read."""
    text = patterns.sub(r"(\d)\.(\d+ [₽%])", r"\1,\2", words)
    for said, name in {**named_goods(world), **{one: name for one, (_, name) in kinds(world).items()}}.items():
        text = text.replace(f"«{said}»", f"«{name}»")
    text = text.replace("на сегодня", f"на {_today(world)}")
    if "№ …" in text:
        text = text.replace("№ …", f"№ {number_of_agreement(world)}")
    if "…" in text:
        text = text.replace("…", world.order.number)

    until(lambda: world.card.told(text), f"«{text}» in the timeline, which says {world.card.comments}")


@step("менеджер читает")
def reads_long(world: World, docstring: str) -> None:
    reads(world, " ".join(docstring.split()))


@step(
    re("менеджер читает, откуда цены: (?P<who>соглашение|карточка клиента), (?P<counts>.+); без цены: (?P<lacking>.+)")
)
def reads_sources(world: World, who: str, counts: str, lacking: str) -> None:
    """As `reads`, of «соглашение, свои 1, «Опт» 2; без цены: третий»: how many rows have their price from where."""
    parts = [] if counts == "ниоткуда" else [_source(one) for one in counts.split(", ")]
    lacking = lacking.replace("все", "первый, второй, третий")
    named = ", ".join(f"«{one} товар»" for one in lacking.split(", "))
    where = "соглашение № …" if who == "соглашение" else who
    reads(world, f"Цены 1С: {', '.join([where, *parts])}{'' if lacking == 'нет' else f'; без цены: {named}'}.")


def _source(said: str) -> str:
    name, _, count = said.rpartition(" ")
    kind = "цены соглашения" if name == "свои" else f"вид цены {name} на сегодня"
    return f"{kind}: {counted(int(count), '{n} строка', '{n} строки', '{n} строк')}"


@step(parse("бухгалтер ставит в первой строке заказа цену {price}"))
def price_changed(world: World, price: str) -> None:
    world.accountant.edit(world.order.guid, change=[{"row": world.order.rows[0]["КодСтроки"], "price": price}])


@step(parse("в сделке сумма {total}"))
def amount_stays(world: World, total: str) -> None:
    assert world.card.amount == Decimal(total)


@step("менеджеру ничего не сказано о ценах 1С")
def nothing_said(world: World) -> None:
    assert [world.card.told(words) for words in ("Цены 1С", "Скидка не проверена")] == [[], []]


@step("администратор проверяет настройки")
def checked(world: World) -> None:
    """What else it finds in this stack is no matter of the scenario."""
    with pytest.raises(StackError) as found:
        world.program.console("check")
    world.remembered["answer"] = " ".join(str(found.value).split())


def _today(world: World) -> str:
    return f"{datetime.fromisoformat(world.accountant.control.get('clock')['now']):%d.%m.%Y}"


def _sums(said: str) -> list[Decimal]:
    return [Decimal(one) for one in patterns.findall(r"[\d.]+", said)]


def _of_rows(rows: list[dict[str, Any]], name: str) -> list[Decimal]:
    return [Decimal(str(row[name])) for row in rows]
