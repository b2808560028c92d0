"""Company cards ⇄ canonical companies: requisites, addresses, bank accounts, phones, e-mails (R7, R15). Pure.

Whatever the other side does not speak of is left alone: an empty value of a command clears nothing, and a phone goes
only where the other side has had it and tells it no more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.b24_connector.vocabulary.parties import ADDRESS_PARTS, address_line, read_company
from services.b24_connector.vocabulary.requisites import (
    Preset,
    Said,
    bare,
    has_number,
    numbers_of,
    read_legal_entity,
)
from services.b24_connector.vocabulary.values import identity, typed
from shared.canon.keys import account_number, all_emails, all_phones, foreign_number, is_swift
from shared.canon.texts import same_words, shortens
from shared.messages.party import Addresses, BankAccount, Company, CompanyGroup
from shared.messages.things import LegalEntity, Manager

Row = Mapping[str, Any]
Fields = Mapping[str, str]
ADDRESS_TYPES: Mapping[str, str] = {"legal": "6", "actual": "1", "postal": "8"}
_ACCOUNT_NUMBERS = ("RQ_ACC_NUM", "RQ_IIK", "RQ_IBAN")
"""Where the forms of accounts keep the number, by country."""
_BANK_CODES = ("RQ_BIK", "RQ_SWIFT", "RQ_BIC")
BANK_FIELDS = (
    *("ID", "ENTITY_TYPE_ID", "ENTITY_ID", "NAME"),
    *("RQ_BANK_NAME", "RQ_COR_ACC_NUM", "RQ_ACC_CURRENCY"),
    *_ACCOUNT_NUMBERS,
    *_BANK_CODES,
)
RUBLE = "RUB"
_READERS = {"PHONE": all_phones, "EMAIL": all_emails}
_POSTCODE = re.compile(r"(\d{6}), (.+)")
_OF_BANK = frozenset({"RQ_BANK_NAME", "RQ_COR_ACC_NUM"})
_FORMER_BANK = dict.fromkeys((*_OF_BANK, *_BANK_CODES), "")


@dataclass(frozen=True)
class RequisiteCard:
    """A requisite of a company with its addresses and accounts.

    Args:
        row: as listed.
        preset: its template.
        addresses, banks: rows of it.
        said: what 1C calls its client, where the template says another thing.
    """

    row: Row
    preset: Preset
    addresses: Sequence[Row] = ()
    banks: Sequence[Row] = ()
    said: Said | None = None

    @property
    def id(self) -> str:
        """The requisite's own id."""
        return str(self.row["ID"])

    @property
    def numbers(self) -> tuple[str, str]:
        """INN and KPP of a requisite, however they are typed."""
        return numbers_of(self.row)


def read_card(company: Row, cards: Sequence[RequisiteCard], manager: Manager | None) -> Company:
    """Read a company with its requisites; one without a number is no legal entity."""
    title = _text(company, "title")
    entities = [
        read_legal_entity(one.row, one.preset, title, one.said) for one in current(cards) if has_number(one.row)
    ]
    ordered = Company(legal_entities=tuple(entities)).legal_entities
    first = ordered[0] if ordered else None
    card = card_of(cards, first.ref.id) if first and first.ref else None
    client = read_company(company, first)
    return Company(
        ref=client.ref,
        origin=client.origin,
        name=client.name,
        kind=client.kind,
        legal_entities=ordered,
        phones=client.contacts.phones,
        emails=client.contacts.emails,
        addresses=read_addresses(card.addresses) if card else Addresses(),
        banks=read_accounts(card.banks) if card else (),
        manager=manager,
    )


def current(cards: Sequence[RequisiteCard]) -> list[RequisiteCard]:
    """Leave out requisites of a wrong template that a person has replaced: another says all that 1C does."""
    read = {card.id: read_legal_entity(card.row, card.preset, "", card.said) for card in cards}
    rightly = [read[card.id] for card in cards if card.said is None]
    return [card for card in cards if card.said is None or not any(_is_one(read[card.id], one) for one in rightly)]


def _is_one(former: LegalEntity, there: LegalEntity) -> bool:
    """Tell whether two requisites are of one client; a template for men has hidden the КПП of a firm."""
    numbers, others = ((one.kind, one.country, one.inn, foreign_number(one.foreign_number)) for one in (former, there))
    return numbers == others and former.kpp in {"", there.kpp}


def linked(item: Row, field: str) -> str:
    """Return the company that a link field of a company names, "17" or "CO_17"; empty: none.

    Args:
        item: a company.
        field: of type `crm`, of one value; empty: the portal has none.
    """
    held = item.get(field) if field else None
    found = identity(held[0] if isinstance(held, list) and held else held).removeprefix("CO_")
    return found if found.isdecimal() and int(found) else ""


def card_of(cards: Iterable[RequisiteCard], requisite: str) -> RequisiteCard | None:
    """Return the requisite of a company with this id, among cards of requisites."""
    return next((card for card in cards if card.id == requisite), None)


def read_addresses(rows: Iterable[Row]) -> Addresses:
    """Read the addresses of a requisite, each as one line."""
    by_type = {identity(row.get("TYPE_ID")): address_line(row) for row in rows}
    return Addresses(**{kind: by_type.get(number, "") for kind, number in ADDRESS_TYPES.items()})


def write_address(line: str) -> Fields:
    """Split a company's address line into the portal's parts: a postcode in front, the rest as written."""
    line = " ".join(line.split())
    found = _POSTCODE.fullmatch(line)
    code, rest = (found[1], found[2]) if found else ("", line)
    return {**dict.fromkeys(ADDRESS_PARTS, ""), "POSTAL_CODE": code, "ADDRESS_1": rest}


