"""What is to be seen on both sides afterwards."""

from decimal import Decimal

from pytest_bdd import parsers, step

from ..world import World, until  # noqa: TID252


@step("обмен успокоился")
def quiet(world: World) -> None:
    world.until_quiet()


@step("заказа по сделке в 1С нет")
def no_order(world: World) -> None:
    assert [order.number for order in world.orders()] == []


@step("в 1С ровно один заказ по сделке")
def one_order(world: World) -> None:
    world.until_ordered()

    assert len(world.orders()) == 1


@step("по каждой сделке ровно один заказ")
def one_order_each(world: World) -> None:
    for deal in (world.deal_id, world.second_deal):
        until(lambda deal=deal: world.orders(deal), f"an order of deal {deal}")
    world.until_quiet()

    assert [len(world.orders(deal)) for deal in (world.deal_id, world.second_deal)] == [1, 1]


@step("у копии сделки свой заказ")
def copy_has_its_own(world: World) -> None:
    found = until(lambda: world.orders(world.second_deal), f"an order of the copy {world.second_deal}")

    assert [order.guid for order in found] != [world.order.guid]
    assert len(world.orders()) == 1


@step("заказ проведён и его сумма равна сумме сделки")
def same_total(world: World) -> None:
    order, card = world.order, world.card

    assert order.posted
    assert (order.total, order.total) == (card.rows_total, card.amount)


@step("сумма заказа равна сумме сделки")
@step("сумма сделки равна сумме заказа")
def totals_meet(world: World) -> None:
    until(lambda: world.order.total == world.card.amount, "order and deal of one sum")


@step("сумма заказа равна сумме строк сделки")
def total_of_rows(world: World) -> None:
    assert world.order.total == world.card.rows_total


@step(parsers.parse("строка заказа: количество {quantity}, сумма {total}, НДС {rate}"))
def the_row(world: World, quantity: str, total: str, rate: str) -> None:
    (row,) = world.order.rows

    assert (Decimal(row["Количество"]), Decimal(row["СуммаСНДС"])) == (Decimal(quantity), Decimal(total))
    assert world.vat_rate(row) == rate


@step(parsers.parse("в заказе {count:d} строки"))
def row_count(world: World, count: int) -> None:
    until(lambda: len(world.order.rows) == count, f"{count} rows in the order")


@step(parsers.parse("в заказе {count:d} строки на суммы {totals}"))
def row_totals(world: World, count: int, totals: str) -> None:
    assert [Decimal(row["СуммаСНДС"]) for row in world.order.rows] == [Decimal(text) for text in totals.split(", ")]
    assert len(world.order.rows) == count


@step(parsers.parse("в сделке строка: количество {quantity}"))
def deal_row(world: World, quantity: str) -> None:
    until(lambda: world.card.rows, "rows in the deal")

    assert [Decimal(row["quantity"]) for row in world.card.rows] == [Decimal(quantity)]


@step(parsers.parse("в первой строке сделки количество {quantity:d}"))
def first_deal_row(world: World, quantity: int) -> None:
    until(lambda: Decimal(world.card.rows[0]["quantity"]) == quantity, f"quantity {quantity} in the deal")


@step("заказ не изменился")
def order_untouched(world: World) -> None:
    before = world.remembered["order"]

    assert world.order.version == before.version


@step("заказ проведён")
def is_posted(world: World) -> None:
    assert world.order.posted


@step("заказ не проведён")
def is_not_posted(world: World) -> None:
    until(lambda: not world.order.posted, "the order unposted")


@step("тот же заказ снова проведён")
def posted_again(world: World) -> None:
    until(lambda: world.order.posted, "the order posted again")

    assert len(world.orders()) == 1


@step("заказ снова проведён")
def posted_anew(world: World) -> None:
    until(lambda: world.order.posted, "the order posted again")


@step("у клиента в 1С один заказ, и сделка показывает его")
def one_order_shown(world: World) -> None:
    made = [*world.orders(), *world.orders(world.remembered["deleted"])]

    assert [one.guid for one in made] == [world.order.guid]
    assert world.order.posted
    assert world.card.field("NUMBER") == world.order.number


@step("восстановленная сделка одна по заказу")
def restored_alone(world: World) -> None:
    assert world.seller.deals_of(world.order.guid) == [world.deal_id]
    assert world.orders() == []
    assert world.card.field("NUMBER") == world.order.number


@step("коды прежних строк заказа не изменились")
def codes_kept(world: World) -> None:
    before = [row["КодСтроки"] for row in world.remembered["order"].rows]

    assert [row["КодСтроки"] for row in world.order.rows][: len(before)] == before


@step("строки сделки остались как набрал менеджер")
def rows_as_typed(world: World) -> None:
    world.until_quiet()

    assert [(row["productId"], row["quantity"], row["price"]) for row in world.card.rows] == world.remembered["typed"]


