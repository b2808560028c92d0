"""What the reader of deals remembers of a deal beside the numbers. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.b24_connector.memory.deal import Deal, DealMemory, standing
from services.b24_connector.reader.echo import settled_read
from services.b24_connector.reader.organisations import named_organisation
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.vocabulary.invoices import shown_invoices
from shared.messages.order import SalesOrder


def bookkeeping(item: Mapping[str, Any], order: SalesOrder, begun: datetime, now: Deal) -> DealMemory:
    """Return what the reader of deals remembers of a deal that it has read: where it stands, whose it is, its invoices.

    Args:
        item: the deal's own fields.
        order: the deal as it was read.
        begun: the portal's time before.
        now: what is remembered of it.
    """
    stage = read_stage(item)
    customer, person = order.customer, order.person
    fields: DealMemory = {
        **standing(item),
        "company": customer.ref.id if customer and customer.ref else None,
        "contact": person.ref.id if person and person.ref else None,
        "organisation": named_organisation(order),
        "invoices": shown_invoices(item) or None,
        "gone": None,
    }
    fields |= settled_read(item, begun)
    if stage.semantic != "F" and stage.id != now.fields.get("bus_stage"):
        fields |= {"manual_stage": stage.id, "bus_stage": None}
    return fields
