"""Constants of 1C that change how an order must be written."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Enumeration, Function


def _usual(constant: str) -> Function:
    return Function(f"{constant} не опубликована: принято обычное значение")


EXTENDED_ORDERS: Final = "Constant_ИспользоватьРасширенныеВозможностиЗаказаКлиента"
APPROVAL: Final = "Constant_ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS: Final = "Constant_ИспользоватьСоглашенияСКлиентами"
AGREEMENT_KINDS: Final = "Constant_ИспользованиеСоглашенийСКлиентами"
"""Typical agreements, the clients' own, or both: a value of `KINDS`."""
KINDS: Final = Enumeration("ИспользованиеСоглашенийСКлиентами")
ONLY_TYPICAL: Final = KINDS.value("ТолькоТиповыеСоглашения", of=_usual(AGREEMENT_KINDS))
ONLY_INDIVIDUAL: Final = KINDS.value("ТолькоИндивидуальныеСоглашения", of=_usual(AGREEMENT_KINDS))
LINE_SHIPMENT: Final = "Constant_ИспользоватьПострочнуюОтгрузкуВЗаказеКлиента"
"""People supply rows, and date their shipment, one by one; else the form does so by the order's status and date."""
CONTRACTS: Final = "Constant_ИспользоватьДоговорыСКлиентами"
ONE_PARTY: Final = "Constant_ИспользоватьПартнеровКакКонтрагентов"
"""A partner and his only legal entity are one: people see one card of both."""

CONSTANTS: Final = tuple(
    BaseObject(name, also=("Value",), of=_usual(name))
    for name in (EXTENDED_ORDERS, APPROVAL, AGREEMENTS, AGREEMENT_KINDS, LINE_SHIPMENT, CONTRACTS, ONE_PARTY)
)
