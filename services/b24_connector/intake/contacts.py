"""The sweep of contacts and private persons: finds by time of change, and nightly by id, what no event told."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.intake.changed import Changes, changed_items
from services.b24_connector.intake.nightly import Compared, NightlyIds
from services.b24_connector.intake.repeating import sweep_again
from services.b24_connector.intake.unreadable import UnreadableRounds
from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.memory.contact import ContactStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.vocabulary.names import CONTACT
from shared.bus.publish import Publish
from shared.messages.contact import contact_of, in_company
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from shared.messages.things import Ref
from shared.rules import Rules
from shared.store import Cursors

Row = Mapping[str, Any]
COMPANIES = ("companyId", "companyIds")


class ContactSweeper:
    """Touches contacts that may have changed without an event.

    Args:
        portal: where to look.
        store: what was seen already.
        cursors: up to when the portal was swept.
        publish: the bus; returns after the broker's confirm.
        private: which of those who buy for themselves were seen; None: these do not cross.
        rules: the cut-off is where the first sweep begins; the zone, when it is night.
        every_s: seconds between two sweeps.
    """

    def __init__(  # noqa: PLR0913 - wired once
        self,
        portal: Portal,
        store: ContactStore,
        cursors: Cursors,
        publish: Publish,
        *,
        private: CompanyStore | None = None,
        rules: Rules,
        every_s: float,
    ) -> None:
        self._store = store
        self._changes = Changes(portal, cursors, "contacts", rules.cutoff)
        self._publish = publish
        self._rules = rules
        self._every_s = every_s
        self._alone: dict[str, str] = {}
        compared = Compared(CONTACT, "contact_ids", _touch, there=_still_in_company)
        self.ids = NightlyIds(portal, store, cursors, publish, compared)
        self._unreadable = [UnreadableRounds(store, publish, ContactTouched, "contact")]
        if private is not None:
            self._unreadable.append(UnreadableRounds(private, publish, CompanyTouched, "contact"))
        buyers = Compared(CONTACT, "private_ids", _touch)
        self._private_ids = NightlyIds(portal, private, cursors, publish, buyers) if private is not None else None

    async def run(self) -> None:
        """Sweep contacts until cancelled; a failed sweep is logged and repeated."""
        await sweep_again(self._whole_sweep, "contacts", self._every_s)

    async def _whole_sweep(self) -> None:
        await self.sweep()
        for rounds in self._unreadable:
            await rounds.run()
        await self.ids.run(self._rules.timezone)
        if self._private_ids is not None:
            await self._private_ids.run(self._rules.timezone)

    async def sweep(self) -> int:
        """Touch the contacts changed since the last sweep and return their number.

        Raises:
            Retryable: portal or broker are away; the cursor stays.
        """
        look = await self._changes.look(changed_items(CONTACT, {}, COMPANIES))
        count, alone = 0, dict[str, str]()
        async for page in look.pages[0]:
            fresh = await self._unseen(page)
            await self._publish(*(_touch(str(row["id"])) for row in fresh))
            alone |= {str(row["id"]): str(row.get("updatedTime")) for row in page if not companies_of(row)}
            count += len(fresh)
        self._alone = alone
        await self._changes.done(look)
        return count

    async def _unseen(self, page: Sequence[Row]) -> list[Row]:
        """Leave out contacts seen in just this state in every company, and those without one, touched once."""
        refs = {str(row["id"]): [in_company(str(row["id"]), one).id for one in companies_of(row)] for row in page}
        known = await self._store.find_many(one for some in refs.values() for one in some)
        seen = {ref: entity.fields.get("seen") for ref, entity in known.items()}
        fresh = []
        for row in page:
            number, updated = str(row["id"]), str(row.get("updatedTime") or "")
            times = [seen.get(one) for one in refs[number]] or [self._alone.get(number)]
            if any(one != updated for one in times):
                fresh.append(row)
        return fresh


def _touch(number: str, gone: bool = False) -> ContactTouched:  # noqa: FBT001, FBT002
    return ContactTouched(ref=Ref(system="b24", kind="contact", id=number), gone=gone)


async def _still_in_company(portal: Portal, kind: int, refs: Sequence[str]) -> set[str]:
    """Return those contacts that the portal still has in the company they spoke for."""
    numbers = dict.fromkeys(contact_of(Ref(system="b24", kind="contact", id=one)) for one in refs)
    params = {
        "entityTypeId": kind,
        "select": ["id", *COMPANIES],
        "filter": {"@id": list(numbers)},
        "order": {"id": "ASC"},
        "start": -1,
    }
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    return {in_company(str(row["id"]), one).id for row in rows for one in companies_of(row)} & set(refs)
