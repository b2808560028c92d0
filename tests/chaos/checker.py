"""Compares both systems as people see them; the bus's own database is never asked.

Written anew from docs/spec/requirements.md, and sharing no code with the services.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.people.accountant import MARKER
from sandbox.people.seller import STAGES
from tests.chaos.company import Company, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card

NEW, WORK, LOST = (STAGES[name] for name in ("Поступил заказ", "Заказ в работе", "Сделка провалена"))
SHIPPED, PAID, DONE = (STAGES[name] for name in ("Отгружен", "Счет оплачен", "Отгружен и оплачен"))
FULL = 100
REFUSALS = ("одновременно", "не принят", "не подходит", "не проведён", "остановлен", "Сверьте")
"""Words of a note that tells somebody his edit did not cross."""


def complaints(company: Company, pairs: list[Pair]) -> list[str]:
    """Return what must not be, a sentence each; empty when both sides are as they should."""
    found = [text for pair in pairs for text in _of_pair(company, pair)]
    markers = Counter(line[MARKER] for line in company.accountant.lines() if str(line[MARKER]).startswith("B24-"))
    mine = {f"B24-{pair.deal}": pair for pair in pairs if pair.deal}
    found += [f"{mine[one].name}: {n} orders" for one, n in markers.items() if n > 1 and one in mine]
    return found


def _of_pair(company: Company, pair: Pair) -> Iterator[str]:
    order, card = company.find_order(pair), company.find_card(pair)
    if pair.order and not pair.deleted and len(company.seller.deals_of(pair.order)) > 1:
        yield f"{pair.name}: several deals of one order"
    if pair.deleted:
        if order and order.posted and not pair.paid_or_shipped:
            yield f"{pair.name}: its deal is deleted, nothing is paid or shipped, and the order is still posted"
        return
    if order is None or card is None:
        if pair.worked and pair.stage not in (NEW, LOST):
            yield f"{pair.name}: {'no order' if order is None else 'no deal'}"
        return
    if pair.stage == LOST:
        if order.posted and not pair.paid_or_shipped:
            yield f"{pair.name}: its deal is lost, nothing is paid or shipped, and the order is still posted"
    elif pair.stage != NEW:
        yield from _live(company, pair, order, card)


def _live(company: Company, pair: Pair, order: Order, card: Card) -> Iterator[str]:
    if not card.field("NUMBER"):
        yield f"{pair.name}: the deal does not name its order"
    told = any(card.told(words) for words in REFUSALS)
    sides = {
        "rows": (company.rows_of_deal(card), company.rows_of_order(order)),
        "manager": (company.manager_of_deal(card), str(order.document["Менеджер_Key"])),
        "client": (company.client_of_deal(card), str(order.document["Партнер_Key"])),
    }
    for thing, (deal, base) in sides.items():
        if deal != base and not (told and pair.paid_or_shipped):
            yield f"{pair.name}: {thing} differ, deal {deal}, order {base}"
        wishes = pair.wishes.get(thing)
        if wishes and deal == base != wishes[-1].value and not told:
            last = wishes[-1]
            pair.crossed = (thing, last.side) == ("rows", "deal") and company.is_crossed(pair)
            if pair.crossed:
                continue
            yield f"{pair.name}: {thing} is {deal}, and the last who set it ({last.side}) wanted {last.value}"
    if sides["rows"][0] == sides["rows"][1] and card.amount != order.total and not told:
        yield f"{pair.name}: sums differ, deal {card.amount}, order {order.total}"
    yield from _stage(pair, order, card)


def _stage(pair: Pair, order: Order, card: Card) -> Iterator[str]:
    by_figures = _stage_by_figures(order)
    person = {pair.stage} if pair.stage != by_figures else set()
    fits = {by_figures} if by_figures else {pair.stage}
    if pair.moved > pair.figures:  # a drag against unchanged figures is told and left (requirements, I)
        fits |= person
    if card.stage not in fits:
        yield f"{pair.name}: stands in {card.stage}, expected {sorted(fits)}; order {order.state_name}"


def _stage_by_figures(order: Order) -> str | None:
    """Return the stage that payment and shipment mean; None where they leave the deal to its person."""
    if not order.posted:
        return None
    state, paid, shipped, debt = _figures(order)
    closing = state in {"ГотовКЗакрытию", "Закрыт"}
    if closing and shipped > 0 >= debt:
        return DONE
    if shipped > 0 and (closing or state == "ОжидаетсяОплатаПослеОтгрузки"):
        return SHIPPED
    if closing or state == "ОжидаетсяОплатаПослеОтгрузки":
        return None
    return PAID if paid >= FULL > shipped else None


def _figures(order: Order) -> tuple[str, Decimal, Decimal, Decimal]:
    state = order.state
    return order.state_name, *(
        Decimal(str(state.get(name) or 0)) for name in ("ПроцентОплаты", "ПроцентОтгрузки", "СуммаДолга")
    )
