"""`ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения` and the part of an object that holds their values."""

from typing import Final

SET: Final = "ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения"

PROPERTY: Final = "Свойство_Key"
VALUE: Final = "Значение"
VALUE_TYPE: Final = "Значение_Type"
TEXT: Final = "ТекстоваяСтрока"

UNDEFINED: Final = "StandardODATA.Undefined"
"""Type of a value nobody has set."""
