"""A deal's amount: computed by the portal from the rows, or set by hand. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.b24_connector.vocabulary.rows import total_of
from services.b24_connector.vocabulary.values import is_yes, number
from shared.messages.things import Line
from shared.money import kopecks

Row = Mapping[str, Any]
_HALF_A_KOPECK = Decimal("0.005")
"""The most that a row's sum loses when it is rounded, and so does the sum of them."""


def stated_of(item: Row) -> str:
    """Return a deal's amount that was set by hand; nothing where the portal adds the rows up."""
    return amount_of(item) if is_yes(item.get("isManualOpportunity")) else ""


def amount_of(item: Row) -> str:
    """Return a deal's amount as it is remembered after a write."""
    return str(kopecks(number(item.get("opportunity"))))


def is_amount(item: Row, total: Decimal) -> bool:
    """Tell whether a deal shows its order's total: an amount set by hand that is this one need be nobody's word."""
    return Decimal(amount_of(item)) == total


def adds_up(rows: Sequence[Line], amount: Decimal) -> bool:
    """Tell whether a deal's amount is that of its rows alone: the portal rounds last, and counts a delivery of its own.

    Args:
        rows: of the deal, as it has them.
        amount: that it shows.
    """
    return abs(amount - total_of(rows)) <= _HALF_A_KOPECK * (len(rows) + 1)


def restated(item: Row, stated: str | None, rows: Decimal, total: Decimal) -> dict[str, str]:
    """Return the fields that bring an amount which the bus has set by hand to its order's total.

    Args:
        item: the deal's own fields.
        stated: the amount that the bus has set.
        rows: sum of the deal's rows.
        total: of the order.

    Returns:
        Nothing where it is that already, or is a person's or the portal's.
    """
    if not stated or stated_of(item) != stated or Decimal(stated) == total:
        return {}
    if rows == total:
        return {"isManualOpportunity": "N"}
    return {"isManualOpportunity": "Y", "opportunity": f"{total:f}"}
