"""Weighs companies and contacts: where partners and contact persons of 1C differ from them."""

import asyncio
from dataclasses import dataclass
from itertools import chain
from typing import Self

from services.b24_connector.memory.company import CompanyDocument, said_in
from services.b24_connector.memory.contact import ContactDocument
from services.b24_connector.reader.cards import CompanyCard, with_said
from services.b24_connector.reader.companies import spoken as spoken_of_company
from services.b24_connector.reader.contacts import spoken as spoken_of_contact
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.writer.companies import outcomes as of_companies
from services.b24_connector.writer.companies.context import CompanyContext
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.companies.needed import emptied_in
from services.b24_connector.writer.companies.needed import former_of as former_of_company
from services.b24_connector.writer.contacts import outcomes as of_contacts
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.upserts import ContactWrite, former_of
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.private.wanted import wanted_of
from services.b24_connector.writer.refusal import DealRefusal, our_own
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import company_digests, contact_digests
from shared.entities import GroupDoc, untold
from shared.messages.contact import company_of, contact_of
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import CompanyUpsert, ContactUpsert
from shared.messages.ring.directory_census import PartiesWeigh, RecordsWeighed, WeighedRecord
from shared.messages.things import Ref, System
from shared.process.party_words import company_words, contact_words
from shared.process.weighed_pages import answer_to_page

_UNHEARD = GroupDoc()


@dataclass(frozen=True, slots=True)
class CompanyScales:
    """Finds and compares companies as their writer does, and writes nothing in the portal.

    Args:
        context: what the writer works with.
        locator: finds the company.
        employees: who its manager is.
        private: does so for contacts that are private persons; None: none of them crosses.
    """

    context: CompanyContext
    locator: CompanyLocator
    employees: Employees
    private: Self | None = None

    async def weigh(self, command: CompanyUpsert, *, compared: bool = False) -> list[WeighedRecord]:
        """Return where a company of the portal differs from its partner, one field group each.

        Args:
            command: as the lane `directory` would send it.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        if of_companies.is_private(command) and self.private is not None:
            return await self.private.weigh(command, compared=compared)
        about = WeighedRecord(key=command.key, onec=command.source, name=command.company.name)
        try:
            company = await self.locator.look(command)
            card = await self.context.cards.card(company) if company else None
            if card is not None and card.is_ours:
                raise our_own(command.company.name, card.company.name)
        except DealRefusal as refusal:
            return [about.with_(what="standing", note=of_companies.refused(command, refusal).told[0].text)]
        if card is None:
            return [about.with_(what="unpaired")] if command.may_create else []
        known = await self.context.store.find(str(card.item["id"])) or CompanyDocument(command.key)
        card = with_said(card, said_in(known.fields))
        found = await self._compared(about, command, card, known)
        if compared and found:
            told = spoken_of_company(card.company, known.groups) & self.context.cards.groups
            await self.context.store.note_compared(known.key, untold(known.groups, company_digests(card.company, told)))
        return found

    async def _compared(
        self, about: WeighedRecord, command: CompanyUpsert, card: CompanyCard, known: CompanyDocument
    ) -> list[WeighedRecord]:
        company, origin, kind = str(card.item["id"]), self.context.portal.origin, self.context.cards.kind
        about = about.with_(
            b24=Ref(system="b24", kind=kind, id=company),
            b24_url=f"{origin}/crm/{kind}/details/{company}/",
            busy=known.writing is not None,
        )
        if command.company.ref is None:
            return [about.with_(what="unpaired")]
        manager, _ = await self.employees.of(command.company.manager, command.manager_default)
        former = former_of_company(command, known, card, is_heard=self.context.is_heard)
        field = self.context.cards.head_field
        emptied = emptied_in(command, known, card)
        wanted = wanted_of(command.company, self.locator.presets, manager, former, field, emptied)
        return [
            about.with_(
                group=str(group),
                in_b24=company_words(card.company, group),
                in_onec=company_words(command.company, group),
                edited=_edited(known.groups.get(group, _UNHEARD), stamp.edited),
            )
            for group, stamp in command.company.groups.items()
            if group not in known.frozen and not wanted.equals(group, card)
        ]


@dataclass(frozen=True, slots=True)
class ContactScales:
    """Finds and compares contacts as their writer does, and writes nothing in the portal.

    Args:
        context: what the writer works with.
        locator: finds the contact.
    """

    context: ContactContext
    locator: ContactLocator

    async def weigh(self, command: ContactUpsert, *, compared: bool = False) -> list[WeighedRecord]:
        """Return where a contact of the portal differs from its contact person, one field group each.

        Args:
            command: as the lane `directory` would send it.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        about = WeighedRecord(key=command.key, onec=command.source, name=command.contact.name)
        try:
            ref, has_company = await self.locator.look(command)
        except DealRefusal as refusal:
            return [about.with_(what="standing", note=of_contacts.refused(command, refusal).told[0].text)]
        if ref is None:
            return [about.with_(what="unpaired")] if has_company and command.may_create else []
        return await self._compared(about, command, ref, compared=compared)

    async def _compared(
        self, about: WeighedRecord, command: ContactUpsert, ref: Ref, *, compared: bool
    ) -> list[WeighedRecord]:
        item, company = await self.context.cards.contact(contact_of(ref)), company_of(ref)
        known = await self.context.store.find(ref.id) or ContactDocument(command.key)
        if item is None or company is None or company.id not in companies_of(item):
            return []  # one that was deleted, or taken out of its company, stays so
        url = f"{self.context.portal.origin}/crm/contact/details/{contact_of(ref)}/"
        about = about.with_(b24=ref, b24_url=url, busy=known.writing is not None)
        if command.contact.ref is None:
            return [about.with_(what="unpaired")]
        former, stamps = former_of(command, known, item, is_heard=self.context.is_heard), command.contact.groups
        write = ContactWrite(command, known, ref, item, frozenset(stamps), former)
        here = write.card(item)
        found = [
            about.with_(
                group=str(group),
                in_b24=contact_words(here, group),
                in_onec=contact_words(command.contact, group),
                edited=_edited(known.groups.get(group, _UNHEARD), stamp.edited),
            )
            for group, stamp in stamps.items()
            if group not in known.frozen and write.change({group}, item)
        ]
        if compared and found:
            digests = contact_digests(here, spoken_of_contact(here, known.groups))
            await self.context.store.note_compared(known.key, untold(known.groups, digests))
        return found


@dataclass(frozen=True, slots=True)
class PartyScales:
    """Handles `parties.weigh`; records asked for at once share requests."""

    companies: CompanyScales
    contacts: ContactScales

    def handlers(self) -> Handlers:
        """Return the handler of `parties.weigh`."""
        return (on(PartiesWeigh, self.weigh),)

    async def weigh(self, _envelope: Envelope, message: PartiesWeigh) -> HandlerResult:
        """Say what the commands of a `parties.weigh` would change in the portal's companies and contacts."""
        is_last = message.look != 1
        with self.companies.context.portal.visit():
            some = await asyncio.gather(
                *(self.companies.weigh(one, compared=is_last) for one in message.companies),
                *(self.contacts.weigh(one, compared=is_last) for one in message.contacts),
            )
        return HandlerResult([RecordsWeighed(**answer_to_page(message, chain.from_iterable(some), "onec"))])


def _edited(here: GroupDoc, there: int) -> dict[System, int]:
    return {"b24": here.edited, "onec": there}
