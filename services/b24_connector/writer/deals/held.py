"""Rows of an order that do not come into its deal, as an invoice was issued from that on the former prices (R12)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.b24_connector.vocabulary.invoices import read_invoice
from services.b24_connector.vocabulary.rows import as_rows
from services.b24_connector.writer.deals.wanted import Wanted
from shared.canon import match_lines
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told
from shared.messages.things import Invoice, Line
from shared.russian import shortened

_HALF_A_KOPECK = Decimal("0.005")


def is_held(wanted: Wanted, item: Mapping[str, Any], found: SalesOrder) -> bool:
    """Tell whether an invoice keeps an order's rows out of its deal: the bus has priced them, or a price was changed.

    Rows that come, go or change in quantity alone are not held.

    Args:
        wanted: the order in the portal's terms.
        item: the deal's own fields, with its invoices.
        found: the deal as it stands.
    """
    return read_invoice(item) is not None and not wanted.has_lines(found) and reprices(wanted, found)


def reprices(wanted: Wanted, found: SalesOrder) -> bool:
    """Tell whether an order's rows bring other prices into its deal: the bus's of 1C, or those of people.

    Args:
        wanted: the order in the portal's terms.
        found: the deal as it stands, or stood.
    """
    return wanted.order.priced or found.currency != wanted.order.currency or _is_repriced(found.lines, wanted.lines)


def _is_repriced(here: Sequence[Line], there: Sequence[Line]) -> bool:
    """Tell whether a row of both has another price after discount, by more than its total's rounding hides."""
    ours = as_rows(here)
    pairs = ((ours[i], there[j]) for i, j in match_lines(ours, there).pairs)
    return any(_apart(one, other) for one, other in pairs if one.quantity and other.quantity)


def _apart(one: Line, other: Line) -> bool:
    rounding = _HALF_A_KOPECK / one.quantity + _HALF_A_KOPECK / other.quantity
    return abs(one.total / one.quantity - other.total / other.quantity) > rounding


def prices_late(invoice: Invoice) -> Told:
    """Say that an invoice was issued while 1C's prices were on their way into the deal."""
    text = (
        f"Цены 1С не подставлены: по сделке уже выставлен счёт № {shortened(invoice.number)}. "
        "Чтобы взять их, удалите счёт и поставьте «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def prices_apart(invoice: Invoice, number: str) -> Told:
    """Say that prices which people have changed in 1C stay there."""
    text = (
        f"Цены, изменённые в заказе {number}, в сделку не перенесены: по ней выставлен счёт "
        f"№ {shortened(invoice.number)}. Поставьте их в сделке сами и выставьте счёт заново или верните прежние в 1С."
    )
    return Told(topic="prices", text=text)
