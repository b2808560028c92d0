"""What of an order's rows an invoice keeps out of the deal, as it was issued on the former prices (R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from services.b24_connector.sentences import MARKED
from services.b24_connector.vocabulary.invoices import read_invoice
from services.b24_connector.vocabulary.rows import as_rows, at_price
from services.b24_connector.writer.deals.wanted import Wanted
from shared.canon import line_equal, match_lines, stand_ins, text_row
from shared.entities import Winner
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.told import Told, answering
from shared.messages.things import Invoice, Line
from shared.russian import shortened

_HALF_A_KOPECK = Decimal("0.005")


@dataclass(frozen=True)
class Held:
    """What an invoice leaves of an order's rows.

    Args:
        invoice: that was issued on the deal's prices.
        rows: the order with those prices, in the portal's terms; None: the deal's rows stand.
        winner: what is remembered of rows that stand; None: nothing, as they lack more of the order than prices.
    """

    invoice: Invoice
    rows: Wanted | None = None
    winner: Winner | None = None


def held_in(
    wanted: Wanted, item: Mapping[str, Any], found: SalesOrder, *, is_half: bool = False, has_text: bool = False
) -> Held | None:
    """Return what an invoice leaves of an order's rows: the bus has priced them, or people have changed a price.

    Args:
        wanted: the order in the portal's terms.
        item: the deal's own fields, with its invoices.
        found: the deal as it stands.
        is_half: its rows are what a run that was cut short has left, and are written to the end.
        has_text: its rows have text where a product may stand by now. Here as there, those that the bus has priced, or
            that are in another currency, come.

    Returns:
        None: the rows come as they are.
    """
    invoice = read_invoice(item)
    if invoice is None or not reprices(wanted, found):
        return None
    if is_half:
        return Held(invoice, at_prices_of(found, wanted)) if _are_peoples(wanted, found) else None
    if has_text and not _are_peoples(wanted, found):
        return None
    return None if wanted.has_lines(found) else held_by(invoice, wanted, found)


def held_by(invoice: Invoice, wanted: Wanted, found: SalesOrder) -> Held:
    """Return what this invoice of a deal leaves of an order's rows that bring other prices.

    Args:
        invoice: of the deal.
        wanted: the order in the portal's terms.
        found: the deal as it stands, or stood when the invoice was issued.
    """
    if wanted.order.priced:
        return Held(invoice, winner="ours")
    if not _are_peoples(wanted, found):
        return Held(invoice)
    rows = at_prices_of(found, wanted)
    return Held(invoice, winner="refused") if rows.has_lines(found) else Held(invoice, rows)


def at_prices_of(found: SalesOrder, wanted: Wanted) -> Wanted:
    """Return an order whose rows have the deal's prices, where the deal has them.

    Args:
        found: the deal.
        wanted: the order in the portal's terms, in the deal's currency.
    """
    ours, lines = as_rows(found.lines), list(wanted.lines)
    for i, j in _pairs(ours, wanted):
        if ours[i].quantity and lines[j].quantity and _apart(ours[i], lines[j]):
            lines[j] = at_price(lines[j], ours[i])
    return replace(wanted, lines=tuple(lines))


def _are_peoples(wanted: Wanted, found: SalesOrder) -> bool:
    """Tell whether the order's prices were changed by people, each of them comparable with the deal's."""
    return not wanted.order.priced and found.currency == wanted.order.currency


def standing_rows(held: Held | None) -> frozenset[OrderGroup]:
    """Return the deal's rows as the group that is not written, if an invoice lets them stand."""
    return frozenset({OrderGroup.ROWS} if held and held.rows is None else ())


def reprices(wanted: Wanted, found: SalesOrder) -> bool:
    """Tell whether an order's rows bring other prices into its deal: the bus's of 1C, or those of people.

    Args:
        wanted: the order in the portal's terms.
        found: the deal as it stands, or stood.
    """
    return wanted.order.priced or found.currency != wanted.order.currency or _is_repriced(found.lines, wanted)


