"""Histories of a legal entity's КПП and name, by which 1C's documents print what was in force then. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.onec_connector.objects import legal_entity
from services.onec_connector.vocabulary.clock import read_date, write_date
from services.onec_connector.vocabulary.lines import numbered

Row = Mapping[str, Any]
HISTORIES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    legal_entity.KPP: (legal_entity.KPP_HISTORY, (legal_entity.KPP,)),
    legal_entity.FULL_NAME: (legal_entity.NAME_HISTORY, legal_entity.NAMES_THEN),
}
"""Field of a legal entity → tabular part with its former values, and what its rows may call them."""


def going_on(body: Row, row: Row, today: date) -> dict[str, list[dict[str, Any]]]:
    """Return the histories of a 1C legal entity's КПП and name as they go on from today.

    Where 1C keeps none, it prints the field itself, and none is begun; what is entered for a day to come stays.

    Args:
        body: fields that are written.
        row: of the catalog, with its histories as they stand.
        today: by the base's clock.
    """
    found = {}
    for field, (part, names) in HISTORIES.items():
        rows = row.get(part) or ()
        name = next((one for one in names if rows and one in rows[0]), None)
        if field in body and name and (history := _with_today(rows, name, body[field], today)):
            found[part] = numbered(history)
    return found


def _with_today(rows: Sequence[Row], name: str, value: str, today: date) -> list[dict[str, Any]] | None:
    """Return a legal entity's history with a value in force from today; None if it is already, or if nothing is."""
    begun = [one for one in rows if _since(one) <= today]
    if not begun or max(begun, key=_since)[name] == value:
        return None
    kept = [dict(one) for one in rows if _since(one) != today]
    return sorted([*kept, {legal_entity.SINCE: write_date(today), name: value}], key=_since)


def _since(row: Row) -> date:
    return read_date(row[legal_entity.SINCE]) or date.min
