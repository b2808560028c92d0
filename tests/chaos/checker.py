"""Compares both systems as people see them; the bus's own database is never asked.

Written anew from docs/spec/requirements.md, and sharing no code with the services.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.people.accountant import MARKER
from sandbox.people.seller import STAGES
from tests.chaos import history, invoicing, notes
from tests.chaos.things import OF_ALL, THINGS, Thing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card
    from shared.bus.replay import DeadLetter
    from tests.chaos.company import Company, Pair

NEW, WORK, LOST = (STAGES[name] for name in ("Поступил заказ", "Заказ в работе", "Сделка провалена"))
SHIPPED, PAID, DONE = (STAGES[name] for name in ("Отгружен", "Счет оплачен", "Отгружен и оплачен"))
FULL = 100
OF_SUMS = ("Сверьте строки", "введена вручную")


def complaints(company: Company, pairs: Sequence[Pair]) -> list[str]:
    """Return what must not be, a sentence each; empty when both sides are as they should."""
    marked = company.orders_by_marker()
    found = [f"{pair.name}: {text}" for pair in pairs for text in _of_pair(company, pair, marked)]
    found += [text for directory in company.directories for text in directory.complaints()]
    orders = Counter(pair.order for pair in pairs if pair.order)
    return found + [f"order {guid} belongs to {count} pairs" for guid, count in orders.items() if count > 1]


def of_dead_letters(letters: Sequence[DeadLetter], faults: Collection[str] = ()) -> list[str]:
    """Return a complaint for each: no fault that is played makes a message one that no repetition can help.

    A clock that jumps ahead does: what was dated by it stays for the administrator, with the clock as its reason.
    """
    return [
        f"dead letter {letter.type} of {letter.subject}: "
        f"{letter.reason or 'NO REASON'}: {letter.sentence or 'NO SENTENCE'} {letter.error}"
        for letter in letters
        if not (letter.reason == "future" and "clock stepped" in faults)
    ]


def _of_pair(company: Company, pair: Pair, marked: Mapping[str, list[str]]) -> Iterator[str]:
    order, card = company.find_order(pair, marked), company.find_card(pair)
    mine = marked.get(f"B24-{pair.deal}", [])
    if len(mine) > 1:
        yield f"{len(mine)} orders"
    if not pair.deleted and len(company.deals_of(pair)) > 1:
        yield "several deals of one order"
    if pair.deleted or pair.stage == LOST:
        if order and order.posted and not pair.paid_or_shipped:
            gone = "deleted" if pair.deleted else "lost"
            yield f"its deal is {gone}, nothing is paid or shipped, and the order is still posted"
        return
    if order and not pair.worked:
        yield "there is an order, and the deal was never in work"
    if order is None or card is None:
        if pair.worked and pair.stage != NEW and not (card and _has_nothing_to_order(card)):
            yield f"no order; the deal says {card.comments[-1:]}" if card else "no deal"
        return
    yield from notes.of_pair(pair, order, card)
    if pair.stage != NEW:
        yield from _live(company, pair, order, card)


def _has_nothing_to_order(card: Card) -> bool:
    """Tell whether a deal names nothing that 1C could sell, and says so: a copy of one that had no rows yet."""
    if not card.rows:
        return bool(card.told("в сделке нет товаров"))
    return not all(int(row["productId"]) for row in card.rows) and bool(card.told("введена текстом"))


def _live(company: Company, pair: Pair, order: Order, card: Card) -> Iterator[str]:
    yield from _shown(pair, order, card)
    pair.crossed = []
    for thing in THINGS:
        yield from _of_thing(company, thing, pair, order, card)
    rows = THINGS[0]
    same_rows = rows.of_deal(company, card) == rows.of_order(order)
    if same_rows and card.amount != order.total and not any(card.told(words) for words in OF_SUMS):
        yield f"sums differ, deal {card.amount}, order {order.total}"
    yield from invoicing.complaints(pair, card)
    yield from _stage(pair, order, card)


def _shown(pair: Pair, order: Order, card: Card) -> Iterator[str]:
    """R13, R21: the deal shows its own order, and the order which deal it is of."""
    if card.field("NUMBER") != order.number:
        yield f"the deal names {card.field('NUMBER') or 'no order'}, its order is {order.number}"
    marker = str(order.document[MARKER])
    if pair.born == "deal" and marker != f"B24-{pair.deal}":
        yield f"the order is marked {marker}"
    if order.posted:
        for field, figure in (("PAID", "ПроцентОплаты"), ("SHIPPED", "ПроцентОтгрузки")):
            shown, right = card.field(field) or 0, order.state.get(figure) or 0
            if Decimal(str(shown)) != Decimal(str(right)):
                yield f"the deal shows {field} {shown}, the order has {right}"


def _of_thing(company: Company, thing: Thing, pair: Pair, order: Order, card: Card) -> Iterator[str]:
    deal, base = thing.of_deal(company, card), thing.of_order(order)
    log = [replace(one, value=thing.kept(company, one.value)) for one in history.writes(company, thing, card, order)]
    since, decided = pair.decided.get(thing.name, (float("inf"), None))
    mine = history.last_of_a_person(log)
    if base is not None and deal != base:
        edited = next((one for one in reversed(log) if one.side == "deal" and not one.by_bus), None)
        if not notes.told(card, (*thing.refused, *OF_ALL), edited.at if edited else 0):
            yield f"{thing.name} differ, deal {deal}, order {base}"
    elif decided and deal != decided:
        yield f"{thing.name} is {deal}, and {decided} was to stand"
    elif (
        mine and not decided and thing.kept(company, deal) != mine.value and not _excused(thing, pair, card, mine, log)
    ):
        told = history.around(card, log, mine)
        yield f"{thing.name} is {deal}, and the last who set it ({mine.side}) wanted {mine.value}: {told}"
    for lost, over in history.lost(log):
        is_silent = over.at < since and (decided or lost != mine) and not _is_told(thing, card, lost)
        if is_silent and not _crossed(thing, pair, card, lost, over):
            said = history.around(card, log, lost)
            what = f"{thing.name} {lost.value} of the {lost.side}"
            yield f"{what} was overwritten with {over.value}, told nowhere: {said}"


def _is_told(thing: Thing, card: Card, lost: history.Write) -> bool:
    return notes.told(card, (*thing.told, *OF_ALL), lost.at)


def _excused(thing: Thing, pair: Pair, card: Card, mine: history.Write, log: Sequence[history.Write]) -> bool:
    if _is_told(thing, card, mine):
        return True
    over = next((over for lost, over in history.lost(log) if lost == mine), None)
    return over is not None and _crossed(thing, pair, card, mine, over)


def _crossed(thing: Thing, pair: Pair, card: Card, lost: history.Write, over: history.Write) -> bool:
    """Allow and count what the README does: the portal's log shows that the bus could not have seen the edit."""
    if not history.fell_into_the_instant(card, lost, over):
        return False
    pair.crossed.append(thing.name)
    return True


def _stage(pair: Pair, order: Order, card: Card) -> Iterator[str]:
    by_figures = _stage_by_figures(order)
    person = {pair.stage} if pair.stage != by_figures else set()
    fits = {by_figures} if by_figures else {pair.stage}
    if pair.moved > pair.figures:  # a drag against unchanged figures is told and left (requirements, I)
        fits |= person
    if card.stage not in fits:
        yield f"stands in {card.stage}, expected {sorted(fits)}; order {order.state_name}"


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
