"""Finds a contact's contact person in 1C: the pair's, else by name, else a new one."""

from collections.abc import Iterable

from services.onec_connector.memory.person import written_as
from services.onec_connector.vocabulary.contacts import identifying, same_contacts
from services.onec_connector.vocabulary.reference import KnownPerson
from services.onec_connector.writer.persons import telling
from services.onec_connector.writer.persons.context import PersonContext
from shared.canon.keys import same_person
from shared.messages.contact import ContactCard, contact_of
from shared.messages.ring.commands import PersonUpsert
from shared.messages.things import Contacts, Person, Ref


async def find_person(context: PersonContext, command: PersonUpsert) -> tuple[str, bool]:
    """Return a contact's contact person, and whether this call created it; empty: none may be made.

    Raises:
        Refusal: several may be meant, or what is known of the only one contradicts.
    """
    found = await look_for_person(context, command)
    if found or not command.may_create:
        return found, False
    owner = command.contact.company
    made = await context.newcomers.person(_as_person(command), owner.id if owner else "", card=command.source)
    return made, True


async def look_for_person(context: PersonContext, command: PersonUpsert) -> str:
    """Return a contact's contact person without creating one; empty: none. Raises as `find_person`."""
    card = command.contact
    owner = card.company.id if card.company else ""
    paired = card.ref.id if card.ref else await written_as(context.store, command.source.id)
    known = (await context.parties.persons([paired])).get(paired) if paired else None
    if known is not None and known.owner == owner and known.guid not in command.not_these:
        return known.guid
    if not card.name:
        raise telling.nameless(command.source)
    return await _among(context, command, await context.parties.persons_of(owner))


async def _among(context: PersonContext, command: PersonUpsert, known: Iterable[KnownPerson]) -> str:
    """Return the contact person of that name whose phone agrees, or who contradicts nothing; a phone is no key."""
    card = command.contact
    named = [one for one in known if one.guid not in command.not_these and same_person(one.name, card.name)]
    free = [one for one in named if not await _is_taken(context, one, command.source)]
    contacts = Contacts(phones=card.phones, emails=card.emails)
    reached = [one for one in free if same_contacts(contacts, one.contacts)]
    sure = reached or [one for one in free if not _contradicts(contacts, one.contacts)]
    if len(sure) == 1:
        return sure[0].guid
    if sure:
        raise telling.several(card, command.source, sure)
    if free:
        raise telling.other_phone(card, command.source, free)
    return ""


async def _is_taken(context: PersonContext, one: KnownPerson, source: Ref) -> bool:
    """Tell whether another card of the portal is this contact person: two people may share a name."""
    entity = await context.store.find(one.guid)
    first = entity.fields.get("contact") if entity else None
    return bool(first) and first != source.id


def _contradicts(one: Contacts, other: Contacts) -> bool:
    """Tell whether contact and contact person both have phones, or e-mails, and share none."""
    mine, theirs = identifying(one), identifying(other)
    both = ((mine.phones, theirs.phones), (mine.emails, theirs.emails))
    return any(here and there and not set(here) & set(there) for here, there in both)


def _as_person(command: PersonUpsert) -> Person:
    """Return a contact as an order names its own: under one key nobody is created twice."""
    card: ContactCard = command.contact
    origin = Ref(system="b24", kind="contact", id=contact_of(command.source))
    return Person(
        origin=origin,
        not_these=command.not_these,
        first_name=card.first_name,
        second_name=card.second_name,
        last_name=card.last_name,
        post=card.position,
        contacts=Contacts(phones=card.phones, emails=card.emails),
    )
