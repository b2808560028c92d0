"""A deal of which the portal has taken a part: nobody's edit, until a person changes what it has taken."""

from collections.abc import Iterable

from services.b24_connector.memory.deal import HALF_WRITTEN, Deal, half_written
from shared.canon import group_digests
from shared.messages.order import OrderGroup, SalesOrder

SEND_STEP = "send"
"""A write was sent, and nobody knows what the portal has taken of it."""


def memo_for(deal: SalesOrder, groups: Iterable[OrderGroup]) -> dict[str, str]:
    """Return what to note of a deal in which some groups stand as the portal has taken them."""
    return {str(group): digest for group, digest in group_digests(deal, groups).items()}


def is_begun(entity: Deal) -> bool:
    """Tell whether a former run has left a deal's rows half written."""
    if entity.writing is None or entity.writing.step != HALF_WRITTEN:
        return False
    # Without a memo it was begun by a version that noted the step alone.
    return not entity.writing.memo or OrderGroup.ROWS in half_written(entity)


def is_untouched(entity: Deal, found: SalesOrder) -> bool:
    """Tell whether a deal's rows are half written and nobody has edited them since.

    Args:
        entity: as the write began.
        found: the deal as it stands, with its rows.
    """
    now = group_digests(found, {OrderGroup.ROWS})[OrderGroup.ROWS]
    return is_begun(entity) and half_written(entity).get(OrderGroup.ROWS) in {None, now}
