"""People of the accounting department at the cards of contact persons in 1C."""

from __future__ import annotations

from uuid import uuid4

from sandbox.base.control import directories
from sandbox.base.control.partners import with_details
from sandbox.base.control.requests import PersonRequest
from sandbox.base.infobase import Infobase, Row
from sandbox.base.seed import writing

PERSONS = "Catalog_КонтактныеЛицаПартнеров"
ENDED, NEVER = "2026-11-01T00:00:00", "0001-01-01T00:00:00"


def person(base: Infobase, asked: PersonRequest) -> dict[str, str]:
    """Type a contact person of a partner in the simulated base, or change one that exists.

    Returns:
        guid: `person`

    Raises:
        ODataFault: nobody has the person

    """
    said = {"Description": asked.name, "ДолжностьПоВизитке": asked.post, "DeletionMark": asked.marked}
    values: Row = {name: value for name, value in said.items() if value is not None}
    if asked.ended is not None:
        values["ДатаПрекращенияСвязи"] = ENDED if asked.ended else NEVER
    reach = {"Телефон": asked.phone, "АдресЭлектроннойПочты": asked.email}
    rows = writing.details("КонтактныеЛицаПартнеров", reach)
    if asked.guid:
        if rows:
            values |= with_details(base, PERSONS, asked.guid, rows)
        directories.change(base, PERSONS, asked.guid, values)
        return {"person": asked.guid}
    guid = str(uuid4())
    directories.new(base, PERSONS, guid, Owner_Key=asked.partner, КонтактнаяИнформация=rows, **values)
    return {"person": guid}