def read_accounts(rows: Iterable[Row]) -> tuple[BankAccount, ...]:
    """Read the bank accounts of a requisite that have a number."""
    return tuple(found for row in rows if (found := _account(row)).number)


def _account(row: Row) -> BankAccount:
    return BankAccount(
        number=number_of_account(row),
        bic=bank_code(row),
        bank=_text(row, "RQ_BANK_NAME"),
        correspondent=account_number(identity(row.get("RQ_COR_ACC_NUM"))),
        currency=_text(row, "RQ_ACC_CURRENCY").upper() or RUBLE,
    )


def number_of_account(row: Row) -> str:
    """Return the number of a bank account of the portal, in whichever field its form has it; empty: it has none."""
    return next((number for name in _ACCOUNT_NUMBERS if (number := account_number(identity(row.get(name))))), "")


def bank_code(row: Row) -> str:
    """Return the code of a bank account's bank in the portal: БИК, else SWIFT; empty: it has none."""
    return next((code for name in _BANK_CODES if (code := bare(row.get(name)))), "")


def write_account(account: BankAccount) -> dict[str, str]:
    """Return the portal's fields of a bank account; empty ones are left out."""
    fields = {
        "RQ_ACC_NUM": account_number(account.number),
        "RQ_SWIFT" if is_swift(account.bic) else "RQ_BIK": account.bic,
        "RQ_BANK_NAME": account.bank,
        "RQ_COR_ACC_NUM": account.correspondent,
        "RQ_ACC_CURRENCY": account.currency,
    }
    return {name: value for name, value in fields.items() if value}


def account_change(row: Row, account: BankAccount) -> Fields:
    """Return the fields of a bank account that must change; what says the same by other blanks or letters stays.

    A bank counts by its БИК, and is called as it stands.
    """
    present, wanted, code = write_account(_account(row)), write_account(account), bank_code(row)
    if account.bic and code not in {"", account.bic}:  # what is said of the former bank goes with it
        present |= {name: bare(row.get(name)) for name in _BANK_CODES}
        wanted = {**_FORMER_BANK, **wanted}
    change = {name: value for name, value in wanted.items() if not says(present.get(name, ""), value)}
    is_same_bank = bool(account.bic) and code == account.bic
    return {name: value for name, value in change.items() if not (is_same_bank and name in _OF_BANK and row.get(name))}


def says(present: str, value: str) -> bool:
    """Tell whether a card's text in the portal says what 1C's does, which keeps one line and may have no room."""
    return same_words(present, value) or shortens(value, present)


def says_same(change: Fields) -> bool:
    """Tell whether a change of a requisite or account is no edit: a key alone, or nothing."""
    return not change.keys() - {"XML_ID"}


def fm_change(
    present: Sequence[Row], kind: str, wanted: Sequence[str], former: Iterable[str], *, first: int = 0
) -> dict[str, Row]:
    """Return how phones or e-mails of a company must change; entries not named stay as they are.

    An entry that holds several values, some of which are dropped, keeps the others.

    Args:
        present: all multi-fields of the company.
        kind: `PHONE` or `EMAIL`.
        wanted: what the other side tells.
        former: what it has had.
        first: number of the first entry that is added; those of one call are numbered through, `n0`, `n1`.
    """
    read = {str(one["id"]): (one, _READERS[kind]([_text(one, "value")])) for one in present_of(present, kind)}
    there = frozenset(value for _, values in read.values() for value in values)
    dropped = frozenset(former) - frozenset(wanted)
    freed = [number for number, (_, values) in read.items() if values and dropped.issuperset(values)]
    change: dict[str, Row] = {}
    for number, (entry, values) in read.items():
        if number not in freed and not dropped.isdisjoint(values):
            rest = ", ".join(value for value in values if value not in dropped)
            change[number] = {"typeId": kind, "valueType": entry.get("valueType"), "value": rest}
    for place, value in enumerate((one for one in wanted if one not in there), first):
        if freed:
            number = freed.pop(0)
            change[number] = {"typeId": kind, "valueType": read[number][0].get("valueType"), "value": value}
        else:
            change[f"n{place}"] = {"typeId": kind, "valueType": "WORK", "value": value}
    return change | {number: {"typeId": kind, "value": ""} for number in freed}


def as_sent(item: Row, fields: Row) -> Row:
    """Return a company's or contact's own fields as they will be read once some are sent (`fm_change`)."""
    present, change = item.get("fm") or (), fields.get("fm") or {}
    there = {str(one["id"]) for one in present}
    kept = ({**one, **change.get(str(one["id"]), {})} for one in present)
    added = (one for number, one in change.items() if number not in there)
    return {**item, **fields, "fm": [one for one in (*kept, *added) if _text(one, "value")]}


def present_of(present: Iterable[Row], kind: str) -> list[Row]:
    """Return the present entries of one kind (phone, e-mail) of a company."""
    return [one for one in present if one.get("typeId") == kind]


def _text(row: Row, key: str) -> str:
    return typed(row.get(key))


_UNSAID = Company()
_FIELDS: Mapping[CompanyGroup, tuple[str, ...]] = {
    CompanyGroup.NAME: ("name",),
    CompanyGroup.REQUISITES: ("legal_entities",),
    CompanyGroup.COMMUNICATIONS: ("phones", "emails"),
    CompanyGroup.ADDRESSES: ("addresses",),
    CompanyGroup.BANKS: ("banks",),
    CompanyGroup.MANAGER: ("manager",),
    CompanyGroup.HEAD: ("head",),
}


def is_silent(company: Company, group: CompanyGroup) -> bool:
    """Tell whether a company has nothing in a field group: what was never filled is no edit, and clears nothing."""
    return all(getattr(company, name) == getattr(_UNSAID, name) for name in _FIELDS[group])
