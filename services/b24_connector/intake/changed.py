"""The queries of all sweeps of the portal: what has changed since, and which ids are still there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows, rows_at
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Retryable

Row = Mapping[str, Any]
PAGE = 50
OVERLAP = timedelta(minutes=2)


async def portal_time(portal: Portal) -> datetime:
    """Return a moment in the portal's own zone: some portals ignore an offset in a query.

    Raises:
        Retryable: the portal is away, or does not say.
    """
    said = (await portal.call("server.time", {})).result
    if moment(said) is None:
        raise Retryable("the portal does not say what time it is")
    return datetime.fromisoformat(said)


def since_of(cursor: datetime | None, now: datetime, first: datetime, began: datetime) -> datetime:
    """Return the moment from which a sweep looks; a cursor in the future would find nothing until then.

    Args:
        cursor: up to when was swept; None: never.
        now: by our clock.
        first: where the first sweep begins.
        began: the portal's time.
    """
    return ((min(cursor, now) if cursor else first) - OVERLAP).astimezone(began.tzinfo)


async def changed_since(
    portal: Portal, kind: int, since: datetime, more: Mapping[str, Any], select: Sequence[str] = ()
) -> AsyncIterator[Sequence[Row]]:
    """Yield pages of the portal's records changed since, by id, with times and selected fields.

    Paging by offset would lose rows while records change.
    """
    last = 0
    while True:
        params = {
            "entityTypeId": kind,
            "select": ["id", "updatedTime", *select],
            "filter": {">=updatedTime": since.isoformat(timespec="seconds"), ">id": last, **more},
            "order": {"id": "ASC"},
            "start": -1,
        }
        rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
        if rows:
            yield rows
            last = int(rows[-1]["id"])
        if len(rows) < PAGE:
            return


async def parts_since(portal: Portal, method: str, field: str, since: datetime) -> AsyncIterator[Sequence[Row]]:
    """Yield pages of requisites or bank accounts created or changed since a moment."""
    last = 0
    while True:
        params = {
            "select": ["ID", "ENTITY_TYPE_ID", "ENTITY_ID", field],
            "filter": {f">={field}": since.isoformat(timespec="seconds"), ">ID": last},
            "order": {"ID": "ASC"},
            "start": -1,
        }
        rows = plain_rows((await portal.call(method, params)).result)
        if rows:
            yield rows
            last = int(rows[-1]["ID"])
        if len(rows) < PAGE:
            return


async def still_there(portal: Portal, kind: int, ids: Sequence[str]) -> set[str]:
    """Return those of at most a page of ids that the portal still has."""
    params = {"entityTypeId": kind, "select": ["id"], "filter": {"@id": ids}, "order": {"id": "ASC"}, "start": -1}
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    return {str(row["id"]) for row in rows}
