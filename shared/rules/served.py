"""Tells whether anything of an order is shipped or paid, so that it stays and keeps its client and rows. Pure."""

from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.rules.states import AFTER_SHIPMENT, LATER_STATES

_GOODS_HAVE_LEFT = AFTER_SHIPMENT | LATER_STATES


def is_shipped(state: OrderState, *, ordered: bool) -> bool:
    """Tell whether anything of an order is shipped, by its figures or its state.

    Where payments go by contract 1C keeps no figures of an order, and others it may recalculate minutes later; its
    state tells then.

    Args:
        state: of the order.
        ordered: a row of it is not cancelled; without any it is as good as done, though nothing was ever shipped.
    """
    return bool(state.shipped_percent or state.shipped_sum) or (ordered and state.name in _GOODS_HAVE_LEFT)


def is_served(state: OrderState, *, ordered: bool) -> bool:
    """Tell whether anything of an order is shipped or paid.

    Args:
        state: of the order.
        ordered: a row of it is not cancelled.
    """
    return bool(state.paid_percent or state.paid_sum) or is_shipped(state, ordered=ordered)


def has_rows(order: SalesOrder) -> bool:
    """Tell whether a row of an order is not cancelled."""
    return any(not line.cancelled for line in order.lines)
