"""Companies, contacts, requisites and users ⇄ customers, persons, legal entities and managers."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.values import guid, identity, is_yes
from shared.canon.keys import all_emails, all_phones, tax_numbers
from shared.messages.things import Contacts, Customer, LegalEntity, Manager, PartyKind, Person, Ref

Row = Mapping[str, Any]
SOLE_TRADER_INN = 12
ADDRESS_TYPES = ("6", "1", "4", "8")
ADDRESS_PARTS = ("POSTAL_CODE", "COUNTRY", "PROVINCE", "REGION", "CITY", "ADDRESS_1", "ADDRESS_2")


def choose_requisite(requisites: Sequence[Row], chosen: str) -> Row | None:
    """Return the requisite a deal means: the linked one, else the only one with an INN, else the only one."""
    own = _own(requisites)
    for row in own:
        if chosen and str(row.get("ID")) == chosen:
            return row
    for candidates in (_with_inn(own), own):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _own(requisites: Sequence[Row]) -> list[Row]:
    return [row for row in requisites if not is_yes(row.get("ADDRESS_ONLY"))]


def _with_inn(requisites: Sequence[Row]) -> list[Row]:
    return [row for row in requisites if row.get("RQ_INN")]


def read_client(
    company: Row | None, contact: Row | None, requisites: Sequence[Row], requisite: Row | None, addresses: Sequence[Row]
) -> Customer | None:
    """Read a deal's client: its company, else its contact.

    Args:
        company: of the deal.
        contact: of a deal without a company.
        requisites: the client's.
        requisite: the one the deal means; None where it means none of them for certain.
        addresses: of that one, one of each type.
    """
    if company is not None:
        customer = read_company(company, requisite, addresses)
    elif contact is not None:
        customer = read_private_person(contact, requisite, addresses)
    else:
        return None
    found = 0 if requisite else len(_with_inn(_own(requisites)))
    return customer.with_(legal_entities_found=found)


def read_company(company: Row, requisite: Row | None, addresses: Sequence[Row] = ()) -> Customer:
    """Read a company and the requisite its deal means."""
    entity = read_legal_entity(requisite) if requisite else None
    return Customer(
        ref=Ref(system="b24", kind="company", id=str(company["id"])),
        origin=_origin(company, "partner"),
        name=str(company.get("title") or "").strip(),
        kind=entity.kind if entity else "company",
        contacts=read_contacts(company, addresses),
        legal_entity=entity,
    )


def read_private_person(contact: Row, requisite: Row | None, addresses: Sequence[Row] = ()) -> Customer:
    """Read the contact of a deal without a company: the contact is the client."""
    entity = read_legal_entity(requisite) if requisite else None
    return Customer(
        ref=Ref(system="b24", kind="contact", id=str(contact["id"])),
        origin=_origin(contact, "partner"),
        name=full_name(contact),
        kind="sole_trader" if entity and entity.kind == "sole_trader" else "person",
        contacts=read_contacts(contact, addresses),
        legal_entity=entity,
    )


def read_person(contact: Row) -> Person:
    """Read a contact person."""
    return Person(
        ref=Ref(system="b24", kind="contact", id=str(contact["id"])),
        origin=_origin(contact, "contact_person"),
        name=full_name(contact),
        first_name=_text(contact, "name"),
        second_name=_text(contact, "secondName"),
        last_name=_text(contact, "lastName"),
        post=_text(contact, "post"),
        contacts=read_contacts(contact, ()),
    )


def read_legal_entity(requisite: Row) -> LegalEntity:
    """Read a requisite."""
    person = " ".join(_text(requisite, key) for key in ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME")).strip()
    name = _text(requisite, "RQ_COMPANY_NAME") or _text(requisite, "RQ_NAME") or person
    origin = guid(requisite.get("XML_ID"))
    inn, kpp = tax_numbers(_text(requisite, "RQ_INN"), _text(requisite, "RQ_KPP"))
    return LegalEntity(
        ref=Ref(system="b24", kind="requisite", id=str(requisite["ID"])),
        origin=Ref(system="onec", kind="legal_entity", id=origin) if origin else None,
        kind=_kind(requisite),
        name=name,
        full_name=_text(requisite, "RQ_COMPANY_FULL_NAME") or name,
        inn=inn,
        kpp=kpp,
        ogrn=_text(requisite, "RQ_OGRN") or _text(requisite, "RQ_OGRNIP"),
    )


def _kind(requisite: Row) -> PartyKind:
    if _text(requisite, "RQ_OGRNIP"):
        return "sole_trader"
    if _text(requisite, "RQ_KPP") or _text(requisite, "RQ_OGRN"):
        return "company"
    inn = _text(requisite, "RQ_INN")
    if len(inn) == SOLE_TRADER_INN:
        return "sole_trader" if str(requisite.get("ENTITY_TYPE_ID")) == "4" else "person"
    return "company" if inn or str(requisite.get("ENTITY_TYPE_ID")) == "4" else "person"


def read_contacts(record: Row, addresses: Sequence[Row]) -> Contacts:
    """Read the multi-fields of a company or contact."""
    fields = record.get("fm") or ()
    return Contacts(
        phones=all_phones(str(one.get("value") or "") for one in fields if one.get("typeId") == "PHONE"),
        emails=all_emails(str(one.get("value") or "") for one in fields if one.get("typeId") == "EMAIL"),
        address=_address(addresses),
    )


def _address(addresses: Sequence[Row]) -> str:
    by_type = {str(row.get("TYPE_ID")): row for row in addresses}
    row = next((by_type[kind] for kind in ADDRESS_TYPES if kind in by_type), None)
    if row is None:
        return ""
    return ", ".join(part for part in (_text(row, key) for key in ADDRESS_PARTS) if part)


def read_manager(user: Row) -> Manager:
    """Read a user."""
    return Manager(
        ref=Ref(system="b24", kind="user", id=str(user["ID"])),
        name=" ".join(part for part in (_text(user, "LAST_NAME"), _text(user, "NAME")) if part),
        email=_text(user, "EMAIL").lower(),
        active=user.get("ACTIVE") is True or is_yes(user.get("ACTIVE")),
    )


def full_name(contact: Row) -> str:
    """Return «Фамилия Имя Отчество»."""
    return " ".join(part for part in (_text(contact, key) for key in ("lastName", "name", "secondName")) if part)


def _origin(record: Row, kind: str) -> Ref | None:
    origin = guid(record.get("originId"))
    if not origin or record.get("originatorId") != ORIGINATOR:
        return None
    return Ref(system="onec", kind=kind, id=origin)


def _text(row: Row, key: str) -> str:
    return identity(row.get(key)).strip()
