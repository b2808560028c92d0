"""Recognises events of the portal that are our own write coming back, so that the deal need not be read again.

An event says only that a deal has changed, and the answer to a write holds whatever people have saved before it. So a
write is remembered as one that may come back only where the deal it was made to is the deal that was last read in full.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from services.b24_connector.memory.deal import Deal, DealMemory, LastWrite
from services.b24_connector.vocabulary.amounts import amount_of
from services.b24_connector.vocabulary.deals import client_of
from services.b24_connector.vocabulary.values import identity, moment

Row = Mapping[str, Any]
ECHO_KEPT = timedelta(minutes=10)
SAME_SECOND = timedelta(seconds=2)


def settled_read(item: Row, begun: datetime) -> DealMemory:
    """Remember a full read of a deal, unless it may have been saved again in the very second it shows.

    Args:
        item: the deal's own fields.
        begun: the portal's time before they were asked for.
    """
    updated = moment(item.get("updatedTime"))
    if updated is None or begun - updated < SAME_SECOND:
        return {}
    return {"seen": item.get("updatedTime"), "amount": amount_of(item), "client": client_of(item)}


def own_write(entity: Deal, before: Row, after: Row) -> LastWrite | None:
    """Return by what our write of a deal is recognised later; None if a person may have saved beside it.

    Args:
        entity: as it was when the write began.
        before: the deal's fields, as read in this run.
        after: as the portal answered the write.
    """
    fields = entity.fields
    is_known = fields.get("seen") == before.get("updatedTime") != after.get("updatedTime")
    if not is_known or fields.get("amount") != amount_of(after) or fields.get("client") != client_of(after):
        return None
    return {
        "time": after.get("updatedTime"),
        "user": identity(after.get("updatedBy")),
        "amount": amount_of(after),
        "client": client_of(after),
        "at": datetime.now(UTC),
    }


def comes_back(last: LastWrite | None, item: Row) -> bool:
    """Tell whether a deal still is as our last write left it, as far as its own fields show."""
    if last is None or datetime.now(UTC) - last["at"] > ECHO_KEPT:
        return False
    return (
        last["time"] == item.get("updatedTime")
        and last["user"] == identity(item.get("updatedBy"))
        and last["amount"] == amount_of(item)
        and last.get("client") == client_of(item)
    )
