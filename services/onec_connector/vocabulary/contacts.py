"""Phones (digits to search by), e-mails, address in 1C's `КонтактнаяИнформация` ⇄ `Contacts`. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from services.onec_connector.objects import contact, standard
from services.onec_connector.vocabulary.texts import in_line, name_in_line
from shared.canon.keys import all_emails, all_phones, phone
from shared.messages.things import Contacts

_WITH_AREA = re.compile(r"\+7(\d{3})(\d{7})")
_RUSSIAN = re.compile(r"7(\d{10})")


def read_contacts(rows: Sequence[Mapping[str, Any]]) -> Contacts:
    """Read 1C's contact information; a row may hold several phones or e-mails, «нет» is left out."""
    phones: list[str] = []
    emails: list[str] = []
    address = ""
    for row in rows:
        words = str(row.get(contact.TEXT) or "")
        match row.get(contact.TYPE):
            case contact.PHONE_TYPE:
                phones += _phones(words, str(row.get(contact.PHONE) or ""))
            case contact.EMAIL_TYPE:
                emails += [str(row.get(contact.EMAIL) or ""), words]
            case contact.ADDRESS_TYPE:
                address = address or words
    return Contacts(phones=tuple(dict.fromkeys(phones)), emails=all_emails(emails), address=address)


def write_contacts(contacts: Contacts, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write phones, e-mails and the address as rows of 1C's contact information, one value a row.

    Args:
        contacts: of a partner or a person.
        kinds: reference of the kind of contact information by type; a type without one is left out, as 1C's form
            shows only what has a kind.
    """
    rows: list[dict[str, Any]] = [
        *(
            {
                contact.TYPE: contact.PHONE_TYPE,
                contact.TEXT: in_line(one, contact.TEXT_LENGTH),
                contact.PHONE: digits(one),
            }
            for one in all_phones(contacts.phones)
        ),
        *(
            {contact.TYPE: contact.EMAIL_TYPE, contact.TEXT: one, contact.EMAIL: one}
            for one in all_emails(contacts.emails)
            if len(one) <= contact.EMAIL_LENGTH
        ),
    ]
    if contacts.address:
        address = name_in_line(contacts.address, contact.TEXT_LENGTH)
        rows.append({contact.TYPE: contact.ADDRESS_TYPE, contact.TEXT: address})
    fit = [{**row, contact.KIND: kinds[row[contact.TYPE]]} for row in rows if row[contact.TYPE] in kinds]
    return [{standard.LINE_NUMBER: str(place), **whole_row(row)} for place, row in enumerate(fit, start=1)]


def whole_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Add the columns by which 1C's forms, lists and search read a row of contact information."""
    kind, text = row[contact.TYPE], row[contact.TEXT]
    said = {"version": 4, "value": text, "comment": "", "type": kind}
    if kind == contact.ADDRESS_TYPE:
        said["addressType"] = contact.FREE_FORM
    if kind == contact.PHONE_TYPE:
        russian = _WITH_AREA.fullmatch(text)
        area, number = russian.groups() if russian else ("", "")
        said |= {"countryCode": "7" if russian else "", "areaCode": area, "number": number, "extNumber": ""}
    return {**row, contact.VALUE: json.dumps(said, ensure_ascii=False, separators=(",", ":"))}


def digits(words: str) -> str:
    """Return the digits of a phone, as 1C keeps them for searching."""
    return re.sub(r"\D", "", words)[: contact.PHONE_LENGTH]


def searched(words: str) -> tuple[str, ...]:
    """Return the digits 1C may keep of one phone: people type a Russian number with 7, with 8 or without."""
    only = digits(words)
    russian = _RUSSIAN.fullmatch(only)
    return (only, f"8{russian[1]}", russian[1]) if russian else (only,)


def identifying(contacts: Contacts) -> Contacts:
    """Return the phones and e-mails of contact details that may identify a person; of «доб. 12» there are thousands."""
    phones = tuple(one for one in all_phones(contacts.phones) if phone(one))
    return Contacts(phones=phones, emails=all_emails(contacts.emails))


def same_contacts(one: Contacts, other: Contacts) -> bool:
    """Tell whether two people's contact details share a phone or an e-mail that identifies."""
    mine, theirs = identifying(one), identifying(other)
    return bool({*mine.phones, *mine.emails} & {*theirs.phones, *theirs.emails})


def _phones(words: str, number: str) -> tuple[str, ...]:
    """Return the phones a row of contact information shows; its digits only if it shows no whole number («доб. 12»)."""
    shown, kept = all_phones([words]), all_phones([number])
    return kept if any(map(phone, kept)) and not any(map(phone, shown)) else shown or kept
