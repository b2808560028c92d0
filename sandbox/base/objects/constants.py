"""Constants of 1C: functional options that the order's behaviour hangs on, with a fresh base's values."""

from __future__ import annotations

CLOSE_ONLY_PAID = "НеЗакрыватьЗаказыКлиентовБезПолнойОплаты"
CLOSE_ONLY_SHIPPED = "НеЗакрыватьЗаказыКлиентовБезПолнойОтгрузки"
EXTENDED_ORDER = "ИспользоватьРасширенныеВозможностиЗаказаКлиента"
LINE_SHIPMENT = "ИспользоватьПострочнуюОтгрузкуВЗаказеКлиента"
APPROVAL = "ИспользоватьСогласованиеЗаказовКлиентов"
AGREEMENTS = "ИспользоватьСоглашенияСКлиентами"
AGREEMENT_KINDS = "ИспользованиеСоглашенийСКлиентами"  # the one constant that is a value of an enumeration
KINDS_OF_AGREEMENTS = {
    "both": "ТиповыеИИндивидуальныеСоглашения",
    "typical": "ТолькоТиповыеСоглашения",
    "individual": "ТолькоИндивидуальныеСоглашения",
}
NO_AGREEMENTS = "НеИспользовать"
CONTRACTS = "ИспользоватьДоговорыСКлиентами"
AUTO_DISCOUNTS = "ИспользоватьАвтоматическиеСкидкиВПродажах"
MANUAL_DISCOUNTS = "ИспользоватьРучныеСкидкиВПродажах"
LIMIT_BY_AGREEMENT = "ИспользоватьОграниченияРучныхСкидокВПродажахПоСоглашениям"
LIMIT_BY_USER = "ИспользоватьОграниченияРучныхСкидокВПродажахПоПользователям"
PRICING_25 = "ИспользуетсяЦенообразование25"
PRICING_25_FROM = "ДатаПереходаНаЦенообразование25"  # the one constant that is a day; documents before it are of 2.0
VERSIONING = "ИспользоватьВерсионированиеОбъектов"
VERSIONED = (
    "Catalog_Номенклатура",
    "Catalog_ХарактеристикиНоменклатуры",
    "Catalog_Партнеры",
    "Catalog_Контрагенты",
    "Catalog_БанковскиеСчетаКонтрагентов",
    "Catalog_КонтактныеЛицаПартнеров",
    "Document_УстановкаЦенНоменклатуры",
)
ONE_PARTY = "ИспользоватьПартнеровКакКонтрагентов"
DEFAULTS = {
    CLOSE_ONLY_PAID: True,
    CLOSE_ONLY_SHIPPED: True,
    EXTENDED_ORDER: True,
    LINE_SHIPMENT: True,
    APPROVAL: False,
    AGREEMENTS: True,
    CONTRACTS: True,
    AUTO_DISCOUNTS: False,
    MANUAL_DISCOUNTS: True,
    LIMIT_BY_AGREEMENT: False,
    LIMIT_BY_USER: False,
    PRICING_25: False,
    VERSIONING: False,
    ONE_PARTY: False,
}
# Seen by others in the module texts; the exports list constants by parts of their names, and this one has none of them.
UNLISTED = (LINE_SHIPMENT,)
