"""What accountants and storekeepers do with orders."""

from decimal import Decimal

import pytest
from pytest_bdd import parsers, step

from sandbox.base.seed.company import CARGO

from ..world import World, until  # noqa: TID252


@step(parsers.parse("бухгалтер проводит оплату {percent:d} % заказа"))
def paid(world: World, percent: int) -> None:
    world.accountant.act(world.order.guid, "pay", percent=percent)


@step("бухгалтер отменяет оплату")
def unpaid(world: World) -> None:
    world.accountant.act(world.order.guid, "unpay")


@step(parsers.parse("кладовщик отгружает {percent:d} % заказа"))
def shipped(world: World, percent: int) -> None:
    world.accountant.act(world.order.guid, "ship", percent=percent)


@step("заказ по договору дошёл в 1С до «Готов к закрытию»")
def ready_by_contract(world: World) -> None:
    order = world.accountant.act(world.order.guid, "ship", percent=100)
    assert (order.state_name, int(order.state["ПроцентОтгрузки"])) == ("ГотовКЗакрытию", 0), order.state


@step("бухгалтер отменяет все строки заказа")
def rows_cancelled(world: World) -> None:
    cancelled = [{"row": row["КодСтроки"], "cancelled": True} for row in world.order.rows]
    order = world.accountant.edit(world.order.guid, change=cancelled)
    assert order.state_name in {"ГотовКЗакрытию", "Закрыт"}, order.state
    world.remembered["words"] = "все строки отменены"


@step("бухгалтер ставит цену 0 во всех строках заказа")
def free_of_charge(world: World) -> None:
    world.accountant.edit(world.order.guid, change=[{"row": row["КодСтроки"], "price": 0} for row in world.order.rows])


@step("бухгалтер отменяет проведение заказа")
def unposted(world: World) -> None:
    world.accountant.act(world.order.guid, "unpost")
    world.remembered["words"] = "не проведён"


@step("бухгалтер проводит заказ")
def posted(world: World) -> None:
    world.accountant.act(world.order.guid, "post")


@step("из 1С пропала строка состояния заказа")
def without_a_state(world: World) -> None:
    order = world.accountant.act(world.order.guid, "show_state", state=None)
    assert order.posted
    assert not order.state, order.state


@step("1С временно показывает отгруженный заказ неотгруженным")
def provisional(world: World) -> None:
    world.switch_base("provisional_state", value=True)
    world.switch_base("state_lag_s", value=600)
    order = world.accountant.act(world.order.guid, "ship", percent=100)
    assert int(order.state["ПроцентОтгрузки"]) == 0, order.state


@step(parsers.parse('1С показывает состояние заказа "{state}"'))
def state_to_come(world: World, state: str) -> None:
    world.accountant.act(world.order.guid, "show_state", state=state)


@step("1С пересчитала заказ")
def settled(world: World) -> None:
    world.accountant.act(world.order.guid, "settle")


@step("1С нового релиза")
def newest_release(world: World) -> None:
    release = world.program.stack.base.told["release"]
    if release != "ut-11.5.27":
        pytest.skip(f"{release} has no state for it")


@step("кладовщик выдаёт товар без реализации")
def handed_over(world: World) -> None:
    world.accountant.act(world.order.guid, "hand_over")


@step("на складе ничего нет")
def nothing_in_stock(world: World) -> None:
    world.switch_base("in_stock", value=False)


@step("1С не даёт менять отгруженное")
def shipped_is_shipped(world: World) -> None:
    world.switch_base("after_shipment_control", value="rows")


@step("в 1С включено согласование заказов")
def approval(world: World) -> None:
    world.switch_base("approval", value=True)
    world.restart("onec-connector")
    world.undo.insert(0, lambda: world.restart("onec-connector"))


@step("в 1С проведён заказ клиента с двумя товарами")
def an_order(world: World) -> None:
    world.order_guid = world.accountant.create(world.client_of_base(), world.order_rows()).guid


@step("в 1С проведён заказ клиента с двумя товарами, который ведёт не тот, кто в правилах по умолчанию")
def an_order_of_another(world: World) -> None:
    manager = world.company.managers[1].guid
    world.order_guid = world.accountant.create(world.client_of_base(), world.order_rows(), manager=manager).guid


@step("в 1С проведён заказ этого клиента")
def an_order_of_this_client(world: World) -> None:
    made = world.party
    order = world.accountant.create(made["partner"], world.order_rows(), person=made.get("person"))
    world.order_guid = order.guid


@step("в 1С записан, но не проведён заказ клиента")
def a_draft(world: World) -> None:
    world.order_guid = world.accountant.create(world.client_of_base(), world.order_rows(), posted=False).guid


@step("в 1С проведён заказ клиента, датированный до даты отсечки")
def an_old_order(world: World) -> None:
    order = world.accountant.create(world.client_of_base(), world.order_rows(), date="2025-12-30T10:00:00")
    world.order_guid = order.guid


