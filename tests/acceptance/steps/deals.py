"""What managers do with deals."""

from decimal import Decimal

from pytest_bdd import parsers, step

from sandbox.people.seller import STAGES

from ..world import World, until  # noqa: TID252 - the tests are no package of the product


@step("сделка клиента с двумя товарами в стадии «Поступил заказ»")
@step("сделка этой компании с двумя товарами")
@step("сделка этого лица с двумя товарами")
def a_deal(world: World) -> None:
    world.deal_with(world.two_rows())


@step("сделка клиента с тремя товарами, по которой создан заказ")
def a_deal_of_three_with_an_order(world: World) -> None:
    world.deal_with([world.seller.row(item, 2) for item in world.items(3)])
    ordered(world)


@step("сделка клиента, по которой создан заказ")
def a_deal_with_an_order(world: World) -> None:
    world.deal_with(world.two_rows())
    ordered(world)


def ordered(world: World) -> None:
    world.seller.move(world.card.id, "Заказ в работе")
    world.remembered["order"] = world.until_ordered()


@step("две сделки этой компании")
def two_deals(world: World) -> None:
    world.second_deal = world.deal_with(world.two_rows()).id
    world.deal_with(world.two_rows())


@step("обе сделки сразу двигают в «Заказ в работе»")
def both_at_once(world: World) -> None:
    ids = [world.card.id, world.second_deal]
    world.seller.control.post("deals/edit", ids=ids, stage=STAGES["Заказ в работе"])


@step(parsers.parse("менеджер двигает сделку в «{stage}»"))
def moved(world: World, stage: str) -> None:
    world.seller.move(world.card.id, stage)


@step("менеджер удаляет сделку")
def delete(world: World) -> None:
    world.remembered["responsible"] = int(world.card.deal["assignedById"])
    world.seller.control.delete(f"deals/{world.card.id}")


@step(parsers.parse('менеджер меняет название сделки на "{title}"'))
def renamed(world: World, title: str) -> None:
    world.seller.edit(world.card.id, title=title)


@step("сделку ведёт не тот, кто в правилах по умолчанию")
def led_by_another(world: World) -> None:
    world.seller.edit(world.card.id, manager=13)


@step("сделку передают другому менеджеру")
def handed_over(world: World) -> None:
    world.seller.edit(world.card.id, manager=12)


@step("менеджер убирает из сделки клиента")
def client_removed(world: World) -> None:
    world.seller.edit(world.card.id, company=0, contacts=[])


@step("менеджер возвращает в сделку клиента")
def client_returned(world: World) -> None:
    world.seller.edit(world.card.id, company=world.party["company"])


@step("менеджер выбирает в сделке вторую нашу организацию")
def second_organisation(world: World) -> None:
    chosen = world.organisation_choice(world.company.organisations[1])
    world.seller.edit(world.card.id, fields={world.own_field("ORGANISATION"): chosen})


@step(parsers.re('в поле сделки "(?P<name>[A-Z_]+)" менеджер пишет "(?P<text>.*)"'))
def own_field_typed(world: World, name: str, text: str) -> None:
    world.seller.edit(world.card.id, fields={world.customers_field(name): text})


@step("менеджер выбирает в поле «Соглашение» второе")
def agreement_named(world: World) -> None:
    wanted = world.remembered["agreement"]
    chosen = until(lambda: world.seller.choices("AGREEMENT").get(wanted), "the second agreement in the list")
    world.seller.edit(world.card.id, fields={world.own_field("AGREEMENT"): chosen})


@step("менеджер выбирает в поле «Склад» второй склад")
def warehouse_named(world: World) -> None:
    wanted = world.company.warehouses[1].guid
    chosen = until(lambda: world.seller.choices("WAREHOUSE").get(wanted), "the second warehouse in the list")
    world.seller.edit(world.card.id, fields={world.own_field("WAREHOUSE"): chosen})


