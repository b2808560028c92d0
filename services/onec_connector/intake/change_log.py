"""Looks for changes in 1C's register of object versions twice a minute; the passes look at what it names.

It is a hint and nothing more: what it names is compared as a pass would, and the passes go on (`trust.py`).
"""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.errors import BARRED_S, BaseBarredError
from services.onec_connector.base.query import Query, moment
from services.onec_connector.base.wire import Row
from services.onec_connector.intake.catalog_versions import CatalogVersions
from services.onec_connector.objects import versions
from services.onec_connector.vocabulary.orders import BaseLocation

_FIELDS = (versions.OBJECT, versions.OBJECT_TYPE, versions.NUMBER, versions.DATE)
_SETTINGS = (versions.OF_TYPE, versions.WHEN, versions.IN_USE)
_PAGE = 5000
_LATE = timedelta(minutes=5)
"""A row is dated when it is written and seen when its transaction ends."""
_AHEAD = timedelta(hours=12)
"""How far the base's clock may be before ours; a row of another year is nobody's cursor."""

_log = structlog.get_logger(__name__)


class Narrow(Protocol):
    """A pass over a catalog that can also look at single records."""

    @property
    def catalogs(self) -> Sequence[CatalogVersions]:
        """The 1C catalogs whose cards this pass keeps."""

    async def look_closer(self, named: Mapping[str, Collection[str]]) -> None:
        """Compare the records of 1C that its register of versions names; sets of other passes are skipped."""


class ChangeLog:
    """Has passes look at the records that 1C's register of object versions names.

    Args:
        base: of 1C, a page a call.
        place: of the base.
        passes: those that look, in their order.
    """

    def __init__(self, base: BaseAside, place: BaseLocation, passes: Sequence[Narrow]) -> None:
        self._base = base
        self._zone = place.zone
        self._passes = passes
        self._catalogs = [catalog for one in passes for catalog in one.catalogs]
        self._since: datetime | None = None
        self._known: dict[tuple[str, str], datetime] = {}
        self._settings: object = None
        self._barred_until = 0.0

    async def look(self) -> None:
        """Read what 1C's register of object versions has saved since the last look, and have the passes look."""
        if time.monotonic() < self._barred_until:
            return
        try:
            await self._look()
        except BaseBarredError as error:
            if error.everywhere:
                raise
            self._lost()
            self._barred_until = time.monotonic() + BARRED_S

    async def _look(self) -> None:
        if not await self._is_kept():
            self._since = None
            return
        judged = [catalog.trust for catalog in self._catalogs if catalog.trust.compared_once]
        since = self._since or await self._newest()
        rows = await self._rows(since - _LATE)
        fresh = {_key(row): row for row in rows if _key(row) not in self._known}
        named = _by_set(fresh.values())
        for one in self._passes:
            await one.look_closer(named)
        self._known = {_key(row): _date(row) for row in rows}
        self._since = max([since, *self._known.values()])
        for catalog in self._catalogs:
            catalog.trust.named(named.get(catalog.name, ()))
            catalog.trust.looked(judge=catalog.trust in judged)

    def _lost(self) -> None:
        for catalog in self._catalogs:
            catalog.trust.lost()

    async def _is_kept(self) -> bool:
        """Tell whether 1C keeps object versions at all; after a change of that nothing is proven any more."""
        switch = await self._base.constant(versions.SWITCH)
        query = Query(select=_SETTINGS, bare=True)
        rows = await self._base.listing(versions.SETTINGS, query) if switch else []
        settings = (bool(switch), sorted(tuple(str(row[name]) for name in _SETTINGS) for row in rows))
        if settings != self._settings:
            self._lost()
        self._settings = settings
        return bool(switch)

    async def _newest(self) -> datetime:
        """Return the date of the newest entry in 1C's register of versions; the first pass finds what is older."""
        query = Query(self._until(), (versions.DATE,), order_by=f"{versions.DATE} desc", top=1, bare=True)
        rows = await self._base.listing(versions.SET, query)
        return _date(rows[0]) if rows else self._now() - _AHEAD

    async def _rows(self, since: datetime) -> list[Row]:
        """Read 1C's register of object versions from a time on, page after page by date.

        Rows have no order within a second, so a page begins with the last second of the one before, and a second that
        fills a page is read whole.
        """
        found: dict[tuple[str, str], Row] = {}
        while rows := await self._page(f"{versions.DATE} ge {moment(since)} and {self._until()}", top=_PAGE):
            known = len(found)
            found |= {_key(row): row for row in rows}
            last, grows = _date(rows[-1]), len(found) > known
            if grows and last > since:
                since = last
            elif grows or len(rows) >= _PAGE:
                whole = await self._page(f"{versions.DATE} eq {moment(last)}")
                found |= {_key(row): row for row in whole}
                since = last + timedelta(seconds=1)
            else:
                break
        return list(found.values())

    async def _page(self, condition: str, *, top: int | None = None) -> list[Row]:
        query = Query(condition, _FIELDS, order_by=versions.DATE, top=top, bare=True)
        return await self._base.listing(versions.SET, query)

    def _until(self) -> str:
        return f"{versions.DATE} le {moment(self._now() + _AHEAD)}"

    def _now(self) -> datetime:
        return datetime.now(UTC).astimezone(self._zone).replace(tzinfo=None)


def _by_set(rows: Collection[Row]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[versions.set_of_type(row[versions.OBJECT_TYPE])].add(row[versions.OBJECT])
    return found


def _key(row: Row) -> tuple[str, str]:
    return str(row[versions.OBJECT]), str(row[versions.NUMBER])


def _date(row: Row) -> datetime:
    return datetime.fromisoformat(row[versions.DATE])
