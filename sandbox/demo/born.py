"""The demo of an order born in 1C (R14–R17): it becomes a deal and goes through all the stages."""

from collections.abc import Callable

from sandbox.boards.words import money
from sandbox.dataset.identity import kpp
from sandbox.demo.scene import Scene
from sandbox.people.accountant import Order
from sandbox.people.seller import STAGES, Card

OFFICE = "3525"
NAME, PERSON = "ООО «Лесная ярмарка»", "Ярмаркин Олег Львович"
ROUTE = ("Заказ в работе", "Счет выставлен", "Счет оплачен", "Отгружен и оплачен")


def born_in_1c(scene: Scene) -> None:
    """Show in the demo an order typed in 1C for a new client, its deal, and the deal in every stage."""
    first, second = scene.items(2)
    rows = [{"item": first.guid, "quantity": 2, "price": 150}, {"item": second.guid, "quantity": 3, "price": 99.5}]
    manager, ours = scene.company.managers[1], scene.company.organisations[1]
    inn = scene.new_inn(OFFICE)
    typed = {"name": "Лесная ярмарка", "full_name": NAME, "inn": inn, "kpp": kpp(OFFICE), "person": PERSON}
    client = scene.accountant.control.post("partners", **typed)
    order: Order | None = None

    def act() -> None:
        nonlocal order
        named = {"manager": manager.guid, "organisation": ours.guid, "person": client["person"]}
        order = scene.accountant.create(client["partner"], rows, **named)

    def seen() -> str | None:
        card = _deal_of(scene, order)
        if card is None or order is None or card.amount != order.total or card.stage != STAGES["Заказ в работе"]:
            return None
        return f"сделка {card.id} в «Заказ в работе» на {money(card.amount)} ₽"

    scene.show("R14", "в 1С проведён новый заказ", act, seen)
    card = _deal_of(scene, order)
    if card is None or order is None:
        scene.fail(("R15", "R16", "R17"), "сделка по заказу из 1С", "сделки нет")
    else:
        _through_all_stages(scene, card, order)
        _what_the_deal_holds(scene, card, inn)


def stands(scene: Scene, deal: Card, stage: str) -> Callable[[], str | None]:
    """Return what asks whether a deal of the demo is in this stage."""

    def seen() -> str | None:
        return f"сделка {deal.id} в «{stage}»" if scene.seller.card(deal.id).stage == STAGES[stage] else None

    return seen


def _deal_of(scene: Scene, order: Order | None) -> Card | None:
    deals = scene.seller.deals_of(order.guid) if order else []
    return scene.seller.card(deals[0]) if len(deals) == 1 else None


def _what_the_deal_holds(scene: Scene, card: Card, inn: str) -> None:
    manager, ours = scene.company.managers[1], scene.company.organisations[1]
    inns, person = scene.seller.inns_of(card), scene.seller.contact_of(card)
    appeared = f"в сделке компания с ИНН {', '.join(inns) or '—'} и контакт {person or '—'}"
    scene.check("R15", f"портал не знал {NAME}", ok=(inns, person) == ([inn], PERSON), appeared=appeared)
    same = int(card.deal["assignedById"]) == 12
    done = f"в заказе {manager.full_name}, по умолчанию {scene.company.managers[0].full_name}"
    scene.check("R16", done, ok=same, appeared="тот же в сделке" if same else "другой в сделке")
    same = str(card.field("ORGANISATION")) == str(scene.seller.organisation_choice(ours.inn))
    scene.check("R17", f"в заказе {ours.name}", ok=same, appeared="та же в поле сделки" if same else "в сделке не та")


def _through_all_stages(scene: Scene, deal: Card, order: Order) -> None:
    """Let people invoice, pay and ship the order of a deal born in 1C, which every stage of the route must follow."""
    scene.seller.move(deal.id, "Счет выставлен")
    pay = lambda: scene.accountant.act(order.guid, "pay", percent=100)  # noqa: E731 - one short act
    done = "менеджер поставил «Счет выставлен», оплачено 100 %"
    scene.show("R14", done, pay, stands(scene, deal, "Счет оплачен"))

    def all_passed() -> str | None:
        passed = [move["STAGE_ID"] for move in scene.seller.card(deal.id).stages]
        return " → ".join(ROUTE) if passed == [STAGES[stage] for stage in ROUTE] else None

    ship = lambda: scene.accountant.act(order.guid, "ship", percent=100)  # noqa: E731
    scene.show("R14", "отгружено 100 %", ship, all_passed)
