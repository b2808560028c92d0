"""What the b24-connector remembers of a record of the portal that could not be read when it was looked at last."""

from datetime import datetime
from typing import Any, Final, TypedDict

from pymongo import IndexModel

from shared.store import Entity


class NotedUnreadable(TypedDict):
    """Why a record of the portal could not be read.

    Args:
        by: id of the message that has found it first; it alone fails, is tried again, and is given up.
        why: what hid it, or what it holds.
        since: when that was found, by our clock.
    """

    by: str
    why: str
    since: datetime


UNREADABLE: Final = {"fields.unreadable": {"$exists": True}}
UNREADABLE_INDEX: Final = IndexModel("fields.unreadable.since", name="unreadable", sparse=True)


def id_in_portal(entity: Entity[Any]) -> str:
    """Return the portal's id of a record; one that was never read has it in its birth key alone."""
    return entity.ref or entity.key.partition(":")[2]