@step("в 1С проведён заказ с товаром, которого нет в каталоге портала")
def an_item_unknown_to_the_portal(world: World) -> None:
    name = f"Образец {world.next_number()}"
    item = world.accountant.control.post("items", name=name, price=100, kind="goods")["item"]
    world.remembered |= {"item_name": name, "item": item}
    rows = [{"item": item, "quantity": 2, "price": 100}]
    world.order_guid = world.accountant.create(world.client_of_base(), rows).guid


@step("в 1С заказ клиента с упаковкой по 12 штук, 2 упаковки")
def an_order_in_packs(world: World) -> None:
    item = next(one for one in world.company.items if any(pack.ratio == 12 for pack in one.packs))
    pack = next(pack for pack in item.packs if pack.ratio == 12)
    rows = [{"item": item.guid, "pack": pack.guid, "quantity": 2, "price": 1200}]
    world.order_guid = world.accountant.create(world.client_of_base(), rows).guid


@step("бухгалтер заводит этот товар в 1С")
def item_made(world: World) -> None:
    item = world.remembered["item"]
    world.accountant.control.post(
        "items", guid=item.guid, name=item.name, article=item.article, kind=item.kind, price=item.price
    )


@step(parsers.parse("бухгалтер меняет количество в первой строке заказа на {quantity:d}"))
def quantity_changed(world: World, quantity: int) -> None:
    first = world.order.rows[0]
    world.accountant.edit(world.order.guid, change=[{"row": first["КодСтроки"], "quantity": quantity}])


@step(parsers.parse("бухгалтер ставит в первой строке заказа количество {quantity:d} и сумму {total}"))
def total_changed(world: World, quantity: int, total: str) -> None:
    first = world.order.rows[0]
    discount = Decimal("0.02")
    price = (Decimal(total) + discount) / quantity
    world.accountant.edit(
        world.order.guid,
        change=[{"row": first["КодСтроки"], "quantity": quantity, "price": price, "discount_percent": Decimal("0.02")}],
    )
    assert Decimal(world.order.rows[0]["СуммаСНДС"]) == Decimal(total)


@step("менеджер ставит количество 4, а бухгалтер в то же время 6")
def both_edit(world: World) -> None:
    card, order = world.card, world.order
    world.program.kill("onec-connector")  # neither edit is on its way before the other is made
    world.seller.control.post(f"deals/{card.id}/rows", change={str(card.rows[0]["id"]): {"quantity": 4}})
    world.accountant.edit(order.guid, change=[{"row": order.rows[0]["КодСтроки"], "quantity": 6}])
    world.program.start("onec-connector")


@step("в заказе меняют менеджера")
def order_handed_over(world: World) -> None:
    others = world.company.managers[1:]  # the first stands in for whoever is not found
    other = next(one for one in others if one.guid != world.order.document["Менеджер_Key"])
    world.accountant.edit(world.order.guid, header={"Менеджер_Key": other.guid})


@step("в заказе выбирают вторую нашу организацию")
def order_of_another_organisation(world: World) -> None:
    second = world.company.organisations[1].guid
    world.accountant.edit(world.order.guid, header={"Организация_Key": second})


@step("бухгалтер копирует заказ и проводит копию")
def order_copied(world: World) -> None:
    copy = world.accountant.act(world.order.guid, "copy")
    world.copy_guid = copy.guid
    world.accountant.act(copy.guid, "post")


@step("бухгалтер сохраняет заказ в форме")
def saved_in_form(world: World) -> None:
    world.remembered["complaints"] = world.accountant.complaints(world.order.guid)


@step("1С ни на что не жалуется")
def no_complaints(world: World) -> None:
    assert world.remembered["complaints"] == []


@step(parsers.parse('состояние заказа в 1С "{state}"'))
def in_state(world: World, state: str) -> None:
    until(lambda: world.order.state_name == state, f"state {state}, now {world.order.state_name}")


@step(parsers.re('адрес доставки заказа "(?P<text>.*)"'))
def delivery_of_the_order(world: World, text: str) -> None:
    until(lambda: world.order.document["АдресДоставки"] == text, f"the address «{text}» in the order")


@step(parsers.parse('вид груза в заказе "{text}"'))
def cargo_of_the_order(world: World, text: str) -> None:
    until(lambda: cargo_of(world) == [text], f"cargo «{text}», now {cargo_of(world)}")


def cargo_of(world: World) -> list[str]:
    rows = world.order.document["ДополнительныеРеквизиты"]
    return [row["Значение"] for row in rows if row["Свойство_Key"] == CARGO]


@step(parsers.parse('бухгалтер меняет в заказе вид груза на "{text}"'))
def cargo_changed(world: World, text: str) -> None:
    rows = [{"LineNumber": 1, "Свойство_Key": CARGO, "Значение": text, "Значение_Type": "Edm.String"}]
    world.accountant.edit(world.order.guid, header={"ДополнительныеРеквизиты": rows})


@step(parsers.parse('поле сделки "{name}" становится "{text}"'))
def own_field_becomes(world: World, name: str, text: str) -> None:
    field = world.customers_field(name)
    until(lambda: world.card.deal[field] == text, f"«{text}» in the field {field} of the deal")
