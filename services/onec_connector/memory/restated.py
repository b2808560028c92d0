"""What is remembered of an order of 1C, in the terms of this release, where the order itself has not changed. Pure."""

from collections.abc import Mapping

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.orders import Row
from shared.canon import group_digests, renewed
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder


def restated(groups: Mapping[str, GroupDoc], order: SalesOrder, document: Row) -> Mapping[str, GroupDoc]:
    """Restate an order's remembered digests by the present scheme, and by what of its comment is told today.

    An earlier release told the deal of a copied order the whole comment, with what the bus had put there.

    Args:
        groups: as remembered.
        order: as it stands, told without that.
        document: the same as 1C has it.
    """
    found = renewed(groups, order)
    header, whole = found.get(OrderGroup.HEADER), order.with_(note=str(document.get(names.COMMENT) or ""))
    if header is None or whole.note == order.note or header.digest != _of_header(whole):
        return found
    return {**found, OrderGroup.HEADER: header.holding(_of_header(order))}


def _of_header(order: SalesOrder) -> str:
    return group_digests(order, {OrderGroup.HEADER})[OrderGroup.HEADER]
