"""The figures of its order that a deal shows: number, state, percentages, link. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from shared.messages.order import SalesOrder
from shared.rules.states import state_caption

Figure = Literal["number", "state", "paid", "shipped", "url"]


def figures_of(order: SalesOrder) -> Mapping[Figure, str]:
    """Return an order's figures as texts for the deal; what the order does not have is left out."""
    figures: dict[Figure, str] = {"state": state_name(order)}
    if order.number:
        figures["number"] = order.number
    if order.url:
        figures["url"] = order.url
    if order.state is not None:
        figures["paid"] = percent(order.state.paid_percent)
        figures["shipped"] = percent(order.state.shipped_percent)
    return figures


def percent(value: Decimal) -> str:
    """Write a percentage of an order's figures, with at most two decimals: «33.33», «100»."""
    return f"{round(value, 2).normalize():f}" if value else "0"


def state_name(order: SalesOrder) -> str:
    """Return the state among an order's figures as people read it in 1C: «Не проведён», «Готов к отгрузке»."""
    state = order.state
    if order.deleted:
        return "Удалён из 1С"
    if state is not None and state.marked:
        return "Помечен на удаление"
    if order.posted is False:
        return "Не проведён"
    if state is None or state.name is None:
        return ""
    if state.awaits_approval:
        return state_caption("ОжидаетсяСогласование")
    return state_caption(state.name)
