"""`Catalog_СоглашенияСКлиентами` and `Catalog_ДоговорыКонтрагентов`: agreements and contracts, terms of sale."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.client_price import CLIENT_PRICES
from services.onec_connector.objects.declared import BaseObject, Enumeration, rows_of

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
OPERATION: Final = AGREEMENT.field("ХозяйственнаяОперация")
FINANCE_GROUP: Final = AGREEMENT.field("ГруппаФинансовогоУчета_Key")
"""Of settlements; of the order alike, as `ACTIVITY` is."""
ACTIVITY: Final = AGREEMENT.field("НаправлениеДеятельности_Key")
RETURNS_PACKAGING: Final = AGREEMENT.field("ВозвращатьМногооборотнуюТару")
PACKAGING_DAYS: Final = AGREEMENT.field("СрокВозвратаМногооборотнойТары")
PACKAGING_DEPOSIT: Final = AGREEMENT.field("ТребуетсяЗалогЗаТару")
SUPPLIED_APART: Final = AGREEMENT.field("ОбеспечиватьЗаказыОбособленно")
STATUSES: Final = Enumeration("СтатусыСоглашенийСКлиентами")
ACTIVE: Final = STATUSES.value("Действует")
CLOSED: Final = STATUSES.value("Закрыто")

PRICE_KIND: Final = AGREEMENT.field("ВидЦен_Key", of=CLIENT_PRICES)
INDIVIDUAL_KIND: Final = AGREEMENT.field("ИндивидуальныйВидЦены_Key", of=CLIENT_PRICES)
PRICES_FROM: Final = AGREEMENT.field("ВариантРасчетаЦен", of=CLIENT_PRICES)
PRICED_FROM: Final = Enumeration("ВариантыРасчетаЦенПоСоглашениямСКлиентами")
FROM_HEADER: Final = PRICED_FROM.value("ВидЦенВШапке", of=CLIENT_PRICES)
FROM_GROUPS: Final = PRICED_FROM.value("ВидыЦенПоЦеновымГруппам", of=CLIENT_PRICES)
FROM_ITEMS: Final = PRICED_FROM.value("ВидыЦенПоНоменклатуре", of=CLIENT_PRICES)
FROM_FIXED: Final = PRICED_FROM.value("УточненныеЦеныПоНоменклатуре", of=CLIENT_PRICES)
"""The other values are these, one behind the other."""

GOODS: Final = AGREEMENT.field("Товары", of=CLIENT_PRICES)
GOODS_ROW: Final = BaseObject(rows_of(SET, GOODS), of=CLIENT_PRICES)
GOODS_ITEM: Final = GOODS_ROW.field("Номенклатура_Key")
GOODS_CHARACTERISTIC: Final = GOODS_ROW.field("Характеристика_Key")
GOODS_PACK: Final = GOODS_ROW.field("Упаковка_Key")
GOODS_KIND: Final = GOODS_ROW.field("ВидЦены_Key")
GOODS_PRICE: Final = GOODS_ROW.field("Цена")
GROUPS: Final = AGREEMENT.field("ЦеновыеГруппы", of=CLIENT_PRICES)
GROUPS_ROW: Final = BaseObject(rows_of(SET, GROUPS), of=CLIENT_PRICES)
GROUPS_GROUP: Final = GROUPS_ROW.field("ЦеноваяГруппа_Key")
GROUPS_KIND: Final = GROUPS_ROW.field("ВидЦен_Key")
GROUPS_PERCENT: Final = GROUPS_ROW.field("ПроцентРучнойСкидки")
LIMITED: Final = AGREEMENT.field("ОграничиватьРучныеСкидки", of=CLIENT_PRICES)
LIMIT_PERCENT: Final = AGREEMENT.field("ПроцентРучнойСкидки", of=CLIENT_PRICES)

CONTRACTS: Final = "Catalog_ДоговорыКонтрагентов"
CONTRACT: Final = BaseObject(
    CONTRACTS,
    also=(standard.REF, standard.DESCRIPTION, standard.MARKED, VALID_FROM, VALID_TILL, FINANCE_GROUP, ACTIVITY),
)
CONTRACT_LEGAL_ENTITY: Final = CONTRACT.field("Контрагент_Key")
CONTRACT_PARTNER: Final = CONTRACT.field("Партнер_Key")
CONTRACT_ORGANISATION: Final = CONTRACT.field("Организация_Key")
CONTRACT_SETTLEMENT: Final = CONTRACT.field("ПорядокРасчетов")
CONTRACT_STATUS: Final = CONTRACT.field("Статус")
CONTRACT_NUMBER: Final = CONTRACT.field("Номер")
CONTRACT_KIND: Final = CONTRACT.field("ТипДоговора")
CONTRACT_CURRENCY: Final = CONTRACT.field("ВалютаВзаиморасчетов_Key")
CONTRACT_OPERATION: Final = CONTRACT.field("ХозяйственнаяОперация")
CONTRACT_ACCOUNT: Final = CONTRACT.field("БанковскийСчет_Key")
"""Of ours, and below the client's."""
CONTRACT_CLIENT_ACCOUNT: Final = CONTRACT.field("БанковскийСчетКонтрагента_Key")
CONTRACT_FOR_PARTS: Final = CONTRACT.field("РазрешенаРаботаСДочернимиПартнерами")
"""The parts of its partner may buy by it."""
WITH_CUSTOMER: Final = "СПокупателем"
CONTRACT_TAX_REGIME: Final = CONTRACT.field("НалогообложениеНДС")
CONTRACT_LEAVES_REGIME: Final = CONTRACT.field("НалогообложениеНДСОпределяетсяВДокументе")
