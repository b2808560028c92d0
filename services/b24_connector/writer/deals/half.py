"""A deal of whose rows the portal has kept a part: nobody's edit, until a person changes what it has kept."""

from services.b24_connector.memory.deal import Deal
from shared.bus.errors import DoubtfulWrite
from shared.canon import group_digests
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder

STEP = "rows"


class HalfWritten(DoubtfulWrite):
    """The portal has kept a part of the rows.

    Args:
        text: as of any `Retryable`.
        kept: the deal as it stands now, in the canonical model.
    """

    def __init__(self, text: str, kept: SalesOrder) -> None:
        super().__init__(text)
        self.kept = digest_of(kept)


def is_begun(entity: Deal) -> bool:
    """Tell whether a former run has left a deal's rows half written."""
    return entity.writing is not None and entity.writing.step == STEP


def is_untouched(entity: Deal, found: SalesOrder) -> bool:
    """Tell whether a deal's rows are half written and nobody has edited them since.

    Args:
        entity: as the write began.
        found: the deal as it stands, with its rows.
    """
    memo = entity.writing.memo if entity.writing else None
    # Without a memo it was begun by a version that noted the step alone.
    return is_begun(entity) and memo in {None, digest_of(found)}


def left(entity: Deal) -> dict[OrderGroup, GroupDoc]:
    """Return what half a write has left of a deal's rows, to be remembered as what stands there: nobody's edit."""
    memo = entity.writing.memo if entity.writing and is_begun(entity) else None
    return {OrderGroup.ROWS: entity.groups.get(OrderGroup.ROWS, GroupDoc()).holding(memo)} if memo else {}


def digest_of(deal: SalesOrder) -> str:
    """Return the digest of a deal's rows, with all that is edited together with them."""
    return group_digests(deal, {OrderGroup.ROWS})[OrderGroup.ROWS]
