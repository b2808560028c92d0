"""What the sales department sets up in 1C for a client's prices: kinds, agreements, price groups, limits (R12)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pytest_bdd import parsers, step
from pytest_bdd.parsers import re

from ..world import World  # noqa: TID252

_GOODS = ("первый товар", "второй товар", "третий товар")
_SOURCES = {
    "шапка": "ВидЦенВШапке",
    "группы": "ВидыЦенПоЦеновымГруппам",
    "товары": "ВидыЦенПоНоменклатуре",
    "свои": "УточненныеЦеныПоНоменклатуре",
    "ничему": "БезЦен",
}
_AGREEMENTS, _SETTINGS = "Catalog_СоглашенияСКлиентами", "Catalog_НастройкиПродажДляПользователей"
_NONE = "00000000-0000-0000-0000-000000000000"


def named_goods(world: World) -> dict[str, str]:
    """Return the names of the goods that scenarios number."""
    return {said: item.name for said, item in zip(_GOODS, world.items(len(_GOODS)), strict=True)}


def kinds(world: World) -> dict[str, tuple[str, str]]:
    """Return the scenario's price kinds: reference and name in 1C by what the scenario calls them."""
    return world.remembered.setdefault("kinds", {})


def priced(world: World, said: str, place: int, price: str, **document: Any) -> None:
    """Post a document of 1C with one price in a kind."""
    row = {"item": world.items(place + 1)[place].guid, "kind": kinds(world)[said][0], "price": price}
    world.accountant.control.post("prices", rows=[row], **document)


def _kind(world: World, said: str, **more: Any) -> None:
    name = f"{said} {world.next_number()}"
    individual = {"purpose": "ИндивидуальныйДляПартнера"} if said == "Для своего" else {}
    made = world.accountant.control.post("price_kinds", name=name, **individual, **more)
    kinds(world)[said] = (made["kind"], name)


@step(re("в 1С назначены цены(?P<without> без НДС)?"))
def prices_set(world: World, without: str | None, datatable: Sequence[Sequence[str]]) -> None:
    (_, *goods), *rows = datatable
    for said, *prices in rows:
        _kind(world, said, vat_included=not without)
        for good, price in zip(goods, prices, strict=True):
            if price:
                priced(world, said, _GOODS.index(good), price)


@step(parsers.parse("«Опт» 1С считает от «Закупки» с наценкой {percent:d} %, последний раз 15.01.2026 от {cost}"))
def counted_kind(world: World, percent: int, cost: str) -> None:
    """Nobody has it counted anew since, so that 1C keeps the price of that day."""
    then = {"since": "2026-01-15T12:00:00"}
    for said in ("Закупка", "Опт"):
        _kind(world, said)
    counted = {"СпособЗаданияЦены": "НаценкаНаДругойВидЦен", "БазовыйВидЦены_Key": kinds(world)["Закупка"][0]}
    _write(world, "Catalog_ВидыЦен", kinds(world)["Опт"][0], **counted, Наценка=percent)
    priced(world, "Закупка", 0, cost, **then)
    priced(world, "Опт", 0, str(Decimal(cost) * (100 + percent) / 100), **then)


@step(parsers.parse("с тех пор «{said}» первого товара стала {price}"))
@step(parsers.parse("бухгалтер пересчитывает «{said}»: первый товар стоит {price}"))
def priced_anew(world: World, said: str, price: str) -> None:
    priced(world, said, 0, price)


@step(re("клиент 1С с соглашением по виду цен «(?P<said>.+)»"))
def client_with_agreement(world: World, said: str) -> None:
    client_of_kind(world, said)


def client_of_kind(world: World, said: str) -> None:
    """Type a client, the scenario's from now on, whose agreement has the price kind in its header.

    His own card has it, too, and counts where agreements are not in use.
    """
    terms = {"partner": world.new_client_of_base()["partner"], "price_kind": kinds(world)[said][0]}
    made = world.accountant.control.post("agreements", name="Индивидуальное", **terms)
    world.remembered["agreement"] = made["agreement"]
    _write(world, "Catalog_Партнеры", terms["partner"], ВидЦен_Key=terms["price_kind"])


@step(parsers.parse("в соглашении для ценовой группы первого и второго товара «{said}»"))
def kind_of_group(world: World, said: str) -> None:
    _agree(world, ЦеновыеГруппы=[{"ЦеноваяГруппа_Key": _group(world, 2), "ВидЦен_Key": kinds(world)[said][0]}])


@step(parsers.parse("в соглашении для первого товара «{said}», третьему назначена цена {price}"))
def kind_of_item(world: World, said: str, price: str) -> None:
    first, _, third = (item.guid for item in world.items(3))
    of_first = {"Номенклатура_Key": first, "ВидЦены_Key": kinds(world)[said][0]}
    _agree(world, Товары=[of_first, {"Номенклатура_Key": third, "Цена": float(price)}])


