"""Finds or creates the company, contact and requisite of an order's client in the portal (R15).

Whoever is found for certain is taken, whoever is found nowhere is created. A doubt about an organisation is a person's
to decide; a private person and a contact person are created, and that is said. Two creators of one client are kept
apart by a claim. Of an existing party one thing is written here: 1C's mark into a requisite that people have typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import read_by_id
from services.b24_connector.reader.snapshots import COMPANIES, CONTACTS
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.names import COMPANY, CONTACT
from services.b24_connector.vocabulary.parties import write_contacts
from services.b24_connector.writer import refusal
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.doubts import company_in_doubt
from services.b24_connector.writer.parties import requisite_sentences
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.claiming import claim_of_client, claim_of_partner, claim_of_person
from services.b24_connector.writer.parties.entities import is_own, strange_in
from services.b24_connector.writer.parties.making import (
    Tell,
    add,
    fields_of,
    manager_field,
    normal,
    origin_fields,
    tell_of_doubt,
)
from services.b24_connector.writer.parties.match import Match
from services.b24_connector.writer.parties.matching import PartySearch
from services.b24_connector.writer.parties.persons import is_nobody
from services.b24_connector.writer.parties.private import PrivateFinder
from services.b24_connector.writer.parties.requisites import CompanyRequisites, check_inn
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Customer, LegalEntity, Person, Ref
from shared.store import Claim, Claims

Row = Mapping[str, Any]

PRIVATE_PERSON = "client"  # a contact that is a client itself; as a contact person it is another pair


@dataclass(frozen=True)
class FoundClient:
    """A deal's client in the portal's ids; empty: the order names none."""

    company: str = ""
    contact: str = ""
    requisite: str = ""
    pairs: tuple[Pair, ...] = ()


class PartyFinder:
    """Finds or creates companies, contacts and requisites of the portal.

    Args:
        portal: where they are.
        directory: presets.
        claims: one creator at a time.
        births, contacts, private: remember new companies, contacts and private persons, where these are directories.
    """

    def __init__(
        self,
        portal: Portal,
        directory: Directory,
        claims: Claims,
        births: CompanyBirths | None = None,
        contacts: ContactBirths | None = None,
        private: CompanyBirths | None = None,
    ) -> None:
        self._portal = portal
        self._directory = directory
        self._claims = claims
        self._births = births
        self._contacts = contacts
        self._search = PartySearch(portal, directory)
        self._requisites = CompanyRequisites(portal, directory, claims)
        self.private = PrivateFinder(portal, self._search, claims, private)

    async def find(
        self, customer: Customer | None, person: Person | None, manager: str, tell: Tell, *, has_deal: bool = False
    ) -> FoundClient:
        """Return the client and contact person of an order in the portal, creating whoever is missing.

        Args:
            customer: partner and legal entity.
            person: contact person.
            manager: user who gets what is created.
            tell: called before somebody is created in doubt.
            has_deal: the order has its deal, whose client stays where nobody can say who the order's is.

        Raises:
            DealRefusal: a person must settle who the client is.
            Retryable: another command creates the same client now.
        """
        found = FoundClient()
        customer = normal(customer) if customer else None
        if customer is not None and (strange := strange_in(customer)):
            await self._sure(customer, strange, has_deal=has_deal)
            await tell(requisite_sentences.of_another_client(customer, strange))
            found = await self._beside(customer, strange, manager, tell)
            if not (found.company or found.contact):
                return found
        elif customer is not None and customer.kind == "person":
            found = await self._private(customer, manager, tell)
        elif customer is not None:
            found = await self._company(customer, manager, tell)
        if person is None:
            return found
        contact = await self._contact(person, found.company, manager, tell)
        pairs = (*found.pairs, *_pairs("contact", contact, person.origin))
        return FoundClient(found.company, contact or found.contact, found.requisite, pairs)

    async def would_make(self, customer: Customer, tell: Tell, *, has_deal: bool = False) -> bool:
        """Tell whether the portal lacks the client of an order, so that `find` would make it, and write nothing.

        Args:
            customer: partner and legal entity.
            tell: called with what would be told of him.
            has_deal: as `find` takes it.

        Raises:
            DealRefusal: a person must settle who the client is, or his INN is mistyped.
        """
        customer = normal(customer)
        if strange := strange_in(customer):
            await self._sure(customer, strange, has_deal=has_deal)
        if customer.kind == "person":
            return await self.private.would_make(customer.with_(legal_entity=None) if strange else customer)
        entity = customer.legal_entity
        if strange:
            return False
        company = await self._living(COMPANIES, COMPANY, customer.ref) or await self.look(customer, tell)
        if company and entity:
            await self._requisites.foresee(company, entity, tell)
        elif entity:
            self._requisites.template(entity)
        return not company

    async def _sure(self, customer: Customer, strange: LegalEntity, *, has_deal: bool) -> None:
        """Refuse a new deal of an order by another client's legal entity, where nothing else says whose order it is."""
        if not (has_deal or customer.kind == "person" or await self._certain(customer)):
            raise refusal.of_another_client(customer, strange)

    async def _certain(self, customer: Customer) -> str:
        """Return the company that is a client's whatever legal entity his order names, by pair or by 1C's mark."""
        known = await self._living(COMPANIES, COMPANY, customer.ref)
        return known or (await self._search.marked_company(customer)).certain

    async def _beside(self, customer: Customer, strange: LegalEntity, manager: str, tell: Tell) -> FoundClient:
        """Return the client of an order by another client's legal entity; that one gives him neither mark nor pair."""
        if customer.kind == "person":
            return await self._private(customer.with_(legal_entity=None), manager, tell)
        company = await self._certain(customer)
        requisite = await self._requisites.standing(company, strange) if company else ""
        return FoundClient(company, "", requisite, _pairs("company", company, customer.origin))

    async def _private(self, customer: Customer, manager: str, tell: Tell) -> FoundClient:
        contact = await self.private.contact(customer, manager, tell)
        return FoundClient(contact=contact, pairs=_pairs(PRIVATE_PERSON, contact, customer.origin))

    async def _company(self, customer: Customer, manager: str, tell: Tell) -> FoundClient:
        entity = customer.legal_entity
        known = await self._living(COMPANIES, COMPANY, customer.ref)
        company = known or await self.company(customer, manager, tell)
        pairs = _pairs("company", company, customer.origin)
        if entity is None:
            return FoundClient(company, pairs=pairs)
        if not is_own(entity, customer.origin):  # his head's, whose next order must not lead here
            entity = entity.with_(origin=None)
        asked = None if known else partial(self._search.is_anothers, company, customer)
        requisite = await self._requisites.own(company, entity, tell, asked)
        return FoundClient(company, "", requisite, (*pairs, *_pairs("requisite", requisite, entity.origin)))

    async def company(self, customer: Customer, manager: str, tell: Tell, *, may_create: bool = True) -> str:
        """Find or create the company of a client that has no pair; empty: there is none, and none may be made.

        A partner may have several legal entities, and a legal entity be named with several partners: both are claimed,
        by all in this order.

        Raises:
            DealRefusal: a person must settle who the client is.
            Retryable: another command creates the same client now.
        """
        customer = normal(customer)
        async with (
            self._claims.claim(claim_of_partner(customer)) as of_partner,
            self._claims.claim(claim_of_client(customer)) as claim,
        ):
            company = await self.look(customer, tell)
            if company and self._births is not None and customer.origin is not None:
                await self._births.found(customer.origin, company)
            return company or (await self._create_company(customer, manager, of_partner, claim) if may_create else "")

    async def _living(self, listed: Gathered, kind: int, ref: Ref | None) -> str:
        """Return the portal's id of a client's pair, unless that record was deleted or merged into another."""
        if ref is None or ref.kind != ("company" if kind == COMPANY else "contact"):
            return ""
        return ref.id if await read_by_id(self._portal, listed, kind, ref.id) else ""

    async def look(self, customer: Customer, tell: Tell) -> str:
        """Return the company of a client that has no pair, and write nothing; empty: there is none.

        Raises:
            DealRefusal: a person must settle who the client is.
        """
        customer = normal(customer)
        entity = customer.legal_entity
        if entity:
            check_inn(customer.name, entity)
        match = await self._search.company(customer)
        if match.maybe:
            raise _in_doubt(customer, match)
        if match.branch_of and entity:
            await self.take_branch(customer, entity, match, tell)
        return match.certain

    async def take_branch(self, customer: Customer, entity: LegalEntity, match: Match, tell: Tell) -> None:  # noqa: ARG002
        """Tell that an order, which cannot wait, adds a branch to the only company of its firm."""
        await tell(requisite_sentences.branch_added(match.branch_of, entity))

    async def _create_company(self, customer: Customer, manager: str, *claims: Claim) -> str:
        entity = customer.legal_entity
        if entity:
            self._requisites.template(entity)
        fields = {
            "title": customer.name or (entity.name if entity else "") or "Клиент из 1С",
            **origin_fields(customer.origin),
            **manager_field(manager),
            **write_contacts(customer.contacts),
        }
        if self._births is None or customer.origin is None:
            return str((await add(self._portal, COMPANY, fields, *claims))["id"])
        async with self._births.of(customer.origin, customer) as birth:
            birth.made(item := await add(self._portal, COMPANY, fields, *claims))
        return str(item["id"])

    async def _contact(self, person: Person, company: str, manager: str, tell: Tell) -> str:
        if known := await self._living(CONTACTS, CONTACT, person.ref):
            return known
        if is_nobody(person):
            return ""
        async with self._claims.claim(claim_of_person(person)) as claim:
            match = await self._search.contact(person, company, None)
            await tell_of_doubt(person, match, tell)
            if match.certain and company and self._contacts is not None and person.origin is not None:
                await self._contacts.found(person.origin, match.certain, company)
            return match.certain or await self._create_contact(person, company, manager, claim)

    async def _create_contact(self, person: Person, company: str, manager: str, claim: Claim) -> str:
        fields = {**fields_of(person, manager), **({"companyId": company} if company else {})}
        if self._contacts is None or person.origin is None or not company:
            return str((await add(self._portal, CONTACT, fields, claim))["id"])
        async with self._contacts.of(person.origin, fields, company) as birth:
            birth.made(item := await add(self._portal, CONTACT, fields, claim))
        return str(item["id"])

    async def requisite(self, owner: str, entity: LegalEntity, tell: Tell) -> str:
        """Find or create a company's requisite of a partner's own legal entity (`CompanyRequisites.own`)."""
        return await self._requisites.own(owner, entity, tell)


def _in_doubt(customer: Customer, match: Match) -> DealRefusal:
    doubt = company_in_doubt(customer, match.found, match.numbers)
    if match.shared == "mark":
        return refusal.marked_twice(customer.name, match.maybe, doubt)
    if match.shared == "copy":
        return refusal.copied(customer.name, match.maybe[0], doubt)
    if match.shared == "strange" and customer.legal_entity:
        return refusal.astray(customer.legal_entity, match.maybe, doubt)
    if match.shared == "number" and customer.legal_entity:
        return refusal.numbered_twice(customer.legal_entity, match.maybe, doubt)
    return refusal.reached_alike(customer, match.maybe, doubt)


def _pairs(kind: str, identity: str, origin: Ref | None) -> tuple[Pair, ...]:
    return (Pair(kind=kind, b24=identity, onec=origin.id),) if identity and origin else ()
