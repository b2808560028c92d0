"""`InformationRegister_ВерсииОбъектов`: when which object was saved, where a base keeps versions of its objects.

A row a save, none for a deletion or for what a data exchange writes; whether a type is versioned at all its settings
say, and both can be switched while the bus works.
"""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Function

KEPT: Final = Function(
    "Регистр «Версии объектов» или его настройки не опубликованы: правки справочников 1С ищет полный проход, "
    "до 5 минут на правку"
)
SET: Final = "InformationRegister_ВерсииОбъектов"
ROW: Final = BaseObject(SET, of=KEPT)
OBJECT: Final = ROW.field("Объект")
OBJECT_TYPE: Final = ROW.field("Объект_Type")
NUMBER: Final = ROW.field("НомерВерсии")
DATE: Final = ROW.field("ДатаВерсии")

SETTINGS: Final = "InformationRegister_НастройкиВерсионированияОбъектов"
SETTING: Final = BaseObject(SETTINGS, of=KEPT)
OF_TYPE: Final = SETTING.field("ТипОбъекта")
WHEN: Final = SETTING.field("Вариант")
IN_USE: Final = SETTING.field("Использовать")

SWITCH: Final = "Constant_ИспользоватьВерсионированиеОбъектов"
SWITCHED: Final = BaseObject(SWITCH, also=("Value",), of=KEPT)

DONE_WITHOUT: Final = frozenset({SET, SETTINGS, SWITCH})
"""Sets that the bus is as well off without: a right that is missing for them keeps nothing from working."""


def set_of_type(word: str) -> str:
    """Return the OData set under which objects of a type in 1C's register of versions are published."""
    return word.removeprefix("StandardODATA.")
