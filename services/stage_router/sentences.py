"""Sentences of the stage-router for a manager, in Russian: why a deal's stage is moved, goes back or is left."""

from decimal import Decimal

from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.rules.states import state_caption
from shared.russian import capitalised, money

_ASK = "Уточните у бухгалтера."
_MOVED = "Сделка передвинута в «{stage}»: "
_BACK = "Сделка возвращена в «{stage}»: "
FULL = 100


def moved_paid(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal moved as its order is paid, and not or not wholly shipped (R5)."""
    return f"{_MOVED}по {_dative(order)} {_paid(state)}, {_shipped(state)}."


def moved_shipped(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal moved as its order is shipped, and something is still to be paid (R4)."""
    paid = _paid(state) if state.paid_percent else "оплаты пока нет"
    debt = f", долг клиента {money(state.debt, order.currency)}" if state.debt > 0 else ""
    return f"{_MOVED}по {_dative(order)} {_shipped(state)}, {paid}{debt}."


def moved_done(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal moved as its order is shipped and paid without debt, even if below 100 % by a kopeck (R6)."""
    return f"{_MOVED}по {_dative(order)} {_shipped(state)}, {_paid(state)}, долга нет."


def moved_free(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal moved as its order is shipped and costs nothing, so that its percentages stay 0 (R6)."""
    return f"{_MOVED}{_figures(order, state)}, отгружен, платить за него нечего."


def moved_by_contract(order: SalesOrder) -> str:
    """Say that a deal moved (R4 or R6) where 1C keeps payments by contract, not by order."""
    return (
        f"{_MOVED}{_nominative(order)} в 1С исполнен. Расчёты с клиентом идут по договору, "
        f"оплату отдельного заказа 1С не ведёт: проверьте её у бухгалтера."
    )


def not_moved_by_contract(order: SalesOrder) -> str:
    """Say that a deal is not moved, as the customer wants it where 1C keeps payments by contract."""
    return (
        f"{_sentence(order)} в 1С исполнен, сделка оставлена на своей стадии: расчёты с клиентом идут по договору, "
        f"оплату отдельного заказа 1С не ведёт. Передвиньте сделку сами, когда бухгалтер подтвердит оплату."
    )


def payment_lost(order: SalesOrder, state: OrderState) -> str | None:
    """Say why a deal leaves a stage that means "paid"; None when the order is still paid."""
    if state.paid_percent >= FULL:
        return None
    if state.paid_percent > 0:
        return f"{_BACK}{_nominative(order)} теперь оплачен не полностью, {_paid(state)}. {_ASK}"
    return f"{_BACK}оплата по {_dative(order)} отменена в 1С, {_paid(state)}. {_ASK}"


def shipment_lost(order: SalesOrder, state: OrderState) -> str | None:
    """Say why a deal leaves a stage that means "shipped"; None when the order is still shipped."""
    if state.shipped_percent >= FULL:
        return None
    if state.shipped_percent > 0:
        return f"{_BACK}{_nominative(order)} теперь отгружен не полностью, {_shipped(state)}. {_ASK}"
    return f"{_BACK}отгрузка по {_dative(order)} отменена в 1С, отгружено 0 %. {_ASK}"


def back(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal goes back to a stage where the order's figures alone do not tell what was undone."""
    return f"{_BACK}{_figures(order, state)}. {_ASK}"


def stands_elsewhere(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal stays in the stage a person chose though the figures ask for `{target}`.

    Args:
        order: whose figures they are.
        state: the figures; a change of them is told again.
    """
    return (
        f"Сделка не передвинута в «{{target}}»: её стадию поставил сотрудник. {_sentence(_figures(order, state))}. "
        f"Проверьте стадию сделки."
    )


def stands_too_far(order: SalesOrder, state: OrderState) -> str:
    """Say that a person moved a deal further than anything in 1C supports."""
    return (
        f"Стадия сделки расходится с 1С: {_figures(order, state)}. Проверьте стадию сделки или уточните у бухгалтера."
    )


def withdrawn(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal's order is unposted, marked for deletion or deleted in 1C (line 1 of the stage table)."""
    if order.deleted:
        return (
            f"{_sentence(order)} удалён из 1С. Сделка оставлена на своей стадии. Если заказ ещё нужен, попросите "
            f"бухгалтера восстановить его или заведите новую сделку."
        )
    what = "помечен на удаление" if state.marked or order.phase == "cancelled" else "не проведён"
    return f"{_sentence(order)} в 1С {what}. Сделка оставлена на своей стадии, уточните у бухгалтера, что с заказом."


def not_shipped(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal's order is not shipped though 1C had time to recalculate it (line 3 of the stage table)."""
    return (
        f"{_sentence(order)} в 1С «{state_caption(state.name or '')}», отгрузки нет, {_paid(state)}. "
        f"Сделка оставлена на своей стадии, уточните у бухгалтера, отгружен ли заказ."
    )


def emptied(order: SalesOrder, state: OrderState) -> str:
    """Say that a deal's order is called done in 1C though no row of it is left, so that nothing was shipped."""
    payment = money(state.paid_sum, order.currency)
    paid = f" Клиент заплатил по нему {payment}: решите с бухгалтером, что делать с деньгами." if state.paid_sum else ""
    return (
        f"{_sentence(order)} в 1С «{state_caption(state.name or '')}», но все строки отменены: ничего не отгружено. "
        f"Сделка оставлена на своей стадии: если продажи не будет, закройте её сами.{paid}"
    )


def unknown_state(order: SalesOrder, state: OrderState) -> str:
    """Say that 1C gives a state the rules do not name (line 9), without figures, so that payments do not repeat it."""
    return (
        f"{_sentence(order)} в 1С в состоянии «{state.name}», которого нет в правилах обмена. "
        f"Сделка оставлена на своей стадии: передвиньте её сами и назовите состояние администратору."
    )


def jumped(work: str) -> str:
    """Say that a deal that skipped its work stage gets no order (R2)."""
    return f"Заказ в 1С не создан: сделка миновала стадию «{work}». Верните её в «{work}», и заказ создастся сам."


def _figures(order: SalesOrder, state: OrderState) -> str:
    if state.free:  # its percentages are 0 whatever is done with it
        return f"{_nominative(order)} на {money(order.total, order.currency)} в 1С «{state_caption(state.name or '')}»"
    return f"по {_dative(order)} {_paid(state)}, отгружено {_percent(state.shipped_percent)}"


def _paid(state: OrderState) -> str:
    return f"оплачено {_percent(state.paid_percent)}"


def _shipped(state: OrderState) -> str:
    if not state.shipped_percent:
        return "отгрузки ещё не было"
    return f"отгружено {_percent(state.shipped_percent)}"


def _percent(value: Decimal) -> str:
    text = f"{value.normalize():f}" if value else "0"
    return f"{text.replace('.', ',')} %"


def _dative(order: SalesOrder) -> str:
    return f"заказу {order.number}".rstrip()


def _nominative(order: SalesOrder) -> str:
    return f"заказ {order.number}".rstrip()


def _sentence(begin: SalesOrder | str) -> str:
    text = begin if isinstance(begin, str) else _nominative(begin)
    return capitalised(text)
