"""Words the preview of an order of 1C that has no deal: which deal would be made of it, or why none. Pure."""

from typing import Final

from services.console.preview.rows import row_said
from services.console.simulator.cases import Case
from shared.messages.order import SalesOrder
from shared.process.foreseen import ForeseenBirth, ForeseenWrite
from shared.rules import Rules
from shared.russian import money

NO_ORDER: Final = "Такого заказа в 1С нет, или он ещё не проведён."


def order_said(case: Case, written: ForeseenWrite | None, rules: Rules) -> tuple[str, ...]:
    """Describe which deal would be made of an order, a line each, or why none is.

    Args:
        case: with the order as 1C has it.
        written: what the portal's connector says of it; None: no deal is wanted.
        rules: that the exchange works by.
    """
    if case.order is None:
        return (NO_ORDER,)
    if written is not None and written.why:
        return (f"Отказ. Сделка не создана: {written.why}.",)
    if written is not None and written.birth is not None:
        return _born(written.birth)
    return (f"Сделка не нужна: {_why_none(case.order, rules)}.",)


def _born(birth: ForeseenBirth) -> tuple[str, ...]:
    manager = f"«{birth.stand_in}» вместо «{birth.manager}»" if birth.stand_in else f"«{birth.manager}»"
    named = (
        ("клиент", f"«{birth.client}»{' (будет создан)' if birth.new_client else ''}" if birth.client else ""),
        ("ответственный", manager if birth.manager or birth.stand_in else ""),
        ("стадия", f"«{birth.stage}»"),
    )
    parts = ", ".join(f"{word} {name}" for word, name in named if name)
    head = f"Создать сделку «{birth.title}» на {money(birth.total, birth.currency)}: {parts}."
    return (head, *(row_said(one, birth.currency) for one in birth.rows))


def _why_none(order: SalesOrder, rules: Rules) -> str:
    if order.phase == "cancelled":
        return "заказ помечен на удаление"
    if not order.posted:
        return "заказ не проведён"
    if order.origin is not None:
        return f"заказ сделан из сделки {order.origin.id}"
    if order.dated is None or order.dated < rules.cutoff:
        return "заказ создан раньше, чем начался обмен (cutoff)"
    return "отбор заказов в правилах (order_filter) его не пропускает"
