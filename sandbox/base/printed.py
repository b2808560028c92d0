"""What printed documents of the simulated base say of a client: as it was in force on the document's day."""

from __future__ import annotations

from datetime import datetime

from sandbox.base.faults import no_entity
from sandbox.base.infobase import Infobase, Row

_NAMES = ("СокращенноеНаименование", "НаименованиеПолное")


def legal_entity(base: Infobase, guid: str) -> dict[str, str]:
    """Return `name` and `kpp` of a legal entity of 1C as documents of today print them: by its histories, if any.

    Raises:
        ODataFault: there is none

    """
    row = base.get("Catalog_Контрагенты", guid)
    if row is None:
        raise no_entity()
    now = base.clock.now()
    names = [name for name in _NAMES if any(name in one for one in row["ИсторияНаименований"])]
    return {
        "name": _in_force(row["ИсторияНаименований"], names[0] if names else "", now, row["НаименованиеПолное"]),
        "kpp": _in_force(row["ИсторияКПП"], "КПП", now, row["КПП"]),
    }


def _in_force(history: list[Row], field: str, now: datetime, otherwise: str) -> str:
    """Return the newest entry of a legal entity's history up to a moment; the attribute stands where there is none."""
    begun = [one for one in history if one["Период"] <= now]
    return str(max(begun, key=lambda one: one["Период"])[field]) if begun else otherwise
