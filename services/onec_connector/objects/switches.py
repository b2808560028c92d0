"""Constants of 1C that change how an order must be written."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Function

EXTENDED_ORDERS: Final = "Constant_ИспользоватьРасширенныеВозможностиЗаказаКлиента"
APPROVAL: Final = "Constant_ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS: Final = "Constant_ИспользоватьСоглашенияСКлиентами"
CONTRACTS: Final = "Constant_ИспользоватьДоговорыСКлиентами"
ONE_PARTY: Final = "Constant_ИспользоватьПартнеровКакКонтрагентов"
"""A partner and his only legal entity are one: people see one card of both."""

CONSTANTS: Final = tuple(
    BaseObject(name, also=("Value",), of=Function(f"{name} не опубликована: принято обычное значение"))
    for name in (EXTENDED_ORDERS, APPROVAL, AGREEMENTS, CONTRACTS, ONE_PARTY)
)
