"""A deal of which the portal has taken a part: nobody's edit, until a person changes what it has taken."""

from collections.abc import Iterable, Mapping

from services.b24_connector.memory.deal import Deal
from shared.canon import group_digests
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder

STEP = "rows"
SEND_STEP = "send"
"""A write was sent, and nobody knows what the portal has taken of it."""


def memo_for(deal: SalesOrder, groups: Iterable[OrderGroup]) -> dict[str, str]:
    """Return what to note of a deal in which some groups stand as the portal has taken them."""
    return {str(group): digest for group, digest in group_digests(deal, groups).items()}


def is_begun(entity: Deal) -> bool:
    """Tell whether a former run has left a deal's rows half written."""
    if entity.writing is None or entity.writing.step != STEP:
        return False
    # Without a memo it was begun by a version that noted the step alone.
    return not entity.writing.memo or OrderGroup.ROWS in memo_of(entity)


def is_untouched(entity: Deal, found: SalesOrder) -> bool:
    """Tell whether a deal's rows are half written and nobody has edited them since.

    Args:
        entity: as the write began.
        found: the deal as it stands, with its rows.
    """
    now = group_digests(found, {OrderGroup.ROWS})[OrderGroup.ROWS]
    return is_begun(entity) and memo_of(entity).get(OrderGroup.ROWS) in {None, now}


def memo_of(entity: Deal) -> Mapping[str, str]:
    """Return by group the digests of what half a write, or several, have left in a deal."""
    if entity.writing is None or entity.writing.step != STEP:
        return {}
    memo: Mapping[str, str] | str = entity.writing.memo or {}
    return memo if isinstance(memo, Mapping) else {OrderGroup.ROWS: memo}  # an earlier version noted the rows alone


def left(entity: Deal) -> dict[OrderGroup, GroupDoc]:
    """Return what half a write has left of a deal, to be remembered as what stands there: nobody's edit."""
    return {
        OrderGroup(group): entity.groups.get(group, GroupDoc()).holding(digest)
        for group, digest in memo_of(entity).items()
    }
