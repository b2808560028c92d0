"""What the b24-connector remembers of a record of the portal that could not be read when it was looked at last."""

from datetime import datetime
from typing import Any, Final, TypedDict

from pymongo import IndexModel

from shared.messages.things import Ref
from shared.store import Entity


class NotedUnreadable(TypedDict):
    """Why a record of the portal could not be read.

    Args:
        by: id of the message that has found it first; it alone fails, is tried again, and is given up.
        record: which record the webhook's user may not read, in Russian, «компания 9»; empty: it has another reason.
        why: in the portal's words, or ours.
        since: when that was found, by our clock.
    """

    by: str
    record: str
    why: str
    since: datetime


UNREADABLE: Final = {"fields.unreadable": {"$exists": True}}
UNREADABLE_INDEX: Final = IndexModel("fields.unreadable.since", name="unreadable", sparse=True)


def noted_ref(entity: Entity[Any], kind: str) -> Ref:
    """Return which record of the portal a document is about; of one that was never read its key alone says so.

    Args:
        entity: the document.
        kind: of the records that it is one of; a hint may have been about another one.
    """
    of, _, number = entity.key.partition(":")
    return Ref(system="b24", kind=kind, id=entity.ref) if entity.ref else Ref(system="b24", kind=of, id=number)
