"""Finding or creating the clients of an order that have no pair yet (R15).

A company is found by INN and KPP, which stand in its requisites, else by phone and e-mail; two creators of one client
are kept apart by a claim. An existing party is never changed here.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from services.b24_connector.portal import LONGEST_CALL, Gathered, Portal
from services.b24_connector.portal.lists import plain_rows, rows_at
from services.b24_connector.reader.snapshots import COMPANIES, COMPANY_REQUISITES, CONTACTS
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.names import COMPANY, CONTACT, ORIGINATOR
from services.b24_connector.vocabulary.values import is_yes
from shared.canon.keys import same_firm, same_person
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Contacts, Customer, LegalEntity, PartyKind, Person, Ref
from shared.store import Claim, Claims

Row = Mapping[str, Any]
MAX_VALUES = 20
PRIVATE_PERSON = "client"  # a contact that is a client itself; as a contact person it is another pair
PRESET_NAMES: Mapping[PartyKind, tuple[str, ...]] = {
    "company": ("организация", "company"),
    "sole_trader": ("ип", "индивидуальный предприниматель", "sole"),
    "person": ("физ", "частное лицо", "person"),
}
FALLBACK_PRESETS: Mapping[PartyKind, str] = {"company": "1", "sole_trader": "2", "person": "3"}


@dataclass(frozen=True)
class FoundClient:
    """A deal's client in the portal's ids; empty: the order names none."""

    company: str = ""
    contact: str = ""
    requisite: str = ""
    pairs: tuple[Pair, ...] = ()


class PartyFinder:
    """Finds or creates companies, contacts and requisites.

    Args:
        portal: where they are.
        directory: presets.
        claims: one creator at a time.
    """

    def __init__(self, portal: Portal, directory: Directory, claims: Claims) -> None:
        self._portal = portal
        self._directory = directory
        self._claims = claims

    async def find(self, customer: Customer | None, person: Person | None, manager: str) -> FoundClient:
        """Return the client and contact person of an order.

        Args:
            customer: partner and legal entity.
            person: contact person.
            manager: user who gets what is created.

        Raises:
            Retryable: another command creates the same client now.
        """
        found = FoundClient()
        if customer is not None and customer.kind == "person":
            contact = await self._contact(_as_person(customer), "", manager)
            found = FoundClient(contact=contact, pairs=_pairs(PRIVATE_PERSON, contact, customer.origin))
        elif customer is not None:
            found = await self._company(customer, manager)
        if person is None:
            return found
        contact = await self._contact(person, found.company, manager)
        pairs = (*found.pairs, *_pairs("contact", contact, person.origin))
        return FoundClient(found.company, contact or found.contact, found.requisite, pairs)

    async def _company(self, customer: Customer, manager: str) -> FoundClient:
        entity = customer.legal_entity
        company = await self._living(COMPANIES, customer.ref, "company")
        if not company:
            async with self._claims.claim(_claim(customer)) as claim:
                company = await self._find_company(customer)
                company = company or await self._create_company(customer, manager, claim)
        requisite = await self._requisite(company, entity) if entity else ""
        pairs = _pairs("company", company, customer.origin)
        pairs += _pairs("requisite", requisite, entity.origin if entity else None)
        return FoundClient(company, "", requisite, pairs)

    async def _living(self, kind: Gathered, ref: Ref | None, name: str) -> str:
        """Return the id of a pair, unless its record was deleted or merged into another."""
        if ref is None or ref.kind != name:
            return ""
        return ref.id if await self._portal.gather(kind, ref.id) else ""

    async def _find_company(self, customer: Customer) -> str:
        entity = customer.legal_entity
        if customer.origin and (by_origin := await self._by_origin(COMPANY, customer.origin)):
            return by_origin
        if entity and entity.inn:
            wanted = {"RQ_INN": entity.inn, "ENTITY_TYPE_ID": COMPANY}
            wanted |= {"RQ_KPP": entity.kpp} if entity.kpp else {}
            params = {"filter": wanted, "select": ["ID", "ENTITY_ID", "ADDRESS_ONLY"], "order": {"ID": "ASC"}}
            rows = plain_rows((await self._portal.call("crm.requisite.list", params)).result)
            owners = [str(row["ENTITY_ID"]) for row in rows if not is_yes(row.get("ADDRESS_ONLY"))]
            return owners[0] if owners else ""
        return await self._by_communication("COMPANY", customer.contacts, customer.name)

    async def _by_origin(self, kind: int, origin: Ref) -> str:
        params = {
            "entityTypeId": kind,
            "select": ["id"],
            "filter": {"=originatorId": ORIGINATOR, "=originId": origin.id},
            "order": {"id": "ASC"},
        }
        rows = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        return str(rows[0]["id"]) if rows else ""

    async def _by_communication(self, kind: Literal["COMPANY", "CONTACT"], contacts: Contacts, name: str) -> str:
        """Return the only record of this name with one of these phones or e-mails; two are a matter for a person.

        One of another name shares no more than a switchboard or a reception desk.
        """
        for way, values in (("PHONE", contacts.phones), ("EMAIL", contacts.emails)):
            if not values:
                continue
            params = {"type": way, "values": list(values[:MAX_VALUES]), "entity_type": kind}
            result = (await self._portal.call("crm.duplicate.findbycomm", params)).result
            ids = result.get(kind, []) if isinstance(result, Mapping) else []
            called = await asyncio.gather(*(self._is_called(kind, str(one), name) for one in ids))
            named = [str(one) for one, is_called in zip(ids, called, strict=True) if is_called]
            if len(named) == 1:
                return named[0]
        return ""

    async def _is_called(self, kind: Literal["COMPANY", "CONTACT"], record: str, name: str) -> bool:
        rows = await self._portal.gather(COMPANIES if kind == "COMPANY" else CONTACTS, record)
        if kind == "COMPANY":
            return any(same_firm(str(row.get("title") or ""), name) for row in rows)
        return any(same_person(_full_name(row), name) for row in rows)

    async def _create_company(self, customer: Customer, manager: str, claim: Claim) -> str:
        entity = customer.legal_entity
        fields = {
            "title": customer.name or (entity.name if entity else "") or "Клиент из 1С",
            **_origin_fields(customer.origin),
            **_manager_field(manager),
            **_multi_fields(customer.contacts),
        }
        return await self._add(COMPANY, fields, claim)

    async def _contact(self, person: Person, company: str, manager: str) -> str:
        if known := await self._living(CONTACTS, person.ref, "contact"):
            return known
        name = person.last_name or person.first_name or person.name
        if not name and not person.contacts.phones and not person.contacts.emails:
            return ""
        async with self._claims.claim(_person_claim(person)) as claim:
            found = await self._by_origin(CONTACT, person.origin) if person.origin else ""
            found = found or await self._by_communication("CONTACT", person.contacts, _name_of(person))
            return found or await self._create_contact(person, company, manager, claim)

    async def _create_contact(self, person: Person, company: str, manager: str, claim: Claim) -> str:
        fields = {
            "name": person.first_name or ("" if person.last_name else person.name),
            "lastName": person.last_name,
            "secondName": person.second_name,
            "post": person.post,
            **({"companyId": company} if company else {}),
            **_origin_fields(person.origin),
            **_manager_field(manager),
            **_multi_fields(person.contacts),
        }
        return await self._add(CONTACT, fields, claim)

    async def _add(self, kind: int, fields: Row, claim: Claim) -> str:
        async with claim.creating(LONGEST_CALL):
            answer = await self._portal.call("crm.item.add", {"entityTypeId": kind, "fields": fields}, write=True)
        return str(answer.result["item"]["id"])

    async def _requisite(self, owner: str, entity: LegalEntity) -> str:
        """Return the company's requisite of this legal entity; it may have several."""
        found = await self._find_requisite(owner, entity)
        if found:
            return found
        async with self._claims.claim(f"b24:requisite:{owner}:{entity.inn}:{entity.kpp}") as claim:
            return await self._find_requisite(owner, entity) or await self._create_requisite(owner, entity, claim)

    async def _find_requisite(self, owner: str, entity: LegalEntity) -> str:
        listed = await self._portal.gather(COMPANY_REQUISITES, owner)
        rows = [row for row in listed if not is_yes(row.get("ADDRESS_ONLY"))]
        paired = entity.ref.id if entity.ref is not None and entity.ref.kind == "requisite" else ""
        for row in rows:
            if paired and str(row["ID"]) == paired:
                return paired
        for row in rows:
            if (str(row.get("RQ_INN") or ""), str(row.get("RQ_KPP") or "")) == (entity.inn, entity.kpp):
                return str(row["ID"])
        return ""

    async def _create_requisite(self, owner: str, entity: LegalEntity, claim: Claim) -> str:
        fields = {
            "ENTITY_TYPE_ID": COMPANY,
            "ENTITY_ID": owner,
            "PRESET_ID": self._preset(entity.kind),
            "NAME": entity.name or entity.full_name or "Реквизиты",
            **_requisite_fields(entity),
        }
        async with claim.creating(LONGEST_CALL):
            answer = await self._portal.call("crm.requisite.add", {"fields": fields}, write=True)
        return str(answer.result)

    def _preset(self, kind: PartyKind) -> str:
        for name, preset in self._directory.presets.items():
            if name.lower().startswith(PRESET_NAMES[kind]):
                return preset
        return FALLBACK_PRESETS[kind]


