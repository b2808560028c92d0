"""Bank accounts of legal entities in 1C, and their banks ⇄ those of canonical companies. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.onec_connector.objects import bank_account as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.vocabulary.texts import name_in_line
from shared.canon.keys import account_number, is_swift
from shared.messages.party import BankAccount

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownBank:
    """A bank of 1C's classifier."""

    guid: str
    bic: str
    name: str
    correspondent: str


def is_open(row: Row) -> bool:
    """Tell whether a bank account in 1C is in use: neither closed nor marked for deletion."""
    return not (row[names.CLOSED] or row[standard.MARKED])


def is_account_number(number: str) -> bool:
    """Tell whether 1C has room for a bank account's number; without one there is no account."""
    return 0 < len(account_number(number)) <= names.NUMBER_LENGTH


def has_room_for_bank(account: BankAccount) -> bool:
    """Tell whether 1C has room for the code of a bank account's bank, БИК or SWIFT; none is ever cut."""
    return is_swift(account.bic) or len(account.bic) <= names.BIC_LENGTH


def has_room_for_correspondent(account: BankAccount) -> bool:
    """Tell whether 1C has room for the correspondent account of a bank; one that is longer is left out."""
    return len(account.correspondent) <= names.CORRESPONDENT_LENGTH


def read_account(row: Row, banks: Mapping[str, KnownBank], currencies: Mapping[str, str]) -> BankAccount:
    """Read a bank account of 1C, with its bank as it was typed by hand, or as the classifier has it.

    Args:
        row: of the catalog.
        banks: by reference.
        currencies: letters by reference.
    """
    bank = None if row[names.TYPED] else banks.get(str(row[names.BANK]))
    code, swift, *of_bank = (
        str(row[one] or "").strip() for one in (names.BIC, names.SWIFT, names.BANK_NAME, names.CORRESPONDENT)
    )
    known = bank or KnownBank("", code or swift, *of_bank)
    return BankAccount(
        number=account_number(str(row[names.NUMBER] or "")),
        bic=known.bic,
        bank=known.name,
        correspondent=account_number(known.correspondent),
        currency=currencies.get(str(row[names.CURRENCY]), "RUB"),
    )


def account_changes(
    wanted: Iterable[BankAccount],
    rows: Sequence[Row],
    banks: Mapping[str, KnownBank],
    currencies: Mapping[str, str],
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return what must be written into existing bank accounts of 1C, and which accounts are missing.

    An account that the portal lacks stays, and one that is closed here stays closed; the bank counts by its БИК and is
    called as here. A number names one account, in whatever bank, as long as neither side has it in several.

    Args:
        wanted: of the company.
        rows: of the legal entity that has them.
        banks: by reference.
        currencies: letters by reference.
    """
    wanted = list(wanted)
    numbers = [account_number(one.number) for one in wanted]
    changed, new = dict[str, dict[str, Any]](), list[dict[str, Any]]()
    for account, number in zip(wanted, numbers, strict=True):
        if not (is_account_number(number) and has_room_for_bank(account)):
            continue  # told by whoever sends the others
        same = [row for row in rows if account_number(str(row[names.NUMBER] or "")) == number]
        row = _row_of(account, same, banks, currencies, is_only=numbers.count(number) == 1)
        if row is None:
            new.append(_account(account, number, banks) | _currency(account, currencies))
        elif is_open(row) and (body := _differing(account, row, banks, currencies)):
            changed[row[standard.REF]] = body
    return changed, new


def _row_of(
    account: BankAccount,
    same: Sequence[Row],
    banks: Mapping[str, KnownBank],
    currencies: Mapping[str, str],
    *,
    is_only: bool,
) -> Row | None:
    """Return 1C's row of a bank account among those of its number: the one in its bank, else the only one in use.

    Args:
        account: of the portal.
        same: rows of its number.
        banks: by reference.
        currencies: letters by reference.
        is_only: the portal has this number once.
    """
    used = [row for row in same if is_open(row)]
    for bic in (account.bic, "") if is_only else (account.bic,):
        for row in (*used, *same):
            if read_account(row, banks, currencies).bic == bic:
                return row
    left = used or same
    return left[0] if is_only and len(left) == 1 else None


def _differing(
    account: BankAccount, row: Row, banks: Mapping[str, KnownBank], currencies: Mapping[str, str]
) -> dict[str, Any]:
    there = read_account(row, banks, currencies)
    bank = _bank(account, banks) if account.bic and account.bic != there.bic else {}
    return bank | (_currency(account, currencies) if account.currency != there.currency else {})


def _account(account: BankAccount, number: str, banks: Mapping[str, KnownBank]) -> dict[str, Any]:
    return {standard.DESCRIPTION: number, names.NUMBER: number, **_bank(account, banks)}


def _bank(account: BankAccount, banks: Mapping[str, KnownBank]) -> dict[str, Any]:
    """Return 1C's fields of a bank account's bank: by the classifier if it has the bank, else as typed."""
    known = next((one for one in banks.values() if one.bic == account.bic and account.bic), None)
    if known is not None:
        return {names.BANK: known.guid, names.TYPED: False}
    return {
        names.BANK: standard.NO_REF,
        names.TYPED: True,
        names.BIC: "" if is_swift(account.bic) else account.bic,
        names.SWIFT: account.bic if is_swift(account.bic) else "",
        names.BANK_NAME: name_in_line(account.bank, names.BANK_NAME_LENGTH),
        names.CORRESPONDENT: account.correspondent if has_room_for_correspondent(account) else "",
    }


def _currency(account: BankAccount, currencies: Mapping[str, str]) -> dict[str, Any]:
    found = next((guid for guid, code in currencies.items() if code == account.currency), "")
    return {} if is_empty(found) else {names.CURRENCY: found}
