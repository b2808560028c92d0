"""Says that a deal shows another sum than its order, typed over the rows or with a delivery; changes neither. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.b24_connector.memory.deal import DealMemory
from services.b24_connector.vocabulary.amounts import adds_up, amount_of, stated_of
from services.b24_connector.vocabulary.figures import shown_figures
from services.b24_connector.vocabulary.names import DealFields
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told
from shared.russian import Sum, amount_typed, totals_differ

Row = Mapping[str, Any]


def sums_apart(number: str, total: Sum, item: Row) -> Told:
    """Say that a deal shows another sum than its order, in the words of the other connector: it is told once.

    Args:
        number: of the order; empty: the deal does not show it.
        total: of the order, and of its rows.
        item: the deal's own fields.
    """
    shown = Sum(Decimal(amount_of(item)), total.currency)
    text = amount_typed(shown, total) if stated_of(item) else totals_differ(number, total=total, shown=shown)
    return Told(topic="total", text=text)


def amount_told(known: DealMemory, deal: SalesOrder, item: Row, fields: DealFields, allowed: int) -> tuple[Told, ...]:
    """Return what is said of the amount of a deal whose rows make the sum of its order.

    Nobody needs a word on what the portal makes of the rows by rounding, or the bus has set.

    Args:
        known: what is remembered of the deal.
        deal: as it was read.
        item: its own fields.
        fields: how the portal calls ours.
        allowed: kopecks that the sums may be apart.
    """
    shown, stated = Decimal(amount_of(item)), stated_of(item)
    is_ours = stated == known.get("stated")
    is_rounded = not stated and adds_up(deal.lines, shown)
    if deal.phase == "cancelled" or is_ours or is_rounded or abs(shown - deal.total) * 100 <= allowed:
        return ()
    number = (known.get("figures") or shown_figures(item, fields)).get("number", "")  # it may have been wiped there
    return (sums_apart(number, Sum(deal.total, deal.currency), item),)
