"""Translates contacts for the other side, and words what is told of them. Pure."""

from services.mapper import sentences
from services.mapper.links import CONTACT
from shared.canon import digest
from shared.messages.contact import ContactCard, contact_of
from shared.messages.ring.outcomes import KeyMatch
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store.pairs import IdPair


def in_portal(pair: IdPair) -> Ref:
    """Return the portal's half of a contact's pair, by which what is told of it is addressed."""
    return Ref(system="b24", kind=CONTACT, id=pair.b24 or "-")


def wanted(contact: ContactCard, target: Ref | None, owner: Ref) -> ContactCard:
    """Return a contact or contact person as the other side is to have it."""
    return contact.with_(ref=target, origin=contact.ref, company=owner)


def told_unsplit(contact: ContactCard) -> list[Told]:
    """Return the note that a contact person's name could not be split; nothing if it could."""
    if not contact.full_name:
        return []
    return [Told(topic="state", text=sentences.unsplit(contact.full_name, contact.name))]


def second_card(contact: Ref, twin: IdPair, found: KeyMatch) -> Told:
    """Return the note that two cards in one company are one person."""
    other, name = contact_of(in_portal(twin)), found.source
    text = sentences.two_contacts(other, name) if other != contact_of(contact) else sentences.two_persons(other, name)
    return Told(topic="order", text=text)


def once(source: Ref, told: Told) -> Told:
    """Give a contact's sentence an id, by which the company's card of many contacts tells it once."""
    return told if told.id else told.with_(id=f"{source.key}:{digest(told.text)[:12]}:{told.topic}")
