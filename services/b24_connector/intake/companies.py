"""The sweep of companies: finds by time of change, and nightly by id, what no event told, of their parts too.

An address bears no time: one whose event was lost is found with the next change of its company or requisite.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from services.b24_connector.intake.changed import Changes, changed_items, changed_parts
from services.b24_connector.intake.nightly import Compared, NightlyIds
from services.b24_connector.intake.repeating import sweep_again
from services.b24_connector.intake.unreadable import UnreadableRounds
from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.portal import Portal
from services.b24_connector.vocabulary.names import COMPANY
from shared.bus.publish import Publish
from shared.messages.ring.facts import CompanyTouched
from shared.messages.things import Ref
from shared.rules import Rules
from shared.store import Cursors

PARTS = tuple(
    (kind, method, field)
    for kind, method in (("requisite", "crm.requisite.list"), ("bankdetail", "crm.requisite.bankdetail.list"))
    for field in ("DATE_CREATE", "DATE_MODIFY")
)
Pages = AsyncIterator[Sequence[Mapping[str, Any]]]


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
        self._store = store
        self._changes = Changes(portal, cursors, "companies", rules.cutoff)
        self._publish = publish
        self._rules = rules
        self._every_s = every_s
        self._touched: dict[str, str] = {}
        self.ids = NightlyIds(portal, store, cursors, publish, Compared(COMPANY, "company_ids", _touch))
        self._unreadable = UnreadableRounds(store, publish, CompanyTouched, "company")

    async def run(self) -> None:
        """Sweep companies until cancelled; a failed sweep is logged and repeated."""
        await sweep_again(self._whole_sweep, "companies", self._every_s)

    async def _whole_sweep(self) -> None:
        await self.sweep()
        await self._unreadable.run()
        await self.ids.run(self._rules.timezone)

    async def sweep(self) -> int:
        """Touch the companies changed since the last sweep and return their number.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        look = await self._changes.look(changed_items(COMPANY, {}), *(changed_parts(*part[1:]) for part in PARTS))
        changed, *parts = look.pages
        companies, times = await asyncio.gather(self._companies(changed), _times(parts))
        fresh = [part.partition(":") for part, changed in times.items() if self._touched.get(part) != changed]
        touches = [*companies, *(_touch(number, kind=kind) for kind, _, number in fresh)]
        await self._publish(*touches)
        self._touched = times
        await self._changes.done(look)
        return len(touches)

    async def _companies(self, pages: Pages) -> list[CompanyTouched]:
        found = []
        async for page in pages:
            known = await self._store.find_many(str(row["id"]) for row in page)
            for row in page:
                company, updated = str(row["id"]), str(row.get("updatedTime") or "")
                entity = known.get(company)
                if not (entity and entity.fields.get("seen") == updated):
                    found.append(_touch(company))
        return found


async def _times(parts: Sequence[Pages]) -> dict[str, str]:
    """Return when requisites and bank accounts changed, which does not change their company's time."""
    found: dict[str, str] = {}
    for (kind, _, field), pages in zip(PARTS, parts, strict=True):
        async for page in pages:
            found |= {f"{kind}:{row['ID']}": str(row.get(field)) for row in page}
    return found


def _touch(number: str, gone: bool = False, *, kind: str = "company") -> CompanyTouched:  # noqa: FBT001, FBT002
    return CompanyTouched(ref=Ref(system="b24", kind=kind, id=number), gone=gone)
