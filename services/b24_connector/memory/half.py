"""Half-written deals: what to note of the part that the portal took; it is no edit until a person changes it."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import TypeAdapter

from services.b24_connector.memory.deal import HALF_WRITTEN, SENT_ROWS, Deal, half_written, left_half
from services.b24_connector.vocabulary.rows import as_rows
from shared.canon import group_digests, lines_equal
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Line

SEND_STEP = "send"
"""A write was sent, and nobody knows what the portal has taken of it."""
_ROWS: TypeAdapter[tuple[Line, ...]] = TypeAdapter(tuple[Line, ...])


def memo_for(deal: SalesOrder, groups: Iterable[OrderGroup]) -> dict[str, str]:
    """Return what to note of a half-written deal, of which some groups stand as the portal has taken them."""
    return {str(group): digest for group, digest in group_digests(deal, groups).items()}


def sent_memo(lines: Sequence[Line]) -> dict[str, str]:
    """Return what to note of a deal before rows are sent that an invoice has made other than the order's.

    A run that comes after a lost answer cannot tell them from a person's by the order.
    """
    return {SENT_ROWS: _ROWS.dump_json(tuple(lines)).decode()}


def noted_beside(entity: Deal, memo: Mapping[str, str]) -> dict[str, str]:
    """Return what to note of a deal with what runs before have noted: rows that were sent hold until others stand.

    Args:
        entity: as it is remembered now.
        memo: what has come to be known.
    """
    former = {**half_written(entity), **({} if OrderGroup.ROWS in memo else _sent(entity))}
    return {**former, **memo}


def _sent(entity: Deal) -> dict[str, str]:
    """Return the rows of a deal that a run has noted before it sent them, as it noted them."""
    if entity.writing is None or entity.writing.step != HALF_WRITTEN:
        return {}
    memo = entity.writing.memo
    return {SENT_ROWS: memo[SENT_ROWS]} if isinstance(memo, Mapping) and SENT_ROWS in memo else {}


def is_begun(entity: Deal) -> bool:
    """Tell whether a former run has left a deal's rows half written."""
    if entity.writing is None or entity.writing.step != HALF_WRITTEN:
        return False
    # Without a memo it was begun by a version that noted the step alone.
    return not entity.writing.memo or OrderGroup.ROWS in half_written(entity) or SENT_ROWS in entity.writing.memo


def is_untouched(entity: Deal, found: SalesOrder) -> bool:
    """Tell whether a deal's rows are half written and nobody has edited them since.

    Args:
        entity: as the write began.
        found: the deal as it stands, with its rows.
    """
    if not is_begun(entity) or entity.writing is None:
        return False
    memo = entity.writing.memo or {}
    if SENT_ROWS in memo and lines_equal(as_rows(found.lines), _ROWS.validate_json(memo[SENT_ROWS])):
        return True
    now = group_digests(found, {OrderGroup.ROWS})[OrderGroup.ROWS]
    return half_written(entity).get(OrderGroup.ROWS, None if SENT_ROWS not in memo else "") in {None, now}


def left_standing(entity: Deal, found: SalesOrder) -> dict[OrderGroup, GroupDoc]:
    """Return what half a write has left of a deal as it stands, rows that are known by their words among it.

    Args:
        entity: as it is remembered now.
        found: the deal as it was read, with its rows.
    """
    left = left_half(entity)
    if not _sent(entity) or not is_untouched(entity, found):
        return left
    digest = group_digests(found, {OrderGroup.ROWS})[OrderGroup.ROWS]
    return {**left, OrderGroup.ROWS: entity.groups.get(OrderGroup.ROWS, GroupDoc()).holding(digest)}
