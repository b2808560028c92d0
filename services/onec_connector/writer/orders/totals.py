"""What a deal shows against what its order says; a difference is told, never hidden (docs/money.md)."""

from decimal import Decimal

from services.onec_connector import sentences
from services.onec_connector.writer.orders.desk import OrderVisit
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told


def shown_by(deal: SalesOrder) -> Decimal:
    """Return the amount a person sees in a deal."""
    if deal.stated_total is not None:
        return deal.stated_total
    return _added_up(deal)


def tell_difference(visit: OrderVisit, number: str, total: Decimal) -> None:
    """Tell both sums where they differ by more than the rules allow.

    Args:
        visit: this run.
        number: of the order.
        total: of the order, after the write.
    """
    deal = _added_up(visit.order)
    if abs(total - deal) * 100 > visit.command.policy.total_tolerance_kopecks:
        visit.told.append(sentences.totals_differ(number, deal, total))


def amount_typed(deal: SalesOrder) -> tuple[Told, ...]:
    """Tell that a person typed an amount over the rows."""
    stated = deal.stated_total
    return (sentences.amount_typed(stated, deal.total),) if stated is not None and stated != deal.total else ()


def _added_up(deal: SalesOrder) -> Decimal:
    """What the portal makes of the rows; an amount typed over them has a sentence of its own."""
    return deal.total if deal.shown_total is None else deal.shown_total
