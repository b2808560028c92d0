"""Compares what a deal shows with what its order says; a difference is told, never hidden (docs/money.md)."""

from collections.abc import Iterable
from decimal import Decimal

from services.onec_connector import sentences
from services.onec_connector.writer.orders.context import OrderRun
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.russian import Sum, packaging_uncounted


def total_of(order: SalesOrder) -> Sum:
    """Return the total of an order, or of a deal's rows, with its currency."""
    return Sum(order.total, order.currency)


def shown_by(deal: SalesOrder) -> Sum:
    """Return the amount that a person sees in a deal."""
    if deal.stated_total is not None:
        return Sum(deal.stated_total, deal.currency)
    return _added_up(deal)


def rows_total(order: SalesOrder) -> Decimal:
    """Return what the rows of an order make, which 1C may not count whole: packaging that is to be returned."""
    return sum((line.total for line in order.lines if not line.cancelled), Decimal(0))


def tell_difference(run: OrderRun, number: str, rows: Decimal, order: Sum) -> None:
    """Say the totals of deal and order where they differ by more than the rules allow, or that 1C counts not all rows.

    Args:
        run: this run.
        number: of the order.
        rows: the sum of its rows after the write.
        order: its total then.
    """
    deal, allowed = _added_up(run.order), run.command.policy.total_tolerance_kopecks
    if min(abs(one - deal.amount) for one in (rows, order.amount)) * 100 > allowed:
        run.told.append(sentences.totals_differ(number, deal, order))
    elif rows != order.amount:
        text = packaging_uncounted(number, Sum(rows, order.currency), order)
        run.told.append(Told(topic="packaging", text=text))


def amount_typed(deal: SalesOrder, rows: Iterable[Line]) -> tuple[Told, ...]:
    """Say that a person typed an amount over the deal's rows.

    Args:
        deal: of the command.
        rows: as the order is to have them, with the prices that 1C gives them.
    """
    stated, written = shown_by(deal), Sum(sum((row.total for row in rows), Decimal(0)), deal.currency)
    return (sentences.amount_typed(stated, written),) if deal.stated_total is not None and stated != written else ()


def _added_up(deal: SalesOrder) -> Sum:
    """Return the total that the portal computes from the rows, without an amount typed over them."""
    return total_of(deal) if deal.shown_total is None else Sum(deal.shown_total, deal.currency)
