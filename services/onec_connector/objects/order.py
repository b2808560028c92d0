"""`Document_ЗаказКлиента`: the customer's order, its rows, payment stages and tax regimes."""

from typing import Final

from services.onec_connector.objects import additional, standard
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function, rows_of

SET: Final = "Document_ЗаказКлиента"
DOCUMENT: Final = BaseObject(SET, also=(standard.REF, standard.VERSION, standard.MARKED))
METADATA_NAME: Final = "Документ.ЗаказКлиента"

NUMBER: Final = DOCUMENT.field("Number")
DATE: Final = DOCUMENT.field("Date")
POSTED: Final = DOCUMENT.field("Posted")
PARTNER: Final = DOCUMENT.field("Партнер_Key")
LEGAL_ENTITY: Final = DOCUMENT.field("Контрагент_Key")
CONTACT_PERSON: Final = DOCUMENT.field("КонтактноеЛицо_Key")
ORGANISATION: Final = DOCUMENT.field("Организация_Key")
AGREEMENT: Final = DOCUMENT.field("Соглашение_Key")
CONTRACT: Final = DOCUMENT.field("Договор_Key")
MANAGER: Final = DOCUMENT.field("Менеджер_Key")
WAREHOUSE: Final = DOCUMENT.field("Склад_Key")
CURRENCY: Final = DOCUMENT.field("Валюта_Key")
TOTAL: Final = DOCUMENT.field("СуммаДокумента")
VAT_INCLUDED: Final = DOCUMENT.field("ЦенаВключаетНДС")
STATUS: Final = DOCUMENT.field("Статус")
SETTLEMENT: Final = DOCUMENT.field("ПорядокРасчетов")
OPERATION: Final = DOCUMENT.field("ХозяйственнаяОперация")
TAX_REGIME: Final = DOCUMENT.field("НалогообложениеНДС")
PAYMENT_FORM: Final = DOCUMENT.field("ФормаОплаты")
PAYMENT_SCHEDULE: Final = DOCUMENT.field("ГрафикОплаты_Key")
FINANCE_GROUP: Final = DOCUMENT.field("ГруппаФинансовогоУчета_Key")
ACTIVITY: Final = DOCUMENT.field("НаправлениеДеятельности_Key")
ACCOUNT: Final = DOCUMENT.field("БанковскийСчет_Key")
"""Of ours: whose it is, the printed invoice names as the payee."""
CLIENT_ACCOUNT: Final = DOCUMENT.field("БанковскийСчетКонтрагента_Key")
CASH_DESK: Final = DOCUMENT.field("Касса_Key")
HEAD: Final = DOCUMENT.field("Руководитель_Key")
CHIEF_ACCOUNTANT: Final = DOCUMENT.field("ГлавныйБухгалтер_Key")
SHIP_ON: Final = DOCUMENT.field("ДатаОтгрузки")
RETURNS_PACKAGING: Final = DOCUMENT.field("ВернутьМногооборотнуюТару")
PACKAGING_DAYS: Final = DOCUMENT.field("СрокВозвратаМногооборотнойТары")
PACKAGING_DEPOSIT: Final = DOCUMENT.field("ТребуетсяЗалогЗаТару")
SHIP_WHOLE: Final = DOCUMENT.field("НеОтгружатьЧастями")
DISCOUNTS_READY: Final = DOCUMENT.field("СкидкиРассчитаны")
INVOICES: Final = Function("Заказов, которые 1С создаёт счётом, в этой версии нет")
AS_INVOICE: Final = DOCUMENT.field("ЭтоЗаказКакСчет", of=INVOICES)
COMMENT: Final = DOCUMENT.field("Комментарий")
MARKER: Final = DOCUMENT.field("НомерПоДаннымКлиента")
DELIVERY_ADDRESS: Final = DOCUMENT.field("АдресДоставки")
CLIENT: Final = (PARTNER, LEGAL_ENTITY)
LINES: Final = DOCUMENT.field("Товары")
STAGES: Final = DOCUMENT.field("ЭтапыГрафикаОплаты")
STAGE: Final = BaseObject(rows_of(SET, STAGES), also=(standard.LINE_NUMBER,))
STAGE_PERCENT: Final = STAGE.field("ПроцентПлатежа")
STAGE_SUM: Final = STAGE.field("СуммаПлатежа")
STAGE_DAY: Final = STAGE.field("ДатаПлатежа")
STAGE_SHIFT: Final = STAGE.field("Сдвиг")
STAGE_KIND: Final = STAGE.field("ВариантОплаты")
STAGE_FROM: Final = STAGE.field("ВариантОтсчета")
BEFORE_SHIPMENT: Final = "ДоДатыОтгрузки"
AFTER_SHIPMENT: Final = "ОтДатыОтгрузки"
AFTER_TRANSFER: Final = "ОтДатыПереходаПраваСобственности"
NOT_FROM_SHIPMENT: Final = frozenset({"", "ОтДатыЗаказа", "ОтДатыСогласования", "ФиксированнаяДата"})
"""Of the others the day of payment hangs, or may hang, on the day of shipment."""
BEFOREHAND: Final = frozenset({"АвансДоОбеспечения", "ПредоплатаДоОтгрузки"})
ADDITIONAL: Final = DOCUMENT.field(additional.PART, of=additional.REQUISITES)
UNPOSTED: Final = frozenset({COMMENT, CONTACT_PERSON, ADDITIONAL})
"""What an order is posted without: none of its movements holds it."""
LINE_TYPE: Final = rows_of(SET, LINES)
LINE: Final = BaseObject(LINE_TYPE, also=(standard.LINE_NUMBER, WAREHOUSE, SHIP_ON))

