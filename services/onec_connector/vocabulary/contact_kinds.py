"""Kinds of 1C's contact information: whose they are, and which one a new phone, e-mail or address gets. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.onec_connector.objects import contact, standard
from services.onec_connector.vocabulary.addresses import AddressKinds

_Row = Mapping[str, Any]
_NAMES = (contact.KIND_NAME, standard.PREDEFINED_NAME)


def usual_kinds(rows: Iterable[_Row]) -> Mapping[str, Mapping[str, str]]:
    """Return the usual kind of contact information by catalog and type: 1C's own in use, else the first people made.

    Args:
        rows: of the catalog of kinds.
    """
    found: dict[str, dict[str, str]] = {}
    for row in sorted(_living(rows), key=_rank):
        if (owner := _owner(row)) and row[contact.KIND_TYPE]:
            found.setdefault(owner, {}).setdefault(row[contact.KIND_TYPE], row[standard.REF])
    return found


def named_kinds(rows: Iterable[_Row]) -> Mapping[str, str]:
    """Return 1C's predefined kinds of contact information by name."""
    return {name: row[standard.REF] for row in _living(rows) for name in _names(row)}


def address_kinds(rows: Iterable[_Row]) -> AddressKinds:
    """Return 1C's kinds of a legal entity's addresses, and of which of them the former addresses are kept."""
    rows = list(rows)
    named = named_kinds(rows)
    by_field = {name: named[kind] for name, kind in contact.ADDRESSES.items() if kind in named}
    return AddressKinds(by_field, frozenset(row[standard.REF] for row in rows if row.get(contact.KIND_KEPT)))


def _living(rows: Iterable[_Row]) -> Iterable[_Row]:
    return (row for row in rows if not row[standard.MARKED])


def _rank(row: _Row) -> tuple[bool, bool]:
    """Sort kinds of contact information: those 1C's forms do not show last, before them those that people have made."""
    return not row[contact.KIND_IN_USE], not contact.USUAL.intersection(_names(row))


def _owner(row: _Row) -> str | None:
    kind = next(iter((*_names(row), str(row[standard.DESCRIPTION]))))
    return next((name for name, words in contact.OWNERS.items() if any(word in kind for word in words)), None)


def _names(row: _Row) -> list[str]:
    return [str(row[name]) for name in _NAMES if row.get(name)]
