"""Sentences about 1C's prices in an order, for the manager, in Russian (R12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.messages.ring.told import Told
from shared.messages.things import Invoice
from shared.russian import Sum, counted, day, shortened

_NAMED = 3


@dataclass(frozen=True, slots=True)
class PriceNote:
    """What became of the prices of an order's rows.

    Args:
        agreement: number or name of the agreement; empty where there is none.
        card: the client's own card counts; without it and an agreement 1C was not asked for any price.
        on: the day whose prices they are.
        by_kind: how many rows, by the name of the price kind; "" for prices fixed in the agreement.
        lacking: rows that 1C has no price for.
        replaced: rows in which a price that was typed has given way.
        kept: rows in which a price that was typed stands.
        unlisted_replaced, unlisted_kept: rows likewise whose price cannot be compared with the catalogue's.
        currency: of the deal; the catalogue has no price of theirs in it.
        auto: 1C works out discounts of its own, too.
    """

    agreement: str
    on: date
    by_kind: dict[str, int]
    lacking: Sequence[str] = ()
    replaced: Sequence[str] = ()
    kept: Sequence[str] = ()
    unlisted_replaced: Sequence[str] = ()
    unlisted_kept: Sequence[str] = ()
    currency: str = ""
    auto: bool = False
    card: bool = False


def prices(note: PriceNote) -> Told:
    """Say that prices of 1C are in the rows of the order, and come into the deal."""
    if not (note.agreement or note.card):
        return nowhere_to_look(note.lacking)
    where = f"соглашение {note.agreement}" if note.agreement else "карточка клиента"
    counts = [f"{_kind(kind, note.on)}: {_rows(count)}" for kind, count in sorted(note.by_kind.items())]
    parts = [", ".join([where, *counts])]
    parts += [f"без цены: {_names(note.lacking)}"] if note.lacking else []
    parts += [f"вместо введённых вручную: {_names(note.replaced)}"] if note.replaced else []
    parts += [f"вместо цен сделки: {_names(note.unlisted_replaced)}"] if note.unlisted_replaced else []
    parts += _kept(note.kept, note.unlisted_kept, note.currency)
    auto = (
        " Автоматические скидки в сумму не вошли. Если в 1С нажать «Рассчитать скидки», сумма изменится."
        if note.auto and note.by_kind
        else ""
    )
    return Told(topic="prices", text=f"Цены 1С: {'; '.join(parts)}.{auto}")


def nowhere_to_look(rows: Sequence[str]) -> Told:
    """Say that 1C's prices are not put in: neither an agreement nor the client's card names a price kind."""
    text = (
        f"Цены 1С не подставлены: у клиента нет ни соглашения, ни вида цен, цены прежние: {_names(rows)}. "
        "Попросите начальника отдела продаж назначить их в 1С, потом поставьте «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def nobodys_limit() -> Told:
    """Say that the order's prices have no limit, as discounts are limited by user and no user of 1C is its manager."""
    text = (
        "Скидка по настройкам менеджера не проверена: в заказе нет менеджера из 1С. "
        "Назначьте ответственным того, кто есть в 1С."
    )
    return Told(topic="prices", text=text)


def all_typed(rows: Sequence[str], unlisted: Sequence[str] = (), currency: str = "") -> Told:
    """Say that no row of the order is at the catalogue's price, so 1C has priced none.

    Args:
        rows: with a price that was typed.
        unlisted: of whose items the catalogue has no price.
        currency: in which it has none: the deal's.
    """
    text = (
        f"Цены 1С не подставлены, {'; '.join(_kept(rows, unlisted, currency))}. "
        "Чтобы взять цены 1С, поставьте «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def _kept(typed: Sequence[str], unlisted: Sequence[str], currency: str) -> list[str]:
    """Name rows of an order that keep the deal's prices, and why."""
    parts = [f"оставлены введённые вручную: {_names(typed)}"] if typed else []
    why = f"оставлены цены сделки, потому что у товаров нет цены каталога в {currency}"
    return [*parts, f"{why}: {_names(unlisted)}"] if unlisted else parts


def frozen(invoice: Invoice) -> Told:
    """Say that the order's prices are not computed anew, as an invoice of the deal was issued."""
    text = (
        f"Цены не пересчитаны: по сделке выставлен счёт № {invoice.number}. "
        "Чтобы пересчитать, удалите счёт и поставьте «Пересчитать цены» ещё раз."
    )
    return Told(topic="prices", text=text)


def too_late(invoice: Invoice) -> Told:
    """Say that a new order keeps the deal's prices and not 1C's, as an invoice was issued on them before."""
    text = (
        f"Цены 1С не подставлены: по сделке уже выставлен счёт № {shortened(invoice.number)}. "
        "Чтобы взять их, удалите счёт и поставьте «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def not_asked_again(number: str, *, shipped: bool, settles: int) -> Told:
    """Say that a wish for new prices came with rows that the order does not take.

    Args:
        number: of the order.
        shipped: that is why.
        settles: number of the edit that the wish came with.
    """
    why = f"заказ {number} уже отгружен" if shipped else f"в заказе {number} остались строки из 1С"
    remedy = "Оформите новый заказ" if shipped else "Чтобы взять цены 1С, поставьте «Пересчитать цены» ещё раз"
    return Told(topic="prices", text=f"Цены не пересчитаны: {why}. {remedy}.", settles=settles)


def prices_stay(number: str, *, partly: bool) -> Told:
    """Say that another agreement came into the order, and its rows stay as they were, or those that nobody edited."""
    text = (
        f"В заказе {number} сменилось соглашение, цены {'неизменённых ' if partly else ''}строк прежние. "
        "Чтобы взять цены по новому соглашению, поставьте в сделке «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def too_cheap(row: str, price: Sum, limit: Decimal, lowest: Sum) -> tuple[str, str]:
    """Return cause and remedy of a refusal: a row's price is lower than 1C lets the manager go."""
    percent = f"{limit.normalize():f}".replace(".", ",")
    cause = f"цена «{row}» {price} ниже разрешённой: скидка не больше {percent} %, то есть не дешевле {lowest}"
    return cause, "Поднимите цену или попросите увеличить скидку, разрешённую в 1С, {itself}."


def not_limited(rows: Sequence[str]) -> Told:
    """Say for which rows 1C has no price by which the manager's limit of discount could be measured."""
    return Told(topic="prices", text=f"Скидка не проверена, в 1С нет цены: {_names(rows)}. Проверьте цену сами.")


def _kind(kind: str, on: date) -> str:
    return f"вид цены «{kind}» на {day(on)}" if kind else "цены соглашения"


def _rows(count: int) -> str:
    return counted(count, "{n} строка", "{n} строки", "{n} строк")


def _names(rows: Sequence[str]) -> str:
    named = ", ".join(f"«{one}»" for one in rows[:_NAMED])
    more = len(rows) - _NAMED
    return named + (f" и ещё {_rows(more)}" if more > 0 else "")
