"""Plays the customer's specification in the demo, requirement by requirement (R1 to R22)."""

from collections.abc import Callable
from decimal import Decimal

from sandbox.boards.words import money
from sandbox.dataset.identity import company_inn, kpp
from sandbox.demo.client_prices import client_prices
from sandbox.demo.directories import new_clients, new_goods
from sandbox.demo.scene import Scene
from sandbox.demo.titles import TITLES
from sandbox.people.accountant import Order
from sandbox.people.seller import STAGES, Card


def play_all(scene: Scene, *, has_directories: bool) -> None:
    """Play every requirement of the demo, and clients and goods if the rules let directories cross."""
    parked = scene.seller.deal_for(scene.client(0, known=False), _rows(scene))
    deal, order = _new_order(scene)
    nothing = scene.accountant.orders_of_deal(parked.id) == []
    done = f"сделка {parked.id} лежит в «Поступил заказ»"
    scene.check("R1", TITLES["R1"], done, ok=nothing, appeared="заказа в 1С нет" if nothing else "заказ появился")
    if order is not None:
        _what_the_order_holds(scene, deal, order)
        _whom_and_what_it_names(scene, order)
        _edits(scene, deal, order)
        _paid_then_shipped(scene, deal, order)
    _shipped_first(scene)
    _born_in_1c(scene)
    if has_directories:
        client_prices(scene)
        new_clients(scene)
        new_goods(scene)


def _rows(scene: Scene) -> list[dict[str, object]]:
    first, second = scene.items(2)
    return [scene.seller.row(first, 2), scene.seller.row(second, 3)]


def _new_order(scene: Scene, client: int = 1) -> tuple[Card, Order | None]:
    deal = scene.seller.deal_for(scene.client(client, known=False), _rows(scene))

    def seen() -> str | None:
        order = scene.order_of(deal)
        if order is None or order.total != scene.seller.card(deal.id).amount:
            return None
        return f"заказ {order.number} проведён на {money(order.total)} ₽"

    act = lambda: scene.seller.move(deal.id, "Заказ в работе")  # noqa: E731 - one short act
    scene.show("R2", TITLES["R2"], f"сделка {deal.id} перенесена в «Заказ в работе»", act, seen)
    return deal, scene.order_of(deal)


def _what_the_order_holds(scene: Scene, deal: Card, order: Order) -> None:
    document, company = order.document, scene.company
    manager = company.managers[int(deal.deal["assignedById"]) - 11]
    same = document["Менеджер_Key"] == manager.guid
    scene.check("R8", TITLES["R8"], f"в сделке {manager.full_name}", ok=same, appeared="тот же в заказе")
    ours = company.organisations[0]
    same = document["Организация_Key"] == ours.guid
    scene.check("R9", TITLES["R9"], f"по умолчанию {ours.name}", ok=same, appeared=f"в заказе {ours.name}")
    note = f"{document['Комментарий']} {document['ДополнительнаяИнформация']}"
    holds = deal.deal["title"] in note and f"/crm/deal/details/{deal.id}/" in note
    scene.check("R13", TITLES["R13"], "название и ссылка сделки", ok=holds, appeared="стоят в комментарии заказа")

    def number() -> str | None:
        card = scene.seller.card(deal.id)
        return f"в поле сделки {order.number}" if card.field("NUMBER") == order.number else None

    scene.show("R21", TITLES["R21"], f"1С дала номер {order.number}", lambda: None, number)


def _whom_and_what_it_names(scene: Scene, order: Order) -> None:
    client = scene.client(1, known=False)
    inn = client.requisites[0].inn
    found = scene.accountant.look_up("Catalog_Контрагенты", ИНН=f"'{inn}'")
    same = [one["Ref_Key"] for one in found] == [order.document["Контрагент_Key"]]
    done = f"1С не знала {client.name}"
    scene.check("R7", TITLES["R7"], done, ok=same, appeared=f"контрагентов с ИНН {inn}: {len(found)}")
    goods = scene.items(2)
    same = [row["Номенклатура_Key"] for row in order.rows] == [item.guid for item in goods]
    names = ", ".join(item.name for item in goods)
    scene.check("R10", TITLES["R10"], names, ok=same, appeared="те же карточки в заказе" if same else "другие карточки")