def _as_person(customer: Customer) -> Person:
    ref = customer.ref if customer.ref and customer.ref.kind == "contact" else None
    last, _, rest = customer.name.partition(" ")
    first, _, second = rest.partition(" ")
    return Person(
        ref=ref,
        origin=customer.origin,
        name=customer.name,
        last_name=last,
        first_name=first,
        second_name=second,
        contacts=customer.contacts,
    )


def _name_of(person: Person) -> str:
    words = " ".join(word for word in (person.last_name, person.first_name, person.second_name) if word)
    return words or person.name


def _full_name(contact: Row) -> str:
    return " ".join(str(contact.get(part) or "") for part in ("lastName", "name", "secondName"))


def _claim(customer: Customer) -> str:
    entity = customer.legal_entity
    if entity and entity.inn:
        return f"b24:party:{entity.inn}:{entity.kpp}"
    return f"b24:party:{customer.origin.key if customer.origin else customer.name}"


def _person_claim(person: Person) -> str:
    ways = (*person.contacts.phones, *person.contacts.emails)
    return f"b24:contact:{person.origin.key if person.origin else ways[0] if ways else person.name}"


def _pairs(kind: str, identity: str, origin: Ref | None) -> tuple[Pair, ...]:
    return (Pair(kind=kind, b24=identity, onec=origin.id),) if identity and origin else ()


def _origin_fields(origin: Ref | None) -> dict[str, str]:
    return {"originatorId": ORIGINATOR, "originId": origin.id} if origin else {}


def _manager_field(manager: str) -> dict[str, str]:
    return {"assignedById": manager} if manager else {}


def _multi_fields(contacts: Contacts) -> dict[str, Any]:
    made: Sequence[dict[str, str]] = [
        *({"typeId": "PHONE", "valueType": "WORK", "value": value} for value in contacts.phones),
        *({"typeId": "EMAIL", "valueType": "WORK", "value": value} for value in contacts.emails),
    ]
    return {"fm": made} if made else {}


def _requisite_fields(entity: LegalEntity) -> dict[str, str]:
    fields = {
        "RQ_COMPANY_NAME": entity.name,
        "RQ_COMPANY_FULL_NAME": entity.full_name or entity.name,
        "RQ_INN": entity.inn,
        "RQ_KPP": entity.kpp,
        "RQ_OGRNIP" if entity.kind == "sole_trader" else "RQ_OGRN": entity.ogrn,
        "XML_ID": entity.origin.id if entity.origin else "",
    }
    return {name: value for name, value in fields.items() if value}
