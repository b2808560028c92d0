"""`Catalog_СоглашенияСКлиентами` and `Catalog_ДоговорыКонтрагентов`: the terms of sale."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Enumeration

SET: Final = "Catalog_СоглашенияСКлиентами"
AGREEMENT: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED))
NUMBER: Final = AGREEMENT.field("Номер")
PARTNER: Final = AGREEMENT.field("Партнер_Key")
LEGAL_ENTITY: Final = AGREEMENT.field("Контрагент_Key")
ORGANISATION: Final = AGREEMENT.field("Организация_Key")
TYPICAL: Final = AGREEMENT.field("Типовое")
CURRENCY: Final = AGREEMENT.field("Валюта_Key")
VAT_INCLUDED: Final = AGREEMENT.field("ЦенаВключаетНДС")
PAYMENT_SCHEDULE: Final = AGREEMENT.field("ГрафикОплаты_Key")
PAYMENT_FORM: Final = AGREEMENT.field("ФормаОплаты")
WAREHOUSE: Final = AGREEMENT.field("Склад_Key")
SETTLEMENT: Final = AGREEMENT.field("ПорядокРасчетов")
STATUS: Final = AGREEMENT.field("Статус")
VALID_FROM: Final = AGREEMENT.field("ДатаНачалаДействия")
VALID_TILL: Final = AGREEMENT.field("ДатаОкончанияДействия")
USES_CONTRACTS: Final = AGREEMENT.field("ИспользуютсяДоговорыКонтрагентов")
STATUSES: Final = Enumeration("СтатусыСоглашенийСКлиентами")
ACTIVE: Final = STATUSES.value("Действует")
CLOSED: Final = STATUSES.value("Закрыто")

CONTRACTS: Final = "Catalog_ДоговорыКонтрагентов"
CONTRACT: Final = BaseObject(
    CONTRACTS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, VALID_FROM, VALID_TILL)
)
CONTRACT_LEGAL_ENTITY: Final = CONTRACT.field("Контрагент_Key")
CONTRACT_ORGANISATION: Final = CONTRACT.field("Организация_Key")
CONTRACT_SETTLEMENT: Final = CONTRACT.field("ПорядокРасчетов")
CONTRACT_STATUS: Final = CONTRACT.field("Статус")
CONTRACT_NUMBER: Final = CONTRACT.field("Номер")
CONTRACT_KIND: Final = CONTRACT.field("ТипДоговора")
CONTRACT_CURRENCY: Final = CONTRACT.field("ВалютаВзаиморасчетов_Key")
WITH_CUSTOMER: Final = "СПокупателем"
CONTRACT_TAX_REGIME: Final = CONTRACT.field("НалогообложениеНДС")
CONTRACT_LEAVES_REGIME: Final = CONTRACT.field("НалогообложениеНДСОпределяетсяВДокументе")