def _edits(scene: Scene, deal: Card, order: Order) -> None:
    item = scene.items(3)[2]

    def totals_meet() -> str | None:
        total, amount = scene.accountant.order(order.guid).total, scene.seller.card(deal.id).amount
        return f"{money(total)} ₽ в заказе и в сделке" if total == amount != order.total else None

    add = [scene.seller.row(item, 1, Decimal("750.00"))]
    act = lambda: scene.seller.control.post(f"deals/{deal.id}/rows", add=add)  # noqa: E731
    scene.show("R11", TITLES["R11"], "в сделку добавлена строка на 750,00 ₽", act, totals_meet)
    before = scene.seller.card(deal.id)
    first = order.rows[0]["КодСтроки"]

    def quantity_meets() -> str | None:
        card = scene.seller.card(deal.id)
        met = Decimal(card.rows[0]["quantity"]) == 5 and card.amount == scene.accountant.order(order.guid).total
        return f"в сделке 5 шт., сумма {money(card.amount)} ₽" if met and card.amount != before.amount else None

    change = lambda: scene.accountant.edit(order.guid, change=[{"row": first, "quantity": 5}])  # noqa: E731
    scene.show("R19", TITLES["R19"], "бухгалтер поставил 5 шт. в первой строке", change, quantity_meets)


def _paid_then_shipped(scene: Scene, deal: Card, order: Order) -> None:
    before = scene.accountant.order(order.guid).version
    scene.seller.move(deal.id, "Счет выставлен")
    pay = lambda: scene.accountant.act(order.guid, "pay", percent=100)  # noqa: E731
    scene.show("R5", TITLES["R5"], "оплачено 100 %", pay, _stands(scene, deal, "Счет оплачен"))
    same = scene.accountant.order(order.guid).version == before
    done = "менеджер поставил «Счет выставлен»"
    scene.check("R3", TITLES["R3"], done, ok=same, appeared="заказ не изменился" if same else "заказ изменился")
    unpay = lambda: scene.accountant.act(order.guid, "unpay")  # noqa: E731
    scene.show("R22", TITLES["R22"], "оплата отменена", unpay, _stands(scene, deal, "Счет выставлен"))
    scene.accountant.act(order.guid, "pay", percent=100)
    ship = lambda: scene.accountant.act(order.guid, "ship", percent=100)  # noqa: E731
    scene.show("R6", TITLES["R6"], "отгружено 100 %", ship, _stands(scene, deal, "Отгружен и оплачен"))


def _shipped_first(scene: Scene) -> None:
    client = scene.client(0, known=True)
    deal = scene.seller.deal_for(client, _rows(scene), stage=STAGES["Заказ в работе"])

    def act() -> None:
        order = None
        while order is None:
            order = scene.order_of(deal)
        scene.accountant.act(order.guid, "ship", percent=100)

    scene.show("R4", TITLES["R4"], "отгружено 100 %, оплаты нет", act, _stands(scene, deal, "Отгружен"))


def _born_in_1c(scene: Scene) -> None:
    first, second = scene.items(2)
    rows = [{"item": first.guid, "quantity": 2, "price": 150}, {"item": second.guid, "quantity": 3, "price": 99.5}]
    manager, ours = scene.company.managers[1], scene.company.organisations[1]
    order: Order | None = None
    newcomer = {"name": "Лесная ярмарка", "full_name": "ООО «Лесная ярмарка»", "inn": company_inn("3525", 77_001)}
    client = scene.accountant.control.post("partners", kpp=kpp("3525"), **newcomer)["partner"]

    def act() -> Order:
        nonlocal order
        order = scene.accountant.create(client, rows, manager=manager.guid, organisation=ours.guid)
        return order

    def seen() -> str | None:
        deals = scene.seller.deals_of(order.guid) if order else []
        card = scene.seller.card(deals[0]) if deals else None
        if card is None or order is None or card.amount != order.total or card.stage != STAGES["Заказ в работе"]:
            return None
        return f"сделка {card.id} в «Заказ в работе» на {money(card.amount)} ₽"

    scene.show("R14", TITLES["R14"], "в 1С проведён новый заказ", act, seen)
    deals = scene.seller.deals_of(order.guid) if order else []
    if deals:
        card = scene.seller.card(deals[0])
        same = scene.seller.inns_of(card) == [newcomer["inn"]]
        done = f"портал не знал {newcomer['full_name']}"
        scene.check("R15", TITLES["R15"], done, ok=same, appeared=f"компания сделки с ИНН {newcomer['inn']}")
        same = int(card.deal["assignedById"]) == 12
        scene.check("R16", TITLES["R16"], f"в заказе {manager.full_name}", ok=same, appeared="тот же в сделке")
        chosen = scene.seller.organisation_choice(ours.inn)
        same = str(card.field("ORGANISATION")) == str(chosen)
        scene.check("R17", TITLES["R17"], f"в заказе {ours.name}", ok=same, appeared="та же в поле сделки")


def _stands(scene: Scene, deal: Card, stage: str) -> Callable[[], str | None]:
    def seen() -> str | None:
        return f"сделка {deal.id} в «{stage}»" if scene.seller.card(deal.id).stage == STAGES[stage] else None

    return seen
