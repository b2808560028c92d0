"""`party.census` → `records.counted`: companies, contacts and private persons, for whoever compares both sides."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.vocabulary.names import COMPANY, CONTACT
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.contact import contact_of, in_company
from shared.messages.envelope import Envelope
from shared.messages.ring.census import PAGE, CensusEnded
from shared.messages.ring.directory_census import PartyCensus, RecordsCounted
from shared.messages.ring.facts import CompanyChanged, ContactChanged
from shared.messages.things import Ref

Fact = CompanyChanged | ContactChanged


class PartyCensusReader:
    """Handles `party.census`, at the pace of the lane `directory`; a page of the portal's list a message.

    Args:
        portal: where to ask, aside.
        companies, contacts: the readers of the lane `directory`.
    """

    def __init__(self, portal: Portal, companies: CompanyReader, contacts: ContactReader) -> None:
        self._portal = portal
        self._companies = companies
        self._contacts = contacts

    def handlers(self) -> Handlers:
        """Return the handler of `party.census`."""
        return (on(PartyCensus, self.census),)

    async def census(self, _envelope: Envelope, message: PartyCensus) -> HandlerResult:
        """Publish one page of companies, contacts or private persons, and ask for the next or say how many there were.

        Raises:
            Retryable: the portal is away, or has no time left for this.
        """
        rest = message.only[PAGE:]
        with self._portal.visit():
            ids, after = (message.only[:PAGE], "") if message.only else await self._page(message)
            facts = [one for one in await asyncio.gather(*(self._told(message, one) for one in ids)) if one is not None]
        some = [facts[start : start + PAGE] for start in range(0, len(facts), PAGE)]
        pages = [self._counted(message, number, few) for number, few in enumerate(some, message.pages + 1)]
        count = message.counted + len(facts)
        if rest or after:
            told = message.pages + len(pages)
            about = {"run": message.run, "look": message.look, "kind": message.kind}
            return HandlerResult([*pages, PartyCensus(**about, after=after, counted=count, pages=told, only=rest)])
        ended = CensusEnded(run=message.run, look=message.look, side="b24", kind=message.kind, count=count)
        return HandlerResult([*pages, ended])

    async def _page(self, message: PartyCensus) -> tuple[Sequence[str], str]:
        """Return a page's companies or contacts, the latter once for each of their companies, and the next cursor."""
        select = ["id", "companyId", "companyIds"] if message.kind == "contact" else ["id"]
        params = {
            "entityTypeId": COMPANY if message.kind == "company" else CONTACT,
            "select": select,
            "filter": {">id": message.after or 0},
            "order": {"id": "ASC"},
            "start": -1,
        }
        rows = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        after = str(rows[-1]["id"]) if len(rows) >= PAGE else ""
        return [one for row in rows for one in _named(message, row)], after

    async def _told(self, message: PartyCensus, identity: str) -> Fact | None:
        compared = message.look != 1
        if message.kind == "contact":
            return await self._contacts.would_tell(Ref(system="b24", kind="contact", id=identity), compared=compared)
        reader = self._companies if message.kind == "company" else self._companies.private
        return await reader.would_tell(identity, compared=compared) if reader is not None else None

    def _counted(self, message: PartyCensus, number: int, facts: Sequence[Fact]) -> RecordsCounted:
        return RecordsCounted(
            run=message.run,
            look=message.look,
            kind=message.kind,
            page=number,
            count=len(facts),
            links={fact.ref.id: self._link(fact.ref) for fact in facts},
            companies=tuple(fact.company for fact in facts if isinstance(fact, CompanyChanged)),
            contacts=tuple(fact.contact for fact in facts if isinstance(fact, ContactChanged)),
        )

    def _link(self, ref: Ref) -> str:
        identity = contact_of(ref) if ref.kind == "contact" else ref.id
        return f"{self._portal.origin}/crm/{ref.kind}/details/{identity}/"


def _named(message: PartyCensus, row: Mapping[str, Any]) -> list[str]:
    identity = str(row["id"])
    return [in_company(identity, one).id for one in companies_of(row)] if message.kind == "contact" else [identity]
