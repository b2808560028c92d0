"""Companies, contacts, requisites and users of the portal ⇄ customers, persons, managers of an order. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.requisites import has_number
from services.b24_connector.vocabulary.values import guid, is_yes, typed
from shared.canon.keys import all_emails, all_phones
from shared.messages.things import Contacts, Customer, LegalEntity, Manager, Person, Ref

Row = Mapping[str, Any]
ADDRESS_TYPES = ("6", "1", "4", "8")
ADDRESS_PARTS = ("POSTAL_CODE", "COUNTRY", "PROVINCE", "REGION", "CITY", "ADDRESS_1", "ADDRESS_2")


def choose_requisite(requisites: Sequence[Row], chosen: str) -> Row | None:
    """Return the requisite a deal means: the linked one, else the only one with a number, else the only one."""
    own = own_requisites(requisites)
    for row in own:
        if chosen and str(row.get("ID")) == chosen:
            return row
    for candidates in (_numbered(own), own):
        if len(candidates) == 1:
            return candidates[0]
    return None


def own_requisites(requisites: Sequence[Row]) -> list[Row]:
    """Leave out requisites of a client that only carry addresses."""
    return [row for row in requisites if not is_yes(row.get("ADDRESS_ONLY"))]


def _numbered(requisites: Sequence[Row]) -> list[Row]:
    return [row for row in requisites if has_number(row)]


def read_client(
    company: Row | None,
    contact: Row | None,
    requisites: Sequence[Row],
    entity: LegalEntity | None,
    addresses: Sequence[Row],
) -> Customer | None:
    """Read a deal's client: its company, else its contact.

    Args:
        company: of the deal.
        contact: of a deal without a company.
        requisites: the client's.
        entity: of the requisite the deal means; None where it means none of them for certain.
        addresses: of that requisite, one of each type.
    """
    if company is not None:
        customer = read_company(company, entity, addresses)
    elif contact is not None:
        customer = read_private_person(contact, entity, addresses)
    else:
        return None
    found = 0 if entity else len(_numbered(own_requisites(requisites)))
    return customer.with_(legal_entities_found=found)


def read_company(company: Row, entity: LegalEntity | None, addresses: Sequence[Row] = ()) -> Customer:
    """Read a deal's company; its card is never a private person's, whatever its requisite is."""
    return Customer(
        ref=Ref(system="b24", kind="company", id=str(company["id"])),
        origin=_origin(company, "partner"),
        name=_text(company, "title"),
        kind="sole_trader" if entity and entity.kind == "sole_trader" else "company",
        contacts=read_contacts(company, addresses),
        legal_entity=entity,
    )


def read_private_person(contact: Row, entity: LegalEntity | None, addresses: Sequence[Row] = ()) -> Customer:
    """Read the contact of a deal without a company, who is the client, even as a sole trader."""
    return Customer(
        ref=Ref(system="b24", kind="contact", id=str(contact["id"])),
        origin=_origin(contact, "partner"),
        name=full_name(contact),
        kind="person",
        contacts=read_contacts(contact, addresses),
        legal_entity=entity,
    )


def read_person(contact: Row) -> Person:
    """Read the contact person of a deal."""
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


def read_contacts(record: Row, addresses: Sequence[Row]) -> Contacts:
    """Read the multi-fields (phones, e-mails) of a company or contact."""
    fields = record.get("fm") or ()
    return Contacts(
        phones=all_phones(str(one.get("value") or "") for one in fields if one.get("typeId") == "PHONE"),
        emails=all_emails(str(one.get("value") or "") for one in fields if one.get("typeId") == "EMAIL"),
        address=_address(addresses),
    )


def write_contacts(contacts: Contacts) -> dict[str, Any]:
    """Return the multi-fields of a new company or contact, one entry a value."""
    made = [
        *({"typeId": "PHONE", "valueType": "WORK", "value": value} for value in all_phones(contacts.phones)),
        *({"typeId": "EMAIL", "valueType": "WORK", "value": value} for value in all_emails(contacts.emails)),
    ]
    return {"fm": made} if made else {}


def _address(addresses: Sequence[Row]) -> str:
    by_type = {str(row.get("TYPE_ID")): row for row in addresses}
    return next((address_line(by_type[kind]) for kind in ADDRESS_TYPES if kind in by_type), "")


def address_line(row: Row) -> str:
    """Return an address of the portal as one line."""
    return ", ".join(part for part in (_text(row, key) for key in ADDRESS_PARTS) if part)


def read_manager(user: Row) -> Manager:
    """Read a user of the portal as manager."""
    return Manager(
        ref=Ref(system="b24", kind="user", id=str(user["ID"])),
        name=" ".join(part for part in (_text(user, "LAST_NAME"), _text(user, "NAME")) if part),
        email=_text(user, "EMAIL").lower(),
        active=user.get("ACTIVE") is True or is_yes(user.get("ACTIVE")),
    )


def full_name(contact: Row) -> str:
    """Read the full name of a contact of the portal, as «Фамилия Имя Отчество»."""
    return " ".join(part for part in (_text(contact, key) for key in ("lastName", "name", "secondName")) if part)


def _origin(record: Row, kind: str) -> Ref | None:
    origin = guid(record.get("originId"))
    if not origin or record.get("originatorId") != ORIGINATOR:
        return None
    return Ref(system="onec", kind=kind, id=origin)


def _text(row: Row, key: str) -> str:
    return typed(row.get(key))
