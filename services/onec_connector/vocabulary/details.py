"""The phones and e-mails that the bus writes among 1C's contact information of a client. Pure.

Ours are the rows of the usual kinds; those of other kinds, the fax for instance, are people's and stay as they are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from services.onec_connector.objects import contact
from services.onec_connector.vocabulary.contacts import read_contacts, write_contacts
from services.onec_connector.vocabulary.lines import numbered
from shared.messages.things import Contacts

Row = Mapping[str, Any]


def read_details(rows: Iterable[Row], kinds: Mapping[str, str], more: Collection[str] = ()) -> Contacts:
    """Read the phones and e-mails that the bus keeps in 1C's contact information.

    Args:
        rows: of the tabular part.
        kinds: reference of the usual kind by type.
        more: references of further kinds that are ours.
    """
    ours = {*_usual(kinds), *more}
    return read_contacts([row for row in rows if row.get(contact.KIND) in ours])


def with_details(
    rows: Sequence[Row], wanted: Contacts, kinds: Mapping[str, str], more: Collection[str] = ()
) -> list[dict[str, Any]] | None:
    """Return 1C's contact information with phones and e-mails as wanted; None if it has just these.

    A row of ours that says nothing else stays itself, also one of several that say the same: they differ in kind or
    extension. Of one that holds several values, some of them not wanted any more, the others get rows of their own, of
    the same kind.

    Args:
        rows: as they stand.
        wanted: what 1C cannot keep is not a part of it.
        kinds: reference of the usual kind by type, which new rows get.
        more: references of further kinds that are ours.
    """
    ours = {*_usual(kinds), *more}
    keeps = read_contacts(write_contacts(wanted.with_(address=""), kinds))
    values = _values(keeps)
    says = [_values(read_contacts([row])) if row.get(contact.KIND) in ours else set() for row in rows]
    kept = [row for row, held in zip(rows, says, strict=True) if held <= values]
    missing = values.difference(*(held for held in says if held <= values))
    if not missing and len(kept) == len(rows):
        return None
    for row, held in zip(rows, says, strict=True):
        kept += write_contacts(_only(keeps, held & missing), {row[contact.TYPE]: row[contact.KIND]} if held else {})
        missing -= held
    return numbered([dict(row) for row in (*kept, *write_contacts(_only(keeps, missing), kinds))])


def _only(contacts: Contacts, some: Collection[str]) -> Contacts:
    """Return some of the phones and e-mails of 1C's contact information, in their order."""
    return Contacts(
        phones=tuple(one for one in contacts.phones if one in some),
        emails=tuple(one for one in contacts.emails if one in some),
    )


def _usual(kinds: Mapping[str, str]) -> list[str]:
    return [kinds[one] for one in (contact.PHONE_TYPE, contact.EMAIL_TYPE) if one in kinds]


def _values(contacts: Contacts) -> set[str]:
    return {*contacts.phones, *contacts.emails}
