"""Says, when a deal is read, that its invoice has another sum than its order; the bus changes neither (R12)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.b24_connector import sentences
from services.b24_connector.memory.deal import Deal
from services.b24_connector.vocabulary.amounts import amount_of
from services.b24_connector.vocabulary.invoices import read_issued
from services.b24_connector.writer.notes import NoteWriter
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told
from shared.russian import Sum


def sum_text(order: SalesOrder) -> str:
    """Return an order's sum as it is remembered in its deal's memory."""
    return f"{order.total:.2f}"


def invoice_told(order: SalesOrder, item: Mapping[str, Any]) -> tuple[Told, ...]:
    """Return what is said of a deal's invoices when figures of its order are shown.

    Args:
        order: as it is in 1C.
        item: its deal's own fields, with the invoices.
    """
    issued = read_issued(item, order.currency)
    if issued is None or order.phase == "cancelled":
        return ()
    if order.priced and Decimal(amount_of(item)) != order.total:
        return ()  # prices of 1C on their way here, which the invoice will send back
    return sentences.invoices_apart(issued.numbers, *(Sum(one, order.currency) for one in (issued.total, order.total)))


class InvoiceTeller:
    """Says, when a deal is read, what is wrong with an invoice issued after the order had its sum.

    Args:
        notes: tells each thing once.
    """

    def __init__(self, notes: NoteWriter) -> None:
        self._notes = notes

    async def tell(self, entity: Deal, deal: SalesOrder, item: Mapping[str, Any]) -> None:
        """Note that the deal was read, and tell of its invoices, unless the move after a difference will.

        Args:
            entity: what is remembered of the deal.
            deal: as it was read.
            item: its own fields, with the invoices.
        """
        await self._notes.looked(entity, deal.number, item)
        if entity.fields.get("order_total") != sum_text(deal):
            return
        told = invoice_told(deal, item)
        await self._notes.tell(entity.key, deal.number, entity.fields, told)
