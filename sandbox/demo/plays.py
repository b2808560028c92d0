"""Plays the customer's specification in the demo, requirement by requirement (R1 to R22).

What is shown is never what a default would give: manager and organisation are others than those of the rules.
"""

from decimal import Decimal

from sandbox.boards.words import money
from sandbox.demo.born import born_in_1c, stands
from sandbox.demo.client_prices import client_prices
from sandbox.demo.clients import TypedCompany, entities_of, name_in, persons_of, type_company
from sandbox.demo.directories import new_clients, new_goods
from sandbox.demo.scene import Promise, Scene, until
from sandbox.people.accountant import Order
from sandbox.people.seller import STAGES, Card

WORDS = "Звонить после обеда"
"""The manager's comment to the deal."""
INVOICE_S = 90.0
"""No event tells of an invoice: the sweep finds it, every minute by default."""
OF_THE_ORDER = ("R3", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R13", "R19", "R22")
"""What the order of the first deal shows."""


def play_all(scene: Scene, *, has_directories: bool) -> None:
    """Play every requirement of the demo, and clients and goods if the rules let directories cross."""
    parked = scene.seller.deal_for(scene.client(0, known=False), _rows(scene))
    scene.seller.control.post(f"deals/{parked.id}/rows", add=[scene.seller.row(scene.items(3)[2], 1)])
    client = type_company(scene, "Клён", "Кленова Вера Павловна", "7731")
    unknown = entities_of(scene, client.inn) == []
    deal, order = _new_order(scene, client)
    if order is None:
        scene.fail(OF_THE_ORDER, "заказ по сделке", "заказа нет")
    else:
        _what_the_order_holds(scene, deal, order)
        _whom_and_what_it_names(scene, client, order, unknown=unknown)
        _edits(scene, deal, order)
        _paid_then_shipped(scene, deal, order)
    _shipped_first(scene)
    born_in_1c(scene)
    if has_directories:
        client_prices(scene)
        new_clients(scene)
        new_goods(scene)
    nothing = scene.accountant.orders_of_deal(parked.id) == []
    done = f"сделка {parked.id} лежит в «Поступил заказ», в неё добавлена строка"
    scene.check("R1", done, ok=nothing, appeared="заказа в 1С нет" if nothing else "заказ появился")


def _rows(scene: Scene) -> list[dict[str, object]]:
    first, second = scene.items(2)
    return [scene.seller.row(first, 2), scene.seller.row(second, 3)]


def _new_order(scene: Scene, client: TypedCompany) -> tuple[Card, Order | None]:
    """Show an order of a deal whose manager and organisation a person has chosen: others than those of the rules."""
    party = {"company": client.id, "contacts": [client.contact]}
    made = scene.seller.create(title=f"Заказ {client.name}", manager=13, rows=_rows(scene), comments=WORDS, **party)
    ours = scene.seller.organisation_choice(scene.company.organisations[1].inn)
    deal = scene.seller.choose(made, "ORGANISATION", ours)

    def ordered() -> str | None:
        order = scene.order_of(deal)
        if order is None or order.total != scene.seller.card(deal.id).amount:
            return None
        return f"заказ {order.number} проведён на {money(order.total)} ₽"

    def numbered() -> str | None:
        number, order = scene.seller.card(deal.id).field("NUMBER"), scene.order_of(deal)
        return f"в поле сделки {number}" if number and order and number == order.number else None

    scene.show_together(
        Promise("R2", f"сделка {deal.id} перенесена в «Заказ в работе»", lambda: scene.to_work(deal.id), ordered),
        Promise("R21", "1С дала заказу номер", lambda: None, numbered),
    )
    return deal, scene.order_of(deal)


def _what_the_order_holds(scene: Scene, deal: Card, order: Order) -> None:
    document, company = order.document, scene.company
    manager, ours = company.managers[2], company.organisations[1]
    same = document["Менеджер_Key"] == manager.guid
    done = f"в сделке {manager.full_name}, по умолчанию {company.managers[0].full_name}"
    scene.check("R8", done, ok=same, appeared=f"в заказе {name_in(order, 'Менеджер_Key')}")
    same = document["Организация_Key"] == ours.guid
    done = f"в сделке выбрано {ours.name}, по умолчанию {company.organisations[0].name}"
    scene.check("R9", done, ok=same, appeared=f"в заказе {name_in(order, 'Организация_Key')}")
    words = (str(deal.deal["title"]), f"/crm/deal/details/{deal.id}/", WORDS)
    holds = all(one in document["Комментарий"] for one in words)
    appeared = "стоят в комментарии заказа" if holds else f"в комментарии заказа: {document['Комментарий']}"
    scene.check("R13", "название, ссылка и комментарий сделки", ok=holds, appeared=appeared)


def _whom_and_what_it_names(scene: Scene, client: TypedCompany, order: Order, *, unknown: bool) -> None:
    found = entities_of(scene, client.inn)
    same = [one["Ref_Key"] for one in found] == [order.document["Контрагент_Key"]]
    person = name_in(order, "КонтактноеЛицо_Key")
    same = same and unknown and person == client.person and persons_of(scene, found[0]) == [person]
    done = f"в сделке {client.name} и {client.person}, " + ("1С их не знала" if unknown else "1С их уже знала")
    appeared = f"контрагентов с ИНН {client.inn}: {len(found)}, контактное лицо {person}"
    scene.check("R7", done, ok=same, appeared=appeared)
    goods = scene.items(2)
    rows = [(row["Номенклатура_Key"], Decimal(row["Количество"])) for row in order.rows]
    same = rows == [(item.guid, Decimal(quantity)) for item, quantity in zip(goods, (2, 3), strict=True)]
    names = ", ".join(item.name for item in goods)
    scene.check("R10", names, ok=same, appeared="те же карточки в заказе" if same else "другие карточки")


def _edits(scene: Scene, deal: Card, order: Order) -> None:
    item = scene.items(3)[2]

    def totals_meet() -> str | None:
        now, amount = scene.accountant.order(order.guid), scene.seller.card(deal.id).amount
        taken = [row for row in now.rows if row["Номенклатура_Key"] == item.guid]
        return f"{money(now.total)} ₽ в заказе и в сделке" if taken and now.total == amount != order.total else None

    add = [scene.seller.row(item, 1, Decimal("750.00"))]
    act = lambda: scene.seller.control.post(f"deals/{deal.id}/rows", add=add)  # noqa: E731 - one short act
    scene.show("R11", "в сделку добавлена строка на 750,00 ₽", act, totals_meet)
    before = scene.seller.card(deal.id)
    first = order.rows[0]["КодСтроки"]

    def quantity_meets() -> str | None:
        card = scene.seller.card(deal.id)
        met = Decimal(card.rows[0]["quantity"]) == 5 and card.amount == scene.accountant.order(order.guid).total
        return f"в сделке 5 шт., сумма {money(card.amount)} ₽" if met and card.amount != before.amount else None

    change = lambda: scene.accountant.edit(order.guid, change=[{"row": first, "quantity": 5}])  # noqa: E731
    scene.show("R19", "бухгалтер поставил 5 шт. в первой строке", change, quantity_meets)


def _paid_then_shipped(scene: Scene, deal: Card, order: Order) -> None:
    before = scene.accountant.order(order.guid).version
    scene.seller.move(deal.id, "Счет выставлен")
    pay = lambda: scene.accountant.act(order.guid, "pay", percent=100)  # noqa: E731
    scene.show("R5", "оплачено 100 %", pay, stands(scene, deal, "Счет оплачен"))
    same = scene.accountant.order(order.guid).version == before
    done = "менеджер поставил «Счет выставлен»"
    scene.check("R3", done, ok=same, appeared="заказ не изменился" if same else "заказ изменился")
    _unpaid_and_invoiced(scene, deal, order)
    scene.accountant.act(order.guid, "pay", percent=100)
    ship = lambda: scene.accountant.act(order.guid, "ship", percent=100)  # noqa: E731
    scene.show("R6", "отгружено 100 %", ship, stands(scene, deal, "Отгружен и оплачен"))


def _unpaid_and_invoiced(scene: Scene, deal: Card, order: Order) -> None:
    """Show a payment that is taken back, and meanwhile the number of an invoice in the order."""
    number = f"{deal.id}-А"

    def invoiced() -> str | None:
        lines = scene.accountant.order(order.guid).document["Комментарий"].split("\n")
        return next((f"в комментарии заказа «{line}»" for line in lines if f"Счёт № {number} от" in line), None)

    unpay = lambda: scene.accountant.act(order.guid, "unpay")  # noqa: E731
    issue = lambda: scene.seller.control.post("invoices", deal=deal.id, number=number)  # noqa: E731
    scene.show_together(
        Promise("R22", "оплата отменена", unpay, stands(scene, deal, "Счет выставлен")),
        Promise("R13", f"в сделке выставлен счёт № {number}", issue, invoiced),
        patience_s=INVOICE_S,
    )


def _shipped_first(scene: Scene) -> None:
    client = scene.client(0, known=True)
    deal = scene.seller.deal_for(client, _rows(scene), stage=STAGES["Заказ в работе"])
    scene.in_work.append(deal.id)

    def act() -> None:
        order = until(lambda: scene.order_of(deal))
        scene.accountant.act(order.guid, "ship", percent=100)

    scene.show("R4", "отгружено 100 %, оплаты нет", act, stands(scene, deal, "Отгружен"))
