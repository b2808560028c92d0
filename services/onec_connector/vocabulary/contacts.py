"""Contact details: the tabular part `КонтактнаяИнформация` ⇄ `Contacts`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers

from services.onec_connector.objects import contact, standard
from shared.canon.keys import all_phones
from shared.messages.things import Contacts

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_contacts(rows: Sequence[Mapping[str, Any]]) -> Contacts:
    """Read the part; what cannot be read as a phone or an e-mail is left out."""
    phones, emails, address = [], [], ""
    for row in rows:
        words = str(row.get(contact.TEXT) or "")
        match row.get(contact.TYPE):
            case contact.PHONE_TYPE:
                phones += _readable(words) or _readable(str(row.get(contact.PHONE) or ""))
            case contact.EMAIL_TYPE:
                emails.append(email(str(row.get(contact.EMAIL) or "") or words))
            case contact.ADDRESS_TYPE:
                address = address or words
    return Contacts(phones=_distinct(phones), emails=_distinct(emails), address=address)


def write_contacts(contacts: Contacts, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write phones, e-mails and the address as rows.

    Args:
        contacts: of a partner or a person.
        kinds: reference of the kind of contact information by type; a type without one is left out, as 1C's form
            shows only what has a kind.
    """
    rows: list[dict[str, Any]] = [
        *(
            {contact.TYPE: contact.PHONE_TYPE, contact.TEXT: one, contact.PHONE: digits(one)}
            for one in contacts.phones
            if digits(one)
        ),
        *(
            {contact.TYPE: contact.EMAIL_TYPE, contact.TEXT: one, contact.EMAIL: one}
            for one in contacts.emails
            if "@" in one
        ),
    ]
    if contacts.address:
        rows.append({contact.TYPE: contact.ADDRESS_TYPE, contact.TEXT: contacts.address[: contact.TEXT_LENGTH]})
    fit = [{**row, contact.KIND: kinds[row[contact.TYPE]]} for row in rows if row[contact.TYPE] in kinds]
    return [{standard.LINE_NUMBER: str(place), **row} for place, row in enumerate(fit, start=1)]


def _readable(words: str) -> list[str]:
    return [one for one in map(phone, all_phones([words])) if one]


def phone(words: str) -> str:
    """Return a phone in E.164, or nothing; numbers without a country are Russian."""
    try:
        found = phonenumbers.parse(words if words.startswith("+") else _with_country(words), "RU")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def email(words: str) -> str:
    """Return an e-mail in lower case, or nothing."""
    words = words.strip().lower()
    return words if _EMAIL.fullmatch(words) else ""


def digits(words: str) -> str:
    """Return the digits of a phone, as 1C keeps them for searching."""
    return re.sub(r"\D", "", words)[: contact.PHONE_LENGTH]


def _with_country(words: str) -> str:
    """1C keeps a number with its country but without the plus: 74950000017."""
    only = re.sub(r"\D", "", words)
    return f"+{only}" if len(only) == len("74950000017") and only.startswith("7") else words


def _distinct(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