@step(parsers.parse("менеджер добавляет в сделку строку на {price}"))
def row_added(world: World, price: str) -> None:
    item = world.items(4)[3]
    world.seller.control.post(f"deals/{world.card.id}/rows", add=[world.seller.row(item, 1, Decimal(price))])
    world.remembered["typed"] = [(row["productId"], row["quantity"], row["price"]) for row in world.card.rows]


@step("менеджер переставляет строки и убирает последнюю")
def rows_turned_and_cut(world: World) -> None:
    rows = [world.seller.row(item, 2) for item in world.items(3)]
    world.seller.set_rows(world.card.id, [rows[1], rows[0]])


@step("менеджер переставляет строки")
def rows_turned(world: World) -> None:
    rows = [world.seller.row(item, 2) for item in world.items(3)]
    world.seller.set_rows(world.card.id, list(reversed(rows)))


@step("менеджер копирует сделку и двигает копию в «Заказ в работе»")
def copied(world: World) -> None:
    world.second_deal = int(world.seller.control.post(f"deals/{world.card.id}/copy")["deal"]["id"])
    world.seller.move(world.second_deal, "Заказ в работе")


@step("сделка клиента, созданная до даты отсечки")
def an_old_deal(world: World) -> None:
    world.deal_with(world.two_rows(), createdTime="2025-12-30T10:00:00+03:00")


@step(
    parsers.parse(
        "сделка клиента со строкой {what}: количество {quantity}, цена {price}, скидка {discount} %, НДС {rate}"
    )
)
def a_deal_of_one_row(world: World, what: str, quantity: str, price: str, discount: str, rate: str) -> None:
    world.deal_with([world.special_row(what, Decimal(quantity), Decimal(price), Decimal(discount), rate)])


@step(parsers.parse("сделка клиента, где один товар стоит дважды: по {first} и по {second}"))
def one_item_twice(world: World, first: str, second: str) -> None:
    item = world.items(1)[0]
    world.deal_with([world.seller.row(item, 1, Decimal(first)), world.seller.row(item, 1, Decimal(second))])


@step("сделка клиента с товаром, которого нет в 1С")
def an_item_unknown_to_the_base(world: World) -> None:
    item = world.unknown_item()
    world.remembered["item"] = item
    world.deal_with([world.seller.row(item, 1)])


@step("сделка клиента с двумя товарами и суммой, набранной вручную")
def a_manual_amount(world: World) -> None:
    world.deal_with(world.two_rows(), opportunity=1, manual_opportunity="Y")


@step(parsers.re("сделка клиента, в которой (?P<wrong>нет строк|строка без товара|количество 0|валюта USD)"))
def a_deal_with_a_fault(world: World, wrong: str) -> None:
    row = world.seller.row(world.items(1)[0], 1)
    faulty = {
        "нет строк": ([], {}),
        "строка без товара": ([{"productName": "Доставка до подъезда", "price": 500, "quantity": 1}], {}),
        "количество 0": ([{**row, "quantity": 0}], {}),
        "валюта USD": ([row], {"fields": {"currencyId": "USD"}}),
    }
    rows, fields = faulty[wrong]
    world.deal_with(rows, **fields)


@step("в сделке выбран второй реквизит")
def second_requisite(world: World) -> None:
    world.seller.edit(world.card.id, requisite=int(world.party["requisites"][1]["ID"]))


@step(parsers.parse("сделка стоит в «{stage}»"))
def stands(world: World, stage: str) -> None:
    assert world.card.stage == STAGES[stage]


@step(parsers.parse("сделка переходит в «{stage}»"))
def goes(world: World, stage: str) -> None:
    until(lambda: world.card.stage == STAGES[stage], f"deal {world.deal_id} in «{stage}»")


@step("менеджер восстанавливает сделку из корзины")
def restored(world: World) -> None:
    """The order stays the one that the scenario has seen: a second one would carry the new id."""
    assert world.order.guid
    world.remembered["deleted"] = world.deal_id
    world.deal_id = int(world.seller.control.post(f"deals/{world.deal_id}/restore")["deal"]["id"])
