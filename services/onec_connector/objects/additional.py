"""`ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения`, and the part of an order that holds values."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Function, rows_of

SET: Final = "ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения"
REQUISITES: Final = Function(
    "Дополнительные реквизиты не опубликованы: строки fields правил с «additional» не действуют"
)
REQUISITE: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED), of=REQUISITES)

PART: Final = "ДополнительныеРеквизиты"
ROW: Final = BaseObject(rows_of("Document_ЗаказКлиента", PART), also=(standard.LINE_NUMBER,), of=REQUISITES)
PROPERTY: Final = ROW.field("Свойство_Key")
VALUE: Final = ROW.field("Значение")
VALUE_TYPE: Final = ROW.field("Значение_Type")
TEXT: Final = ROW.field("ТекстоваяСтрока")

UNDEFINED: Final = "StandardODATA.Undefined"
"""Type of a value nobody has set."""
