"""Writes 1C's register `InformationRegister_ВерсииОбъектов`: a row for every save of a versioned object.

Saves of a data exchange leave none, and nothing but a date says when one was made: there is no cursor and no tombstone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.base.objects import constants
from sandbox.dataset import guid_of

if TYPE_CHECKING:
    from sandbox.base.infobase import Infobase

SET = "InformationRegister_ВерсииОбъектов"
SETTINGS = "InformationRegister_НастройкиВерсионированияОбъектов"
_IDENTIFIERS = "Catalog_ИдентификаторыОбъектовМетаданных"


def note(base: Infobase, set_name: str, guid: str) -> None:
    """Write the next row of 1C's object versions for an object just saved, if its type is versioned."""
    if not base.constant(constants.VERSIONING) or set_name not in base.switches.versioned_sets:
        return
    number = base.counters[(SET, guid)] = base.counters[(SET, guid)] + 1
    base.commit(
        SET,
        base.blank(base.schema[SET])
        | {
            "Объект": guid,
            "Объект_Type": f"StandardODATA.{set_name}",
            "НомерВерсии": number,
            "ДатаВерсии": base.clock.now(),
            "АвторВерсии": base.user,
            "АвторВерсии_Type": "StandardODATA.Catalog_Пользователи",
            "ТипВерсииОбъекта": "ИзмененоПользователем",
            "ЕстьДанныеВерсии": True,
        },
    )


def set_up(base: Infobase) -> None:
    """Write the settings of object versioning that the switches stand for, a row a type."""
    entity_set = base.schema[SETTINGS]
    table = base.tables[SETTINGS]
    table.clear()
    for name in base.switches.versioned_sets:
        row = base.blank(entity_set) | {"Вариант": "ВерсионироватьПриЗаписи", "Использовать": True}
        row |= {"СрокХраненияВерсий": "ЗаПоследнийМесяц"}
        row |= {field: value for field, value in _identified(name).items() if field in row}
        table[tuple(row[key] for key in entity_set.keys)] = row


def _identified(name: str) -> dict[str, str]:
    """Return the identifier of a versioned type of 1C: one kind of reference in 11.4, either of two since."""
    guid = guid_of(f"identifier:{name}")
    return {"ТипОбъекта": guid, "ТипОбъекта_Type": f"StandardODATA.{_IDENTIFIERS}", "ТипОбъекта_Key": guid}
