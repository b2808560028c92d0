"""The sweep of companies: finds by time of change what no event told, of a company or of its parts.

An address bears no time: one whose event was lost is found with the next change of its company or requisite.
"""

import asyncio
from datetime import UTC, datetime

import structlog

from services.b24_connector.intake.changed import changed_since, parts_since, portal_time, since_of
from services.b24_connector.intake.nightly import Compared, NightlyIds
from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.portal import Portal
from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Permanent, Retryable
from shared.bus.publish import Publish
from shared.messages.ring.facts import CompanyTouched
from shared.messages.things import Ref
from shared.rules import Rules
from shared.store import Cursors

RETRY_S = 5.0
PARTS = (("requisite", "crm.requisite.list"), ("bankdetail", "crm.requisite.bankdetail.list"))
log = structlog.get_logger()


class CompanySweeper:
    """Touches companies that may have changed without an event.

    Args:
        portal: where to look.
        store: what was seen already.
        cursors: up to when the portal was swept.
        publish: the bus; returns after the broker's confirm.
        rules: the cut-off is where the first sweep begins; the zone, when it is night.
        every_s: seconds between two sweeps.
    """

    def __init__(
        self,
        portal: Portal,
        store: CompanyStore,
        cursors: Cursors,
        publish: Publish,
        *,
        rules: Rules,
        every_s: float,
    ) -> None:
        self._portal = portal
        self._store = store
        self._cursors = cursors
        self._publish = publish
        self._rules = rules
        self._every_s = every_s
        self._touched: dict[str, str] = {}
        self.ids = NightlyIds(portal, store, cursors, publish, Compared(COMPANY, "company_ids", _touch))

    async def run(self) -> None:
        """Sweep companies until cancelled; a failed sweep is logged and repeated."""
        while True:
            pause = self._every_s
            try:
                await self.sweep()
                await self.ids.run(self._rules.timezone)
            except (Retryable, Permanent) as error:
                log.warning("sweep of companies failed; trying again", error=str(error))
                pause = min(RETRY_S, self._every_s)
            await asyncio.sleep(pause)

    async def sweep(self) -> int:
        """Touch the companies changed since the last sweep and return their number.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        began, now = await portal_time(self._portal), datetime.now(UTC)
        since = since_of(moment(await self._cursors.get("companies")), now, self._rules.cutoff, began)
        companies, times = await asyncio.gather(self._companies(since), self._parts(since))
        fresh = [part.partition(":") for part, changed in times.items() if self._touched.get(part) != changed]
        touches = [*companies, *(_touch(number, kind=kind) for kind, _, number in fresh)]
        await self._publish(*touches)
        self._touched = times
        await self._cursors.set("companies", min(began, now).astimezone(UTC).isoformat())
        return len(touches)

    async def _companies(self, since: datetime) -> list[CompanyTouched]:
        found = []
        async for page in changed_since(self._portal, COMPANY, since, {}):
            known = await self._store.find_many(str(row["id"]) for row in page)
            for row in page:
                company, updated = str(row["id"]), str(row.get("updatedTime") or "")
                entity = known.get(company)
                if not (entity and entity.fields.get("seen") == updated):
                    found.append(_touch(company))
        return found

    async def _parts(self, since: datetime) -> dict[str, str]:
        """Return when requisites and accounts changed, which does not change their company's time."""
        asked = [(kind, method, field) for kind, method in PARTS for field in ("DATE_CREATE", "DATE_MODIFY")]
        found = await asyncio.gather(*(self._times(*one, since) for one in asked))
        return {part: changed for some in found for part, changed in some.items()}

    async def _times(self, kind: str, method: str, field: str, since: datetime) -> dict[str, str]:
        pages = parts_since(self._portal, method, field, since)
        return {f"{kind}:{row['ID']}": str(row.get(field)) async for page in pages for row in page}


def _touch(number: str, gone: bool = False, *, kind: str = "company") -> CompanyTouched:  # noqa: FBT001, FBT002
    return CompanyTouched(ref=Ref(system="b24", kind=kind, id=number), gone=gone)
