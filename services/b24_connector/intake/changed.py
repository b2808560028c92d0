"""The queries of all sweeps of the portal: its time, what has changed since a cursor, which ids are still there."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from services.b24_connector.portal import Portal, PortalAnswer, arrived
from services.b24_connector.portal.clock import portal_time, time_of
from services.b24_connector.portal.lists import plain_rows, rows_at
from services.b24_connector.vocabulary.values import moment
from shared.store import Cursors

Row = Mapping[str, Any]
PAGE = 50
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ChangeList:
    """A list of the portal that says what has changed since a moment, by id.

    Args:
        method: its name.
        params: makes the parameters, from the moment and the last id of the page before.
        rows: finds the rows in the result.
        id: the field that holds the id.
    """

    method: str
    params: Callable[[datetime, int], Mapping[str, Any]]
    rows: Callable[[Any], Sequence[Row]]
    id: str


def changed_items(kind: int, more: Mapping[str, Any], select: Sequence[str] = ()) -> ChangeList:
    """Describe the portal's list of records changed since a moment, with their times and selected fields."""

    def params(since: datetime, last: int) -> Mapping[str, Any]:
        return {
            "entityTypeId": kind,
            "select": ["id", "updatedTime", *select],
            "filter": {">=updatedTime": since.isoformat(timespec="seconds"), ">id": last, **more},
            "order": {"id": "ASC"},
            "start": -1,
        }

    return ChangeList("crm.item.list", params, rows_at("items"), "id")


def changed_parts(method: str, field: str) -> ChangeList:
    """Describe the portal's list of requisites or bank accounts whose field of time is not before a moment."""

    def params(since: datetime, last: int) -> Mapping[str, Any]:
        return {
            "select": ["ID", "ENTITY_TYPE_ID", "ENTITY_ID", field],
            "filter": {f">={field}": since.isoformat(timespec="seconds"), ">ID": last},
            "order": {"ID": "ASC"},
            "start": -1,
        }

    return ChangeList(method, params, plain_rows, "ID")


async def pages_since(
    portal: Portal, what: ChangeList, since: datetime, first: PortalAnswer | None = None
) -> AsyncIterator[Sequence[Row]]:
    """Yield pages of what has changed in the portal, by id: paging by offset would lose rows meanwhile.

    Args:
        portal: where to ask.
        what: the list.
        since: the moment, in the portal's zone.
        first: the first page's answer, where it is known already.
    """
    last, answer = 0, first
    while True:
        answer = answer or await portal.call(what.method, what.params(since, last))
        rows, answer = what.rows(answer.result), None
        if rows:
            yield rows
            last = int(rows[-1][what.id])
        if len(rows) < PAGE:
            return


@dataclass(frozen=True, slots=True)
class ChangedPages:
    """What one look of a sweep at the portal has found changed, page by page.

    Args:
        began: the portal's time before the first list was made.
        pages: of each list that was asked for.
        until: the cursor once all pages were worked off.
    """

    began: datetime
    pages: Sequence[AsyncIterator[Sequence[Row]]]
    until: str


class Changes:
    """Looks at what has changed in the portal since a cursor; its time and the first pages come in one request.

    Args:
        portal: where to look.
        cursors: up to when was looked, by the portal's clock or ours, whichever is behind.
        name: of the cursor.
        first: where the first look begins.
    """

    def __init__(self, portal: Portal, cursors: Cursors, name: str, first: datetime) -> None:
        self._portal = portal
        self._cursors = cursors
        self._name = name
        self._first = first
        self._zone: tzinfo | None = None

    async def look(self, *lists: ChangeList) -> ChangedPages:
        """Ask the portal for its time and for the first page of each list of changes, in one request.

        Raises:
            Retryable: the portal is away, or does not say what time it is there.
            PortalRefusal: it refuses one of the lists.
        """
        zone = self._zone or (await portal_time(self._portal)).tzinfo
        now, cursor = datetime.now(UTC), moment(await self._cursors.get(self._name))
        # A cursor in the future would find nothing until then.
        since = ((min(cursor, now) if cursor else self._first) - OVERLAP).astimezone(zone)
        asked = [("server.time", {}), *((one.method, one.params(since, 0)) for one in lists)]
        said, *firsts = [arrived(answer) for answer in await self._portal.chain(asked, write=False)]
        began = time_of(said)
        self._zone = began.tzinfo
        if self._zone != zone:
            return await self.look(*lists)
        pages = [pages_since(self._portal, one, since, first) for one, first in zip(lists, firsts, strict=True)]
        return ChangedPages(began, pages, min(began, now).astimezone(UTC).isoformat())

    async def done(self, look: ChangedPages) -> None:
        """Move the sweep's cursor on, as all that a look has found was told."""
        await self._cursors.set(self._name, look.until)


async def still_there(portal: Portal, kind: int, ids: Sequence[str]) -> set[str]:
    """Return those of at most a page of records' ids that the portal still has."""
    params = {"entityTypeId": kind, "select": ["id"], "filter": {"@id": ids}, "order": {"id": "ASC"}, "start": -1}
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    return {str(row["id"]) for row in rows}