@step("в сделке и в заказе одно и то же количество")
def one_quantity(world: World) -> None:
    until(lambda: len(_quantities(world)) == 1, "one quantity on both sides")

    (world.remembered["quantity"],) = _quantities(world)


def _quantities(world: World) -> set[Decimal]:
    return {Decimal(world.card.rows[0]["quantity"]), Decimal(world.order.rows[0]["Количество"])}


@step("в сделке стоит номер заказа")
def number_in_the_deal(world: World) -> None:
    until(lambda: world.card.field("NUMBER") == world.order.number, "the order's number in the deal")


@step("номер заказа в сделке сменился на новый")
def new_number(world: World) -> None:
    number_in_the_deal(world)

    assert world.card.field("NUMBER") != world.remembered["order"].number


@step(parsers.parse("в полях сделки оплачено {paid:d} и отгружено {shipped:d}"))
def figures(world: World, paid: int, shipped: int) -> None:
    def shown() -> bool:
        card = world.card
        return (Decimal(card.field("PAID") or 0), Decimal(card.field("SHIPPED") or 0)) == (paid, shipped)

    until(shown, f"paid {paid} and shipped {shipped} in the deal")


@step(parsers.parse('в сделке состояние заказа "{state}"'))
def state_shown(world: World, state: str) -> None:
    until(lambda: world.card.field("STATE") == state, f"state {state} in the deal, now {world.card.field('STATE')}")


@step(parsers.re('в сделке обмен "(?P<state>[^"]+)" и мешает "(?P<why>[^"]*)"'))
def exchange_shown(world: World, state: str, why: str) -> None:
    def shown() -> bool:
        listed = world.seller.field_of_deals("UF_CRM_DEALBUS_EXCHANGE")["LIST"]
        named = {str(one["ID"]): one["VALUE"] for one in listed}
        said = str(world.card.field("HINDRANCE") or "")
        return named.get(str(world.card.field("EXCHANGE"))) == state and (why in said if why else not said)

    until(shown, f"the exchange as {state} in the deal, now {world.card.field('HINDRANCE')!r}")


@step("менеджер заказа тот же, что в сделке")
def same_manager(world: World) -> None:
    place = int(world.card.deal["assignedById"]) - 11
    until(
        lambda: world.order.document["Менеджер_Key"] == world.company.managers[place].guid,
        "the deal's manager in the order",
    )


@step("ответственный по сделке тот же, что в заказе")
def same_responsible(world: World) -> None:
    def same() -> bool:
        guids = [manager.guid for manager in world.company.managers]
        return int(world.card.deal["assignedById"]) - 11 == guids.index(world.order.document["Менеджер_Key"])

    until(same, "the order's manager in the deal")


@step(parsers.re("организация заказа (?P<which>первая|вторая) из наших"))
def organisation_of_the_order(world: World, which: str) -> None:
    expected = world.company.organisations[{"первая": 0, "вторая": 1}[which]]
    until(lambda: world.order.document["Организация_Key"] == expected.guid, f"organisation {expected.name}")


@step("организация в сделке та же, что в заказе")
def organisation_of_the_deal(world: World) -> None:
    def same() -> bool:
        guid = world.order.document["Организация_Key"]
        ours = next(one for one in world.company.organisations if one.guid == guid)
        return str(world.card.field("ORGANISATION")) == str(world.organisation_choice(ours))

    until(same, "the order's organisation in the deal")


@step("в заказе второе соглашение")
def second_agreement(world: World) -> None:
    assert world.order.document["Соглашение_Key"] == world.remembered["agreement"]


@step("в заказе второй склад")
def second_warehouse(world: World) -> None:
    assert world.order.document["Склад_Key"] == world.company.warehouses[1].guid


@step("появляется сделка по заказу")
def deal_appears(world: World) -> None:
    world.until_deal()


@step("сделки по заказу нет")
def no_deal(world: World) -> None:
    assert world.seller.deals_of(world.order.guid) == []


@step("по заказу ровно одна сделка")
def one_deal(world: World) -> None:
    expected = [] if world.orders() else [world.deal_id]

    assert world.seller.deals_of(world.order.guid) == expected


@step("у копии своя сделка")
def copy_has_its_own_deal(world: World) -> None:
    copy = world.copy_guid or ""
    (deal,) = until(lambda: world.seller.deals_of(copy), f"a deal of the copy {copy}")

    assert deal != world.deal_id


@step("у клиента в 1С ровно один заказ")
def one_order_of_the_client(world: World) -> None:
    markers = [line["НомерПоДаннымКлиента"] for line in world.accountant.lines()]

    assert f"B24-{world.deal_id}" not in markers


@step("в сделке есть строка без товара с его названием")
def free_text_row(world: World) -> None:
    (row,) = until(lambda: world.card.rows, "rows in the deal")

    assert (row["productId"], row["productName"]) == (0, world.remembered["item_name"])
