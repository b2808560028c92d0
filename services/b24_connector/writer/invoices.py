"""Says that a deal or its invoice is on another sum than its order, or not named there; changes neither (R12)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.deal import Deal, DealMemory
from services.b24_connector.vocabulary.amounts import amount_of
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.vocabulary.invoices import is_paid, read_issued
from services.b24_connector.writer.comments import NoteRefused
from services.b24_connector.writer.exchange import FieldsOf
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.sums import amount_told
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told, Topic
from shared.russian import Sum, day, shortened
from shared.store import Into

log = structlog.get_logger()


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
    if _is_coming(order, item):
        return ()
    sums = (Sum(one, order.currency) for one in (issued.total, order.total))
    return sentences.invoices_apart(issued.numbers, *sums, paid=is_paid(item))


def unnumbered(deal: SalesOrder, item: Mapping[str, Any]) -> tuple[Told, ...]:
    """Say that the number of a deal's invoice does not stand in its order: the bus writes no header of 1C's own orders.

    Nobody needs it any more where the deal has ended, or the invoice is paid.

    Args:
        deal: made of an order of 1C.
        item: its own fields, with the invoices.
    """
    if deal.invoice is None or read_stage(item).semantic != "P" or is_paid(item):
        return ()
    dated = f" от {day(deal.invoice.dated)}" if deal.invoice.dated else ""
    text = (
        f"Счёт № {shortened(deal.invoice.number)}{dated} в заказе не указан: заказ заведён в 1С, и его комментарий "
        "обмен не меняет. Попросите бухгалтера вписать номер счёта: на него сошлётся платёж."
    )
    return (Told(topic="invoiced", text=text),)


def in_accord(order: SalesOrder, item: Mapping[str, Any]) -> tuple[Topic, ...]:
    """Return the topics of a deal's and its invoice's sums that are over, so that an equal sentence is news again.

    Args:
        order: as it is in 1C.
        item: its deal's own fields, with the invoices.
    """
    over = {
        "total": Decimal(amount_of(item)) == order.total,
        "invoice": not _is_coming(order, item) and not invoice_told(order, item),
    }
    topics: tuple[Topic, ...] = ("total", "invoice")
    return tuple(topic for topic in topics if over[topic])


def _is_coming(order: SalesOrder, item: Mapping[str, Any]) -> bool:
    """Tell whether prices of 1C are on their way into a deal whose invoice will send them back."""
    return order.priced and Decimal(amount_of(item)) != order.total


def settled(known: DealMemory, topics: Iterable[Topic]) -> DealMemory:
    """Return what a deal's memory is to store of topics that are over; nothing where nothing was told of them.

    Args:
        known: what is remembered of the deal.
        topics: that are over.
    """
    told = known.get("told") or {}
    over: dict[str, None] = dict.fromkeys(one for one in topics if one in told)
    return {"told": Into(over)} if over else {}


class SumTeller:
    """Says, when a deal is read, what is wrong with its amount, or an invoice, since the order had its sum.

    Args:
        notes: tells each thing once.
        fields_of: how the portal calls our fields.
        allowed: kopecks that the sums of deal and order may be apart.
    """

    def __init__(self, notes: NoteWriter, fields_of: FieldsOf, allowed: int) -> None:
        self._notes = notes
        self._fields_of = fields_of
        self._allowed = allowed

    async def tell(self, entity: Deal, deal: SalesOrder, item: Mapping[str, Any]) -> None:
        """Note that the deal was read, and tell of its invoices; of sums, once the order has those of the deal's rows.

        A portal that takes no comments keeps no edit of the deal from being published: the next read tells.

        Args:
            entity: what is remembered of the deal.
            deal: as it was read.
            item: its own fields, with the invoices.
        """
        try:
            await self._tell(entity, deal, item)
        except NoteRefused as refused:
            log.warning("the portal takes no comment", key=entity.key, error=str(refused))

    async def _tell(self, entity: Deal, deal: SalesOrder, item: Mapping[str, Any]) -> None:
        await self._notes.looked(entity, deal.number, item)
        told, over = list[Told](), list[Topic]()
        if entity.key.startswith("order:"):
            told += unnumbered(deal, item)
            over += [] if told else ["invoiced"]
        if is_followed := entity.fields.get("order_total") == sum_text(deal):
            told += amount_told(entity.fields, deal, item, self._fields_of(), self._allowed)
            told += invoice_told(deal, item)
            over += in_accord(deal, item)
        ended = settled(entity.fields, over)
        if is_followed or told or ended:
            await self._notes.tell(entity.key, deal.number, entity.fields, told, more=ended)