ITEM: Final = LINE.field("Номенклатура_Key")
CHARACTERISTIC: Final = LINE.field("Характеристика_Key")
PACK: Final = LINE.field("Упаковка_Key")
PACKS: Final = LINE.field("КоличествоУпаковок")
QUANTITY: Final = LINE.field("Количество")
PRICE_KIND: Final = LINE.field("ВидЦены_Key")
PRICE: Final = LINE.field("Цена")
SUM: Final = LINE.field("Сумма")
VAT_RATE: Final = LINE.field("СтавкаНДС_Key")
VAT_RATE_11_4: Final = "СтавкаНДС"
VAT_SUM: Final = LINE.field("СуммаНДС")
SUM_WITH_VAT: Final = LINE.field("СуммаСНДС")
MANUAL_PERCENT: Final = LINE.field("ПроцентРучнойСкидки")
MANUAL_SUM: Final = LINE.field("СуммаРучнойСкидки")
AUTO_PERCENT: Final = LINE.field("ПроцентАвтоматическойСкидки")
AUTO_SUM: Final = LINE.field("СуммаАвтоматическойСкидки")
CANCELLED: Final = LINE.field("Отменено")
ROW_CODE: Final = LINE.field("КодСтроки")
SUPPLY: Final = LINE.field("ВариантОбеспечения")
ROWS_APART: Final = Function(
    "Признака «Обособленно» в строках заказа в этой версии нет: заказы обособленно не обеспечиваются"
)
APART: Final = LINE.field("Обособленно", of=ROWS_APART)
"""The row is supplied for this order alone."""
ROW_TEXT: Final = LINE.field("Содержание")

OPERATIONS: Final = Enumeration("ХозяйственныеОперации")
FOR_SALE: Final = OPERATIONS.value("РеализацияКлиенту")
STATUSES: Final = Enumeration("СтатусыЗаказовКлиентов")
NOT_APPROVED: Final = STATUSES.value("НеСогласован")
SUPPLIES: Final = Enumeration("ВариантыОбеспечения")
SUPPLY_TO_SHIP: Final = SUPPLIES.value("Отгрузить")
TO_SUPPLY: Final = STATUSES.value(SUPPLIES.value("КОбеспечению"))
SUPPLY_OF_STATUS: Final = {
    NOT_APPROVED: SUPPLIES.value("НеТребуется"),
    TO_SUPPLY: SUPPLIES.value("СоСклада"),
    STATUSES.value("КОтгрузке"): SUPPLY_TO_SHIP,
    STATUSES.value("Закрыт"): SUPPLY_TO_SHIP,
}
"""Of goods, where nobody supplies rows by line: what 1C's form gives them."""
REGIMES: Final = Enumeration("ТипыНалогообложенияНДС")
TAXED: Final = REGIMES.value("ПродажаОблагаетсяНДС")
EXEMPT: Final = REGIMES.value("ПродажаНеОблагаетсяНДС")
REDUCED_RATES: Final = Function(
    "Режима «Льготное налогообложение НДС на УСН» в этой версии нет: заказы с 5 и 7 % пишутся как обычная продажа с НДС"
)
REDUCED: Final = REGIMES.value("ЛьготноеНалогообложениеНДСНаУСН", of=REDUCED_RATES)
FORMS: Final = Enumeration("ФормыОплаты")
CASHLESS: Final = FORMS.value("Безналичная")
SETTLEMENTS: Final = Enumeration("ПорядокРасчетов")
BY_ORDER: Final = SETTLEMENTS.value("ПоЗаказам")
BY_ORDER_KINDS: Final = frozenset({"ПоЗаказам", "ПоЗаказамНакладным"})

DELIVERY_ADDRESS_LENGTH: Final = 500
ROW_TEXT_LENGTH: Final = 1000
