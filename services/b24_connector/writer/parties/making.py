"""What makers of companies and contacts share: fields, numbers, the call, and what is told of a doubt."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from services.b24_connector import sentences
from services.b24_connector.portal import LONGEST_CALL, Portal
from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.parties import write_contacts
from services.b24_connector.writer.parties.match import Match
from services.b24_connector.writer.parties.persons import name_of
from shared.canon.keys import tax_numbers
from shared.canon.person_names import NameParts, split
from shared.messages.ring.told import Told
from shared.messages.things import Customer, Person, Ref
from shared.store import Claim

Row = Mapping[str, Any]
Tell = Callable[[Told], Awaitable[None]]
"""Keeps a sentence for the manager before what it tells of is done."""


async def add(portal: Portal, kind: int, fields: Row, *claims: Claim) -> Row:
    """Create a company or contact under claims that outlive a lost answer, and return it as the portal has it."""
    async with AsyncExitStack() as held:
        for claim in claims:
            await held.enter_async_context(claim.creating(LONGEST_CALL))
        answer = await portal.call("crm.item.add", {"entityTypeId": kind, "fields": fields}, write=True)
    return answer.item


async def tell_of_doubt(person: Person, match: Match, tell: Tell) -> None:
    """Tell, where that is so, that a contact is made although others have the same phone, e-mail or INN."""
    if match.maybe:
        what = "ИНН" if match.shared == "number" else "телефон или e-mail"
        await tell(sentences.doubtful_contact(name_of(person), what, match.maybe))


def normal(customer: Customer) -> Customer:
    """Return a client of 1C with INN and KPP in the form in which they are compared."""
    entity = customer.legal_entity
    if entity is None:
        return customer
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    return customer.with_(legal_entity=entity.with_(inn=inn, kpp=kpp))


def person_of(customer: Customer) -> Person:
    """Return a private person of 1C as the one a contact is made of; a name that is not certain is a surname whole."""
    parts = split(customer.name) or NameParts(last=" ".join(customer.name.split()))
    return Person(
        ref=customer.ref if customer.ref and customer.ref.kind == "contact" else None,
        origin=customer.origin,
        not_these=customer.not_these,
        name=customer.name,
        last_name=parts.last,
        first_name=parts.first,
        second_name=parts.second,
        contacts=customer.contacts,
    )


def fields_of(person: Person, manager: str) -> Row:
    """Return the fields with which a contact is made, without the company it speaks for.

    Args:
        person: who it is.
        manager: user who gets it; empty: whose webhook it is.
    """
    return {
        "name": person.first_name or ("" if person.last_name else person.name),
        "lastName": person.last_name,
        "secondName": person.second_name,
        "post": person.post,
        **origin_fields(person.origin),
        **manager_field(manager),
        **write_contacts(person.contacts),
    }


def origin_fields(origin: Ref | None) -> dict[str, str]:
    """Return the fields of 1C's mark on a new company or contact."""
    return {"originatorId": ORIGINATOR, "originId": origin.id} if origin else {}


def manager_field(manager: str) -> dict[str, str]:
    """Return the responsible of a new company or contact; empty: whose webhook it is."""
    return {"assignedById": manager} if manager else {}
