"""Digests of the groups of contacts, derived from the groups their fields declare."""

from collections.abc import Iterable

from shared.canon.things import digests_of
from shared.entities.model import Subject
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.groups import declared

CONTACTS = Subject(scheme=max(member.since for fields in declared(ContactCard) for member in fields))
"""Every group is edited on both sides."""


def contact_digests(contact: ContactCard, groups: Iterable[ContactGroup]) -> dict[ContactGroup, str]:
    """Return the digest of each of `groups` of a contact, for readers and for the target of a write alike."""
    return digests_of(contact, groups, CONTACTS.scheme)
