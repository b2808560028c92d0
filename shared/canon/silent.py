"""Groups of which a snapshot of an order says nothing, though it is read whole: neither news nor waited for."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from shared.entities.model import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder


def heard(
    groups: AbstractSet[OrderGroup], order: SalesOrder, document: Mapping[str, GroupDoc]
) -> frozenset[OrderGroup]:
    """Return the groups that an order's snapshot says anything about.

    Not the extra fields if none was ever filled. Not our organisation if a deal that has its order names none: the
    portal's field, or the value that the deal holds, was deleted, and the rules' default is for new orders.

    Args:
        groups: that it publishes for this entity.
        order: as it was read.
        document: as remembered.
    """
    silent = set()
    if OrderGroup.EXTRA not in document and not any(order.extra.values()):
        silent.add(OrderGroup.EXTRA)
    if order.organisation is None and any(group.known for group in document.values()):
        silent.add(OrderGroup.ORGANISATION)
    return frozenset(groups - silent)
