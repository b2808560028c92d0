"""Contacts of companies ⇄ canonical contacts: name, position, phones and e-mails (R7, R15). Pure.

Whatever the other side does not speak of is left alone: an empty value of a command clears only what both sides knew.
"""

from collections.abc import Collection, Mapping
from typing import Any

from services.b24_connector.vocabulary.companies import fm_change, says
from services.b24_connector.vocabulary.names import ORIGINATOR
from services.b24_connector.vocabulary.parties import read_person, write_contacts
from services.b24_connector.vocabulary.values import identity
from shared.messages.contact import ContactCard, ContactGroup, in_company
from shared.messages.things import Contacts, Ref

Row = Mapping[str, Any]
NAME_PARTS: Mapping[str, str] = {"last_name": "lastName", "first_name": "name", "second_name": "secondName"}
"""Parts of a name, and how the portal calls them."""
_MAY_BE_EMPTIED = frozenset({"secondName", "post"})
_FIELDS: Mapping[ContactGroup, tuple[str, ...]] = {
    ContactGroup.NAME: tuple(NAME_PARTS),
    ContactGroup.POSITION: ("position",),
    ContactGroup.COMMUNICATIONS: ("phones", "emails"),
}


def companies_of(contact: Row) -> list[str]:
    """Return the companies a contact speaks for, its first one in front."""
    many = contact.get("companyIds")
    named = (contact.get("companyId"), *(many if isinstance(many, list) else ()))
    return list(dict.fromkeys(one for one in map(identity, named) if one))


def read_contact(contact: Row, company: str) -> ContactCard:
    """Read a contact as it is in one of its companies; 1C's mark is of the first one's contact person."""
    person = read_person(contact)
    is_first = companies_of(contact)[:1] == [company]
    return ContactCard(
        ref=in_company(str(contact["id"]), company),
        origin=person.origin if is_first else None,
        company=Ref(system="b24", kind="company", id=company),
        **{part: _words(contact.get(name)) for part, name in NAME_PARTS.items()},
        position=_words(contact.get("post")),
        phones=person.contacts.phones,
        emails=person.contacts.emails,
    )


def contact_change(
    wanted: ContactCard,
    groups: Collection[ContactGroup],
    contact: Row,
    former: Contacts,
    *,
    emptied: Collection[ContactGroup] = (),
) -> Row:
    """Return the portal's fields of a contact that must change for a contact person of 1C.

    Args:
        wanted: as 1C has it.
        groups: to be written.
        contact: as it stands.
        former: how 1C has known that it is reached.
        emptied: groups whose value here 1C knew, so that a patronymic or position that it has no more goes.
    """
    may_go = _MAY_BE_EMPTIED.intersection(_texts(wanted, emptied))
    texts = {name: text for name, text in _texts(wanted, groups).items() if text or name in may_go}
    change: dict[str, Any] = {name: text for name, text in texts.items() if not says(_words(contact.get(name)), text)}
    if ContactGroup.COMMUNICATIONS in groups:
        entries = contact.get("fm") or ()
        fm = fm_change(entries, "PHONE", wanted.phones, former.phones)
        fm |= fm_change(entries, "EMAIL", wanted.emails, former.emails, first=len(fm))
        change |= {"fm": fm} if fm else {}
    return change


def write_contact(wanted: ContactCard, company: str, manager: str) -> Row:
    """Return the portal's fields of a new contact that is made of a contact person of 1C.

    Args:
        wanted: as 1C has it.
        company: it speaks for.
        manager: user who gets it; empty: whose webhook it is.
    """
    mark = {"originatorId": ORIGINATOR, "originId": wanted.origin.id} if wanted.origin else {}
    return {
        **{name: text for name, text in _texts(wanted, frozenset(ContactGroup)).items() if text},
        "companyId": company,
        **mark,
        **({"assignedById": manager} if manager else {}),
        **write_contacts(Contacts(phones=wanted.phones, emails=wanted.emails)),
    }


def says_nothing(contact: ContactCard, group: ContactGroup) -> bool:
    """Tell whether a contact has nothing in a field group: what was never filled is not an edit, and clears nothing."""
    return not any(getattr(contact, name) for name in _FIELDS[group])


def name_parts(contact: ContactCard) -> dict[str, str]:
    """Return the filled parts of a contact's name, by their names in messages."""
    return {part: text for part in NAME_PARTS if (text := getattr(contact, part))}


def _texts(wanted: ContactCard, groups: Collection[ContactGroup]) -> dict[str, str]:
    named = {name: getattr(wanted, part) for part, name in NAME_PARTS.items() if ContactGroup.NAME in groups}
    post = {"post": wanted.position} if ContactGroup.POSITION in groups else {}
    return {name: _words(value) for name, value in (named | post).items()}


def _words(value: Any) -> str:
    """Return a contact's text as a person typed it, blanks made one, «0» included; null and False are nothing."""
    return "" if value is None or value is False else " ".join(str(value).split())
