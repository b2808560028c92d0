"""The terms of an order that is there already: they stand, unless the deal asks for others that it may have."""

from dataclasses import dataclass

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.reference.agreements import Purchase
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.context import OrderContext
from services.onec_connector.writer.orders.named_anew import AGREEMENT, named_by
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.order import SalesOrder


@dataclass(frozen=True, slots=True)
class TermsWanted:
    """What a deal wants of its order's terms.

    Args:
        order: of the command.
        anew: the same without the terms that the deal has named all along.
        purchase: who buys from whom, as the order is to be.
        header: the deal's terms are newer than what the order contains.
        served: something of the order is paid or shipped.
        posted: 1C has taken the order's terms once.
    """

    order: SalesOrder
    anew: SalesOrder
    purchase: Purchase
    header: bool
    served: bool
    posted: bool


async def terms_to_be(context: OrderContext, seen: Seen, wanted: TermsWanted) -> tuple[FoundTerms, str]:
    """Return the order's terms, and the agreement that the deal names and the order does not take; empty: none.

    Payments and sales of an order are counted by its agreement and contract, and VAT as these say: once there are any,
    another agreement is turned down. The one that the order has asks for nothing: what an accountant has chosen beside
    it stays, once the order could be posted.

    Raises:
        Refusal: what the deal names is missing or doubtful.
    """
    document, purchase = seen.document, wanted.purchase
    moved = purchase.partner != document[names.PARTNER] or purchase.entity != document[names.LEGAL_ENTITY]
    moved = moved or purchase.organisation != document[names.ORGANISATION]
    named = wanted.anew.terms.agreement if wanted.header else None
    left = ""
    if named is not None and not moved and (wanted.served or wanted.posted):
        same = await context.terms.is_called(str(document[names.AGREEMENT]), named)
        left = named_by(wanted.order)[AGREEMENT] if wanted.served and not same else ""
        named = None if wanted.served or same else named
    warehouse = str(document[names.WAREHOUSE])
    if moved or named is not None:
        await same_currency(context, wanted.order, document)
        asked = wanted.anew.with_(terms=wanted.anew.terms.with_(agreement=wanted.order.terms.agreement))
        return await context.terms.find(asked, purchase, standing=warehouse), ""
    if wanted.header and wanted.anew.terms.warehouse is not None:
        found = await context.terms.warehouse(wanted.anew, warehouse)
        warehouse = warehouse if is_empty(found) else found
    return _standing_terms(document, warehouse), left


async def same_currency(context: OrderContext, order: SalesOrder, document: Row) -> None:
    """Refuse to bring what a deal of one currency asks for into an order of another: its sums would change their worth.

    Args:
        context: what the writer works with.
        order: of the command.
        document: the order as it stands.
    """
    code = (await context.snapshots.dictionaries.currencies()).get(document[names.CURRENCY])
    if code is not None and code != order.currency:
        raise OrderRefusal(
            f"сделка в валюте {order.currency}, заказ в 1С в {code}",
            "Поставьте в сделке валюту заказа или попросите бухгалтера вернуть прежнюю в 1С, {itself}.",
            reason="currency",
        )


def _standing_terms(document: Row, warehouse: str) -> FoundTerms:
    return FoundTerms(
        agreement=document[names.AGREEMENT],
        contract=document[names.CONTRACT],
        settlement=document[names.SETTLEMENT],
        payment_form=document[names.PAYMENT_FORM],
        payment_schedule=document[names.PAYMENT_SCHEDULE],
        tax_regime=document[names.TAX_REGIME],
        currency=document[names.CURRENCY],
        vat_included=bool(document[names.VAT_INCLUDED]),
        warehouse=warehouse,
    )
