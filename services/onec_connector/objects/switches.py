"""Constants of 1C that change how an order must be written."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Function

EXTENDED_ORDERS: Final = "Constant_ИспользоватьРасширенныеВозможностиЗаказаКлиента"
APPROVAL: Final = "Constant_ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS: Final = "Constant_ИспользоватьСоглашенияСКлиентами"

CONSTANTS: Final = tuple(
    BaseObject(name, also=("Value",), of=Function(f"{name} не опубликована: принято обычное значение"))
    for name in (EXTENDED_ORDERS, APPROVAL, AGREEMENTS)
)
