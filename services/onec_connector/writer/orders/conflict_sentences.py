"""Sentences about an order that both sides have edited, for the manager, in Russian."""

from collections.abc import Sequence

from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.russian import Sum, counted

_CONTESTED = {
    OrderGroup.MANAGER: "Ответственного",
    OrderGroup.ORGANISATION: "Нашу организацию",
    OrderGroup.PARTIES: "Клиента",
    OrderGroup.HEADER: "Заголовок",
    OrderGroup.EXTRA: "Дополнительные поля",
}
_ENTER_AGAIN = "Если верно это, внесите в сделку ещё раз."
_ROWS_NAMED = 3
_UNITS = {"796": "шт.", "166": "кг", "168": "т", "006": "м", "055": "м²", "113": "м³", "112": "л", "778": "упак."}


def conflict(number: str, group: OrderGroup, kept: str, lost: str, *, deal_won: bool) -> Told:
    """Say that both sides edited the same field of an order, whose value was lost, and how to have it still."""
    return _conflict(number, _CONTESTED[group], kept, lost, deal_won=deal_won)


def contact_conflict(number: str, kept: str, lost: str, *, deal_won: bool) -> Told:
    """Say that both sides edited the contact person of an order whose client is the same on both."""
    return _conflict(number, "Контактное лицо", kept, lost, deal_won=deal_won)


def _conflict(number: str, what: str, kept: str, lost: str, *, deal_won: bool) -> Told:
    side, who = _sides(deal_won=deal_won)
    text = (
        f"{what} заказа {number} одновременно изменили в сделке и в 1С. "
        f"Оставлено значение {side}: {kept}; {who} поставил: {lost}. {_ENTER_AGAIN}"
    )
    return Told(topic="conflict", text=text)


def rows_conflict(number: str, put: Sequence[Line], removed: Sequence[Line], currency: str, *, deal_won: bool) -> Told:
    """Say that both sides edited the rows of an order, and which rows were lost.

    Args:
        number: of the order.
        put: rows as the loser has them, where they differ.
        removed: rows that the loser had removed.
        currency: of their sums.
        deal_won: the deal's rows stand.
    """
    side, who = _sides(deal_won=deal_won)
    lost = [f"{word}: {_rows(rows, currency)}" for word, rows in (("поставил", put), ("убрал", removed)) if rows]
    behind = f"; {who} {', '.join(lost)}" if lost else ""
    text = (
        f"Состав заказа {number} одновременно изменили в сделке и в 1С. Оставлен состав {side}{behind}. {_ENTER_AGAIN}"
    )
    return Told(topic="conflict", text=text)


def _sides(*, deal_won: bool) -> tuple[str, str]:
    return ("из сделки", "бухгалтер") if deal_won else ("из 1С", "менеджер")


def _rows(rows: Sequence[Line], currency: str) -> str:
    named = [f"«{_name(row)}» {_amount(row)} на {Sum(row.total, currency)}" for row in rows[:_ROWS_NAMED]]
    more = len(rows) - len(named)
    rest = f" и ещё {counted(more, '{n} строка', '{n} строки', '{n} строк')}" if more > 0 else ""
    return ", ".join(named) + rest


def _name(row: Line) -> str:
    return (row.item.name if row.item else "") or row.text or "без названия"


def _amount(row: Line) -> str:
    quantity = f"{row.quantity.normalize():f}".replace(".", ",")
    return f"{quantity} {_UNITS[row.unit]}" if row.unit in _UNITS else quantity
