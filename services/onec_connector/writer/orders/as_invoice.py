"""Orders that 1C has made as invoices, having no extended orders then: told, and made ordinary once it has them."""

from services.onec_connector.base.objections import Cause, Objection
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.profile.reading import has_extended_orders
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from services.onec_connector.writer.orders.objected import who_helps
from services.onec_connector.writer.refusal import OrderRefusal, Want

MADE_AS_INVOICE = Objection("1С создала его счётом, а счета она не проводит", Cause.INVOICE)
_WANT: Want = {"kind": "extended"}


def is_invoice(run: OrderRun, seen: Seen) -> bool:
    """Tell whether 1C has made an order of a deal as an invoice; one that people have posted as such is theirs."""
    is_posted = seen.posted or bool(run.entity.fields.get("posted"))
    return run.key.startswith("deal:") and not is_posted and bool(seen.document.get(names.AS_INVOICE))


def wants_of(run: OrderRun, seen: Seen) -> list[Want]:
    """Return what an order that is an invoice waits for, before it is tried again: extended orders."""
    return [_WANT] if is_invoice(run, seen) else []


async def made_ordinary(context: OrderContext, run: OrderRun, seen: Seen) -> Row:
    """Return the field that makes an ordinary order of an invoice; empty where it is none.

    1C decides what an order is when it makes it, and never again.

    Raises:
        OrderRefusal: 1C still has no extended orders.
    """
    if not is_invoice(run, seen):
        return {}
    if not await has_extended_orders(context.base):
        remedy = f"{who_helps(MADE_AS_INVOICE)}; после этого {{itself}}."
        raise OrderRefusal(str(MADE_AS_INVOICE), remedy, reason="posting", wants=wants_of(run, seen))
    return {names.AS_INVOICE: False}
