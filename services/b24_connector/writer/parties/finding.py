"""Finds or creates the company, contact and requisite of an order's client in the portal (R15).

Whoever is found for certain is taken, whoever is found nowhere is created. A doubt about an organisation is a person's
to decide; a private person and a contact person are created, and that is said. Two creators of one client are kept
apart by a claim. Of an existing party one thing is written here: 1C's mark into a requisite that people have typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.b24_connector.portal import LONGEST_CALL, Gathered, Portal
from services.b24_connector.portal.lists import read_by_id
from services.b24_connector.reader.snapshots import COMPANIES, COMPANY_REQUISITES, CONTACTS
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.names import COMPANY, CONTACT
from services.b24_connector.vocabulary.parties import own_requisites, write_contacts
from services.b24_connector.vocabulary.requisites import (
    read_legal_entity,
    unkept_number,
    write_legal_entity,
)
from services.b24_connector.vocabulary.room import with_room
from services.b24_connector.writer import refusal
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.doubts import company_in_doubt
from services.b24_connector.writer.parties import requisite_sentences
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.claiming import claim_of_client, claim_of_person, number_of
from services.b24_connector.writer.parties.entities import requisite_of
from services.b24_connector.writer.parties.making import (
    Tell,
    add,
    fields_of,
    manager_field,
    normal,
    origin_fields,
    tell_of_doubt,
)
from services.b24_connector.writer.parties.marking import mark
from services.b24_connector.writer.parties.matching import Match, PartySearch
from services.b24_connector.writer.parties.persons import is_nobody
from services.b24_connector.writer.parties.private import PrivateFinder
from services.b24_connector.writer.refusal import DealRefusal
from shared.canon.keys import foreign_number, is_inn
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
        self.private = PrivateFinder(portal, self._search, claims, private)

    async def find(self, customer: Customer | None, person: Person | None, manager: str, tell: Tell) -> FoundClient:
        """Return the client and contact person of an order in the portal, creating whoever is missing.

        Args:
            customer: partner and legal entity.
            person: contact person.
            manager: user who gets what is created.
            tell: called before somebody is created in doubt.

        Raises:
            DealRefusal: a person must settle who the client is.
            Retryable: another command creates the same client now.
        """
        found = FoundClient()
        customer = normal(customer) if customer else None
        if customer is not None and customer.kind == "person":
            contact = await self.private.contact(customer, manager, tell)
            found = FoundClient(contact=contact, pairs=_pairs(PRIVATE_PERSON, contact, customer.origin))
        elif customer is not None:
            found = await self._company(customer, manager, tell)
        if person is None:
            return found
        contact = await self._contact(person, found.company, manager, tell)
        pairs = (*found.pairs, *_pairs("contact", contact, person.origin))
        return FoundClient(found.company, contact or found.contact, found.requisite, pairs)

    async def would_make(self, customer: Customer, tell: Tell) -> bool:
        """Tell whether the portal lacks the client of an order, so that `find` would make it, and write nothing.

        Args:
            customer: partner and legal entity.
            tell: called with what would be told of him.

        Raises:
            DealRefusal: a person must settle who the client is, or his INN is mistyped.
        """
        customer = normal(customer)
        if customer.kind == "person":
            return await self.private.would_make(customer)
        entity = customer.legal_entity
        company = await self._living(COMPANIES, COMPANY, customer.ref) or await self.look(customer, tell)
        if company and entity:
            await self._foresee_requisite(company, entity, tell)
        return not company

    async def _foresee_requisite(self, company: str, entity: LegalEntity, tell: Tell) -> None:
        """Check a company's legal entity as `requisite` does, and write nothing."""
        if found := await self._find_requisite(company, entity):
            await self._compare(found, entity, tell)
        else:
            check_inn(entity.name, entity)

    async def _company(self, customer: Customer, manager: str, tell: Tell) -> FoundClient:
        entity = customer.legal_entity
        company = await self._living(COMPANIES, COMPANY, customer.ref)
        company = company or await self.company(customer, manager, tell)
        requisite = await self.requisite(company, entity, tell) if entity else ""
        pairs = _pairs("company", company, customer.origin)
        pairs += _pairs("requisite", requisite, entity.origin if entity else None)
        return FoundClient(company, "", requisite, pairs)

    async def company(self, customer: Customer, manager: str, tell: Tell, *, may_create: bool = True) -> str:
        """Find or create the company of a client that has no pair; empty: there is none, and none may be made.

        Raises:
            DealRefusal: a person must settle who the client is.
            Retryable: another command creates the same client now.
        """
        customer = normal(customer)
        async with self._claims.claim(claim_of_client(customer)) as claim:
            company = await self.look(customer, tell)
            if company and self._births is not None and customer.origin is not None:
                await self._births.found(customer.origin, company)
            return company or (await self._create_company(customer, manager, claim) if may_create else "")

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

    async def _create_company(self, customer: Customer, manager: str, claim: Claim) -> str:
        entity = customer.legal_entity
        fields = {
            "title": customer.name or (entity.name if entity else "") or "Клиент из 1С",
            **origin_fields(customer.origin),
            **manager_field(manager),
            **write_contacts(customer.contacts),
        }
        if self._births is None or customer.origin is None:
            return str((await add(self._portal, COMPANY, fields, claim))["id"])
        async with self._births.of(customer.origin, customer) as birth:
            birth.made(item := await add(self._portal, COMPANY, fields, claim))
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
        """Find or create a company's requisite of this legal entity; a company may have several.

        Raises:
            DealRefusal: its number was corrected on one side alone, or is mistyped.
            Retryable: another command creates it now.
        """
        found = await self._find_requisite(owner, entity)
        if found:
            await self._compare(found, entity, tell)
            await mark(self._portal, found, entity)
            return str(found["ID"])
        check_inn(entity.name, entity)
        async with self._claims.claim(f"b24:requisite:{owner}:{number_of(entity)}:{entity.kpp}") as claim:
            found = await self._find_requisite(owner, entity)
            return str(found["ID"]) if found else await self._create_requisite(owner, entity, claim, tell)

    async def _find_requisite(self, owner: str, entity: LegalEntity) -> Row | None:
        """Return a company's requisite of a legal entity; of a sole trader and a private person the one of his kind."""
        rows, presets = own_requisites(await self._portal.gather(COMPANY_REQUISITES, owner)), self._directory.presets
        first = sorted(rows, key=lambda row: presets.of(str(row.get("PRESET_ID") or "")).kind != entity.kind)
        return requisite_of(first, entity)

    async def _compare(self, requisite: Row, entity: LegalEntity, tell: Tell) -> None:
        """Refuse a requisite whose number was corrected on one side alone; another KPP is only told."""
        preset = self._directory.presets.of(str(requisite.get("PRESET_ID") or ""))
        there = read_legal_entity(requisite, preset)
        ours, theirs = (foreign_number(one.foreign_number if one.country else one.inn) for one in (entity, there))
        if entity.country == there.country and ours and theirs and ours != theirs:
            raise refusal.other_number(entity, ours, theirs)
        if there.kpp and entity.kpp and there.kpp != entity.kpp:
            await tell(requisite_sentences.other_kpp(entity, there.kpp))

    async def _create_requisite(self, owner: str, entity: LegalEntity, claim: Claim, tell: Tell) -> str:
        preset = self._directory.presets.for_new(entity.kind, entity.country)
        if preset.country != entity.country:
            await tell(requisite_sentences.no_template(entity))
        if unkept := unkept_number(entity, preset):
            await tell(requisite_sentences.number_unkept(entity, *unkept))
        if entity.country and entity.ogrn:
            await tell(requisite_sentences.registration_unkept(entity))
        fields = {
            "ENTITY_TYPE_ID": COMPANY,
            "ENTITY_ID": owner,
            "PRESET_ID": preset.id,
            "NAME": with_room("NAME", entity.name or entity.full_name or "Реквизиты"),
            **write_legal_entity(entity, preset),
        }
        async with claim.creating(LONGEST_CALL):
            answer = await self._portal.call("crm.requisite.add", {"fields": fields}, write=True)
        return answer.made


def check_inn(name: str, entity: LegalEntity) -> None:
    """Refuse a client with a mistyped INN before a company or contact of the portal bears it for ever."""
    if entity.inn and not entity.country and not is_inn(entity.inn):
        raise refusal.wrong_inn(name or entity.name, entity.inn)


def _in_doubt(customer: Customer, match: Match) -> DealRefusal:
    doubt = company_in_doubt(customer, match.found, match.numbers)
    if match.shared == "mark":
        return refusal.marked_twice(customer.name, match.maybe, doubt)
    if match.shared == "copy":
        return refusal.copied(customer.name, match.maybe[0], doubt)
    if match.shared == "number" and customer.legal_entity:
        return refusal.numbered_twice(customer.legal_entity, match.maybe, doubt)
    return refusal.reached_alike(customer, match.maybe, doubt)


def _pairs(kind: str, identity: str, origin: Ref | None) -> tuple[Pair, ...]:
    return (Pair(kind=kind, b24=identity, onec=origin.id),) if identity and origin else ()