def fills_in(wanted: Wanted, item: Mapping[str, Any], found: SalesOrder) -> bool:
    """Tell whether a deal has these very rows, with free text in place of products: no edit that 1C has turned down.

    Args:
        wanted: the order in the portal's terms.
        item: the deal's own fields, with its invoices: the prices that these hold are no edit.
        found: the deal as it stands.
    """
    held = held_in(wanted, item, found, has_text=True)
    if held is not None and held.rows is None:
        return True  # it has them with the prices that the invoice holds
    rows = held.rows if held and held.rows else wanted
    ours, pairs = as_rows(found.lines), _pairs(as_rows(found.lines), rows)
    if found.currency != rows.order.currency or not len(pairs) == len(ours) == len(rows.lines):
        return False
    return all(line_equal(ours[i], rows.lines[j]) or line_equal(ours[i], text_row(rows.worded[j])) for i, j in pairs)


def _pairs(ours: Sequence[Line], there: Wanted) -> list[tuple[int, int]]:
    """Return which rows of a deal are which of its order, a row of text and the product of those words among them."""
    found = match_lines(ours, there.lines)
    texts, rows = [ours[i] for i in found.removed], [there.worded[j] for j in found.added]
    return [*found.pairs, *((found.removed[i], found.added[j]) for i, j in stand_ins(texts, rows))]


def _is_repriced(here: Sequence[Line], there: Wanted) -> bool:
    """Tell whether a row of both deal and order has another price after discount, by more than rounding hides."""
    ours = as_rows(here)
    pairs = ((ours[i], there.lines[j]) for i, j in _pairs(ours, there))
    return any(_apart(one, other) for one, other in pairs if one.quantity and other.quantity)


def _apart(one: Line, other: Line) -> bool:
    rounding = _HALF_A_KOPECK / one.quantity + _HALF_A_KOPECK / other.quantity
    return abs(one.total / one.quantity - other.total / other.quantity) > rounding


def told_of(held: Held, order: SalesOrder) -> Told:
    """Say what of an order's rows or prices an invoice has kept out of the deal.

    Args:
        held: what it has left.
        order: as it is in 1C: the bus has priced it, or people have.
    """
    number = shortened(held.invoice.number)
    if order.priced:
        told = _prices_late(number)
    elif held.rows is None and held.winner is None:
        told = _currency_apart(number, order)
    else:
        told = _prices_apart(number, order.number)
    return answering([told], order.groups, [OrderGroup.ROWS])[0]


def _prices_late(invoice: str) -> Told:
    """Say that an invoice was issued while 1C's prices were on their way into the deal."""
    text = (
        f"Цены 1С не подставлены: по сделке уже выставлен счёт № {invoice}. "
        "Чтобы взять их, удалите счёт и поставьте «Пересчитать цены»."
    )
    return Told(topic="prices", text=text)


def _prices_apart(invoice: str, number: str) -> Told:
    """Say that prices which people have changed in 1C stay there, as the deal has an invoice."""
    text = (
        f"Цены, изменённые в заказе {number}, в сделку не перенесены: по ней выставлен счёт № {invoice}. "
        f"Поставьте их в сделке сами, удалите этот счёт {MARKED} и выставьте новый либо верните прежние в 1С."
    )
    return Told(topic="prices", text=text)


def _currency_apart(invoice: str, order: SalesOrder) -> Told:
    """Say that an order's rows which people have brought into another currency stay in 1C, by the deal's invoice."""
    text = (
        f"Строки заказа {order.number} в сделку не перенесены: его валюта в 1С теперь {order.currency}, а по сделке "
        f"выставлен счёт № {invoice}. Верните в 1С прежнюю валюту либо измените строки в сделке сами, удалите этот "
        f"счёт {MARKED} и выставьте новый."
    )
    return Told(topic="prices", text=text)
