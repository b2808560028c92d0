"""Makes doubts which company, contact or product of the portal a record of 1C is: a person decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.parties import full_name, read_contacts
from shared.canon.keys import all_emails, foreign_number, readable_phones
from shared.messages.contact import ContactCard, in_company
from shared.messages.pairs import PRIVATE_PERSON
from shared.messages.product import Product
from shared.messages.ring.doubts import Doubt, Found, doubt_about
from shared.messages.things import Contacts, Customer, LegalEntity, Ref

Row = Mapping[str, Any]


def company_in_doubt(customer: Customer, found: Mapping[str, Row], numbers: Mapping[str, LegalEntity]) -> Doubt | None:
    """Return the doubt which company of the portal a partner of 1C is.

    Args:
        customer: whose order it is.
        found: the companies by id.
        numbers: of the requisites by which they were found, by the company's id.
    """
    keys = _keys(customer.name, customer.origin.id if customer.origin else "", customer.legal_entity)
    ways = _numbered(customer.contacts)
    candidates = [_company(identity, row, ways, numbers.get(identity)) for identity, row in found.items()]
    return doubt_about("company", customer.origin, customer.name, {**keys, **ways}, candidates)


def private_in_doubt(customer: Customer, found: Mapping[str, Row]) -> Doubt | None:
    """Return the doubt which contact of the portal a private partner of 1C is.

    Args:
        customer: the partner.
        found: the contacts by id.
    """
    ways, candidates = _numbered(customer.contacts), []
    for identity, row in found.items():
        theirs, name = {*_ways(read_contacts(row, ()))}, full_name(row)
        shared = {key: way for key, way in ways.items() if way in theirs}
        candidates.append((Ref(system="b24", kind="contact", id=identity), name, {"name": name, **shared}))
    return doubt_about(PRIVATE_PERSON, customer.origin, customer.name, {"name": customer.name, **ways}, candidates)


def contact_in_doubt(card: ContactCard, company: str, rows: Sequence[Row]) -> Doubt | None:
    """Return the doubt which contact of a company a contact person of 1C is.

    Args:
        card: the contact person.
        company: it speaks for.
        rows: the contacts.
    """
    ways = _numbered(Contacts(phones=card.phones, emails=card.emails))
    found = []
    for row in rows:
        theirs, name = {*_ways(read_contacts(row, ()))}, full_name(row)
        shared = {key: way for key, way in ways.items() if way in theirs}
        found.append((in_company(str(row["id"]), company), name, {"name": name, **shared}))
    return doubt_about("contact", card.origin, card.name, {"name": card.name, **ways}, found)


def product_in_doubt(product: Product, found_by: str, rows: Sequence[Row]) -> Doubt | None:
    """Return the doubt which product of the portal an item of 1C is.

    Args:
        product: the item.
        found_by: the key that brought it to the products: `mark`, `article` or `barcode`.
        rows: the products.
    """
    codes = {"mark": product.external_code, "article": product.article, "barcode": product.barcode}
    found = [
        (
            Ref(system="b24", kind="product", id=str(row["id"])),
            (name := str(row.get("name") or "")),
            {"name": name, "mark": str(row.get("xmlId") or ""), found_by: codes[found_by]},
        )
        for row in rows
    ]
    return doubt_about("product", product.origin, product.name, {"name": product.name, **codes}, found)


def _company(identity: str, row: Row, ways: Mapping[str, str], entity: LegalEntity | None) -> Found:
    title = str(row.get("title") or "").strip()
    theirs = {*_ways(read_contacts(row, ()))}
    shared = {name: way for name, way in ways.items() if way in theirs}
    keys = _keys(title, str(row.get("originId") or ""), entity)
    return Ref(system="b24", kind="company", id=identity), title, {**keys, **shared}


def _keys(name: str, mark: str, entity: LegalEntity | None) -> dict[str, str]:
    numbers = (
        {
            "inn": entity.inn,
            "kpp": entity.kpp,
            "number": foreign_number(entity.foreign_number),
            "country": entity.country,
        }
        if entity
        else {}
    )
    return {"name": name, "mark": mark, **numbers}


def _numbered(contacts: Contacts) -> dict[str, str]:
    return {f"contact{number}": way for number, way in enumerate(_ways(contacts), 1)}


def _ways(contacts: Contacts) -> Sequence[str]:
    return (*readable_phones(contacts.phones), *all_emails(contacts.emails))
