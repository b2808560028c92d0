"""Extra fields of the customer's own (R13): an empty value counts as an edit only where it was filled before."""

from collections.abc import Collection, Mapping

from shared.messages.order import SalesOrder


def spoken(order: SalesOrder, filled: Collection[str]) -> SalesOrder:
    """Leave out an order's empty extra fields, except those that had a value before: only there is empty an edit.

    Else a line that is new in the table, empty here and filled there, would wipe what the other side has.

    Args:
        order: as it was read.
        filled: names of lines that have had a value, on either side, as far as this side knows.
    """
    return order.with_(extra={name: value for name, value in order.extra.items() if value or name in filled})


def grown(filled: Collection[str], *values: Mapping[str, str]) -> list[str]:
    """Return the names of extra fields that ever had a value, the present ones added; none is taken out."""
    return sorted({*filled, *(name for some in values for name, value in some.items() if value)})
