"""Constants of 1C that change how an order must be written."""

from typing import Final

EXTENDED_ORDERS: Final = "Constant_ИспользоватьРасширенныеВозможностиЗаказаКлиента"
APPROVAL: Final = "Constant_ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS: Final = "Constant_ИспользоватьСоглашенияСКлиентами"