@step(parsers.parse("соглашение считает цены по: {sources}"))
def counted_by(world: World, sources: str) -> None:
    """What this does not name is filled in the agreement, and does not count."""
    _agree(world, ВариантРасчетаЦен="".join(_SOURCES[one] for one in sources.split(", ")))


@step(parsers.parse("соглашение называет ещё и индивидуальный вид цен «{said}»"))
def kind_of_agreement(world: World, said: str) -> None:
    _agree(world, ИндивидуальныйВидЦены_Key=kinds(world)[said][0])


@step(parsers.parse("карточка клиента называет ещё и индивидуальный вид цен «{said}»"))
def kind_of_card(world: World, said: str) -> None:
    _write(world, "Catalog_Партнеры", world.party["partner"], ИндивидуальныйВидЦены_Key=kinds(world)[said][0])


@step(re("в 1С ценообразование 2.5, а виды цен называет (?P<who>соглашение|карточка клиента)"))
def modern(world: World, who: str) -> None:
    """The connector reads as it starts what 1C uses; without agreements a client's own card counts."""
    world.undo.append(lambda: world.program.restart("onec-connector"))
    world.switch_base("pricing_25", value=True)
    world.switch_base("agreements", value=who == "соглашение")
    world.program.restart("onec-connector")


_LIMIT = (
    r"(?:по соглашению (?P<agreed>[\d.]+) %)?(?:, для ценовой группы товара (?P<grouped>[\d.]+) %)?"
    r"(?:(?:, )?менеджеру (?P<own>[\d.]+) %)?"
)


@step(re(f"1С ограничивает скидки, данные вручную: {_LIMIT}"))
def limited(world: World, agreed: str | None, grouped: str | None, own: str | None) -> None:
    for name in ("limit_by_agreement", "limit_by_user"):
        world.switch_base(name, value=True)
    if agreed:
        _agree(world, ОграничиватьРучныеСкидки=True, ПроцентРучнойСкидки=float(agreed))
    if grouped:
        _agree(world, ЦеновыеГруппы=[{"ЦеноваяГруппа_Key": _group(world, 1), "ПроцентРучнойСкидки": float(grouped)}])
    if own:
        user = {"Owner": world.company.managers[0].guid, "Owner_Type": "StandardODATA.Catalog_Пользователи"}
        limit = {"ОграничиватьРучныеСкидки": True, "ПроцентРучнойСкидки": float(own)}
        made = _write(world, _SETTINGS, None, Description="Менеджер", **user, **limit)
        world.undo.append(lambda: _write(world, _SETTINGS, made, ОграничиватьРучныеСкидки=False))


@step("форма заказа в 1С подставила бы те же цены")
def as_the_form(world: World) -> None:
    order = world.order
    asked = {"partner": order.document["Партнер_Key"], "agreement": order.document["Соглашение_Key"]}
    listed = {item.guid: price for item, price in zip(world.items(3), world.remembered["listed"], strict=True)}
    for row in order.rows:
        item = row["Номенклатура_Key"]
        filled = world.accountant.control.post("prices/fill", item=item, **asked)
        assert Decimal(str(row["Цена"])) == (Decimal(str(filled["price"])) or listed[item])


@step("в заказе соглашение другого клиента")
def his_agreement(world: World) -> None:
    assert world.order.document["Соглашение_Key"] == world.remembered["agreement"]


def number_of_agreement(world: World) -> str:
    """Return what a note calls the scenario's agreement by."""
    (found,) = world.accountant.look_up(_AGREEMENTS, Ref_Key=f"guid'{world.remembered['agreement']}'")
    return str(found["Номер"])


def _group(world: World, count: int) -> str:
    """Put the first goods into a price group of their own, as long as the scenario lasts."""
    group = _write(world, "Catalog_ЦеновыеГруппы", None, Description=f"Метизы {world.next_number()}")
    for item in world.items(count):
        _write(world, "Catalog_Номенклатура", item.guid, ЦеноваяГруппа_Key=group)
        undone = {"of": "Catalog_Номенклатура", "guid": item.guid, "set": {"ЦеноваяГруппа_Key": _NONE}}
        world.undo.append(lambda undone=undone: world.accountant.control.post("objects", **undone))
    return group


def _agree(world: World, **terms: Any) -> None:
    world.accountant.control.post("agreements", guid=world.remembered["agreement"], set=terms)


def _write(world: World, of: str, guid: str | None, **values: Any) -> str:
    return str(world.accountant.control.post("objects", of=of, guid=guid, set=values)["object"])
