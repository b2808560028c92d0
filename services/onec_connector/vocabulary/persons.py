"""Contact persons of 1C ⇄ canonical contacts; what must change. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.onec_connector.objects import contact, contact_person, standard
from services.onec_connector.vocabulary.details import read_details, with_details
from services.onec_connector.vocabulary.person_names import read_name, says
from services.onec_connector.vocabulary.texts import name_in_line, same_line
from shared.canon.person_names import NameParts
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.things import Contacts, Ref

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a contact person's phones and e-mails.

    Args:
        usual: reference by type, for new rows.
        more: references of the others that are ours: the mobile phone.
    """

    usual: Mapping[str, str] = field(default_factory=dict)
    more: frozenset[str] = frozenset()


def is_living(row: Row) -> bool:
    """Tell whether a contact person of 1C still speaks for his partner: neither marked for deletion nor ended."""
    return not row[standard.MARKED] and str(row[contact_person.ENDED] or standard.NO_DATE) == standard.NO_DATE


def parts_of(card: ContactCard) -> NameParts:
    """Return the parts of a canonical contact's name."""
    return NameParts(card.last_name, card.first_name, card.second_name)


def named(card: ContactCard, parts: NameParts) -> ContactCard:
    """Return a canonical contact with another name."""
    return card.with_(last_name=parts.last, first_name=parts.first, second_name=parts.second)


def read_contact(row: Row, kinds: Kinds, known: NameParts | None = None) -> ContactCard:
    """Translate a contact person of 1C into a canonical contact.

    Args:
        row: as 1C shows it.
        kinds: of contact information.
        known: as `read_name` takes it.
    """
    text, said = (
        str(row[standard.DESCRIPTION]).strip(),
        read_details(row.get(contact.PART) or (), kinds.usual, kinds.more),
    )
    parts, certain = read_name(text, known)
    card = ContactCard(
        ref=Ref(system="onec", kind="contact_person", id=row[standard.REF]),
        company=Ref(system="onec", kind="partner", id=row[standard.OWNER]),
        full_name="" if certain else text,
        position=str(row[contact_person.POST] or "").strip(),
        phones=said.phones,
        emails=said.emails,
    )
    return named(card, parts)


def changes_of(
    wanted: ContactCard,
    groups: Collection[ContactGroup],
    row: Row,
    kinds: Kinds,
    *,
    emptied: Collection[ContactGroup] = (),
) -> Mapping[ContactGroup, Row]:
    """Return by field group what is to be written so that a contact person of 1C is as wanted.

    Args:
        wanted: empty words of it are no words, but for a position that is `emptied`.
        groups: that are compared; of others nothing is written.
        row: as it stands.
        kinds: of contact information.
        emptied: groups in which the two sides have heard each other, so that an empty word is an edit.
    """
    return {one: body for one in groups if (body := _body(one, wanted, row, kinds, is_word=one in emptied))}


def _body(group: ContactGroup, wanted: ContactCard, row: Row, kinds: Kinds, *, is_word: bool) -> Row:
    match group:
        case ContactGroup.NAME:
            known = not wanted.name or says(str(row[standard.DESCRIPTION]), parts_of(wanted))
            return {} if known else {standard.DESCRIPTION: name_in_line(wanted.name, contact_person.NAME_LENGTH)}
        case ContactGroup.POSITION:
            post, length = wanted.position, contact_person.POST_LENGTH
            known = (not post and not is_word) or same_line(post, str(row[contact_person.POST] or ""), length)
            return {} if known else {contact_person.POST: name_in_line(post, length)}
        case ContactGroup.COMMUNICATIONS:
            said = Contacts(phones=wanted.phones, emails=wanted.emails)
            rows = with_details(row.get(contact.PART) or (), said, kinds.usual, kinds.more)
            return {} if rows is None else {contact.PART: rows}
