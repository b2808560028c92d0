"""Tells whether a contact of the portal may be a person of 1C, by name, phones and e-mails. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.vocabulary.parties import full_name, read_contacts, write_contacts
from services.b24_connector.vocabulary.values import typed
from shared.canon.keys import all_emails, common_words, readable_phones
from shared.messages.things import Contacts, Person

Row = Mapping[str, Any]


def may_still_be(contact: Row, person: Person) -> bool:
    """Tell whether a contact with 1C's mark of a person may be that person: one that was copied has the mark too.

    A surname may change, and so may a phone. Whoever shares the first name alone is somebody else where phones or
    e-mails contradict.
    """
    called, name = full_name(contact), name_of(person)
    mine, theirs = read_contacts(contact, ()), person.contacts
    if not called or not name or agree(mine, theirs):
        return True
    common, surname = common_words(called, name), typed(contact.get("lastName"))
    if len(common) > 1 or common_words(surname, name):
        return True
    return bool(common) and not contradict(mine, theirs)


def agree(one: Contacts, other: Contacts) -> bool:
    """Tell whether two contacts share a phone or an e-mail."""
    return any(set(mine) & set(theirs) for mine, theirs in _ways(one, other))


def contradict(one: Contacts, other: Contacts) -> bool:
    """Tell whether two contacts have phones, or e-mails, and share none."""
    return any(mine and theirs and not set(mine) & set(theirs) for mine, theirs in _ways(one, other))


def _ways(one: Contacts, other: Contacts) -> Sequence[tuple[Sequence[str], Sequence[str]]]:
    phones = readable_phones(one.phones), readable_phones(other.phones)
    return (phones, (all_emails(one.emails), all_emails(other.emails)))


def is_nobody(person: Person) -> bool:
    """Tell whether a person of 1C has neither name, phone nor e-mail, so that no contact is made."""
    return not name_of(person) and not write_contacts(person.contacts)


def name_of(person: Person) -> str:
    """Return the name of a person of 1C as «Фамилия Имя Отчество», or as a whole."""
    words = " ".join(word for word in (person.last_name, person.first_name, person.second_name) if word)
    return words or person.name
