"""Addresses of a legal entity among 1C's contact information, which may keep former ones with their days. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.onec_connector.objects import contact
from services.onec_connector.vocabulary.clock import read_date, write_date
from services.onec_connector.vocabulary.contacts import whole_row
from services.onec_connector.vocabulary.lines import numbered
from services.onec_connector.vocabulary.texts import name_in_line, same_line
from shared.messages.party import Addresses

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddressKinds:
    """1C's kinds of a legal entity's addresses.

    Args:
        by_field: reference by the field of `Addresses`; those that 1C lacks are missing.
        kept: those of which 1C keeps the former addresses, by the setting of the kind.
    """

    by_field: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


def read_addresses(rows: Iterable[Row], kinds: AddressKinds, today: date) -> Addresses:
    """Read the addresses of a legal entity that are in force from 1C's contact information.

    Args:
        rows: of the tabular part.
        kinds: of addresses.
        today: by the base's clock.
    """
    rows = list(rows)
    found = {name: _in_force(rows, kind, today) for name, kind in kinds.by_field.items()}
    return Addresses(**{name: _text(row) for name, row in found.items() if row is not None})


def with_addresses(
    rows: Sequence[Row], wanted: Addresses, kinds: AddressKinds, today: date
) -> list[dict[str, Any]] | None:
    """Return 1C's contact information with the wanted addresses that are not empty; None if it has these.

    Where 1C keeps the former addresses, or has dated one, another goes on from today: documents of earlier days are
    printed with what was in force then. Further addresses of a kind stay in any case.

    Args:
        rows: of the tabular part, as they stand.
        wanted: of the legal entity.
        kinds: of addresses.
        today: by the base's clock.
    """
    there, length = read_addresses(rows, kinds, today), contact.TEXT_LENGTH
    after = [dict(row) for row in rows]
    for name, kind in kinds.by_field.items():
        line = getattr(wanted, name)
        if (text := name_in_line(line, length)) and not same_line(line, getattr(there, name), length):
            after = _with_line(after, kind, text, today, is_kept=kind in kinds.kept)
    return None if after == list(rows) else numbered(after)


def _with_line(rows: list[dict[str, Any]], kind: str, text: str, today: date, *, is_kept: bool) -> list[dict[str, Any]]:
    """Put an address of a kind in the place of the one in force, or after it where that is kept."""
    of_kind = [row for row in rows if row.get(contact.KIND) == kind]
    present = _in_force(of_kind, kind, today)
    new = whole_row({contact.TYPE: contact.ADDRESS_TYPE, contact.KIND: kind, contact.TEXT: text})
    dated = {**new, contact.SINCE: write_date(today)}
    if (of_kind and is_kept) or any(_since(row) > date.min for row in of_kind):
        if present is None or _since(present) < today:
            return [*rows, dated]
        new = dated
    return [new if row is present else row for row in rows] if present is not None else [*rows, new]


def _in_force(rows: Iterable[Row], kind: str, today: date) -> Row | None:
    """Return the row of a legal entity's address of a kind that is in force: of several that begin together the first.

    One without a day is older than any other.
    """
    begun = (row for row in rows if row.get(contact.KIND) == kind and _since(row) <= today)
    return max(begun, key=_since, default=None)


def _since(row: Row) -> date:
    return read_date(row.get(contact.SINCE)) or date.min


def _text(row: Row) -> str:
    return str(row.get(contact.TEXT) or "").strip()
