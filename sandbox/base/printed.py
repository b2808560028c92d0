"""What printed documents of the simulated base say of a client: as it was in force on the document's day."""

from __future__ import annotations

from datetime import datetime

from sandbox.base.faults import no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.seed import writing

_NAMES = ("СокращенноеНаименование", "НаименованиеПолное")


def legal_entity(base: Infobase, guid: str, on: str | None = None) -> dict[str, str]:
    """Return `name`, `kpp` and legal `address` of a legal entity of 1C as documents print them: by its histories.

    Args:
        base: the infobase
        guid: of the legal entity
        on: day of the document, today's unless given

    Raises:
        ODataFault: there is none

    """
    row = base.get("Catalog_Контрагенты", guid)
    if row is None:
        raise no_entity()
    now = datetime.fromisoformat(on) if on else base.clock.now()
    legal = [one for one in row["КонтактнаяИнформация"] if one["Вид_Key"] == writing.kind_guid("Контрагенты", "Адрес")]
    names = [name for name in _NAMES if any(name in one for one in row["ИсторияНаименований"])]
    return {
        "name": _in_force(row["ИсторияНаименований"], names[0] if names else "", now, row["НаименованиеПолное"]),
        "kpp": _in_force(row["ИсторияКПП"], "КПП", now, row["КПП"]),
        "address": _in_force(legal, "Представление", now, "", since="ДействуетС"),
    }


def _in_force(history: list[Row], field: str, now: datetime, otherwise: str, *, since: str = "Период") -> str:
    """Return the newest entry of a legal entity's history up to a moment; the attribute stands where there is none."""
    begun = [one for one in history if one[since] <= now]
    return str(max(begun, key=lambda one: one[since])[field]) if begun else otherwise
