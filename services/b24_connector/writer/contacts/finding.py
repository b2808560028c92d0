"""Finds the contact of a contact person in its company: by the mark, else by name, else nobody."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.b24_connector.memory.contact import ContactDocument
from services.b24_connector.vocabulary.parties import full_name, read_contacts, read_person
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.doubts import contact_in_doubt
from services.b24_connector.writer.parties.persons import agree, contradict
from services.b24_connector.writer.refusal import called_alike, nameless
from shared.canon.keys import same_person
from shared.messages.contact import contact_of, in_company
from shared.messages.ring.commands import ContactUpsert
from shared.messages.things import Contacts, Person, Ref

Row = Mapping[str, Any]


async def find_contact(context: ContactContext, command: ContactUpsert, company: Row) -> Ref | None:
    """Return the contact of a contact person that has no pair; None: there is none.

    Raises:
        DealRefusal: several may be meant, what is known of the only one contradicts, or he has no name.
    """
    number = str(company["id"])
    apart = {contact_of(Ref(system="b24", kind="contact", id=one)) for one in command.not_these}
    for marked in await context.search.marked(_person_of(command, apart)):
        if not await _is_taken(context, in_company(marked, number), command.source):
            return in_company(marked, number)
    if not command.contact.name:
        raise nameless(str(company.get("title") or ""), (*command.contact.phones, *command.contact.emails))
    theirs = [one for one in await context.cards.numbers(number) if one not in apart]
    named = [one for one in await context.cards.living(theirs) if same_person(full_name(one), command.contact.name)]
    refs = {str(one["id"]): in_company(str(one["id"]), number) for one in named}
    free = [
        one
        for one in named
        if not await _is_taken(context, refs[str(one["id"])], command.source)
        and not await _is_being_made(context, one, command.source)
    ]
    found = _meant(command, company, free)
    return refs[found] if found else None


def _person_of(command: ContactUpsert, apart: Collection[str]) -> Person:
    card = command.contact
    return Person(
        origin=card.origin,
        not_these=tuple(apart),
        last_name=card.last_name,
        first_name=card.first_name,
        second_name=card.second_name,
        contacts=Contacts(phones=card.phones, emails=card.emails),
    )


def _meant(command: ContactUpsert, company: Row, free: Sequence[Row]) -> str:
    """Return the namesake among a company's contacts who agrees by phone or e-mail, or contradicts in none.

    A phone alone is many people's.
    """
    card = command.contact
    mine = Contacts(phones=card.phones, emails=card.emails)
    reached = [one for one in free if agree(mine, read_contacts(one, ()))]
    sure = reached or [one for one in free if not contradict(mine, read_contacts(one, ()))]
    if len(sure) == 1:
        return str(sure[0]["id"])
    doubted = sure or free
    if not doubted:
        return ""
    names = [f"{full_name(one)} (№ {one['id']})" for one in doubted]
    doubt = contact_in_doubt(card, str(company["id"]), doubted)
    raise called_alike(card.name, str(company.get("title") or ""), names, doubt)


async def _is_taken(context: ContactContext, contact: Ref, source: Ref) -> bool:
    """Tell whether a contact belongs to another contact person: two people of one firm may share a name."""
    entity = await context.store.find(contact.id)
    person = person_of(entity) if entity else ""
    return bool(person) and person != source.id


async def _is_being_made(context: ContactContext, contact: Row, source: Ref) -> bool:
    """Tell whether a contact has the mark of another person for whom it was created with a lost answer."""
    origin = read_person(contact).origin
    born = await context.store.get(origin.key) if origin is not None and origin != source else None
    return born is not None and born.writing is not None and born.ref is None


def person_of(entity: ContactDocument) -> str:
    """Return the contact person a contact was made of or written from; empty: none is known."""
    kind, _, born = entity.key.partition(":")
    return entity.fields.get("person") or (born if kind == "contact_person" else "")
