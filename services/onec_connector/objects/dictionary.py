"""Small catalogs that are read whole: warehouses, currencies, VAT rates, price kinds."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, rows_of

NAMED: Final = (standard.REF, standard.DESCRIPTION, standard.MARKED)

WAREHOUSES: Final = "Catalog_Склады"
WAREHOUSE: Final = BaseObject(WAREHOUSES, also=(*NAMED, standard.FOLDER))
CURRENCIES: Final = "Catalog_Валюты"
CURRENCY: Final = BaseObject(CURRENCIES, also=(*NAMED, standard.CODE))
VAT_RATES: Final = "Catalog_СтавкиНДС"
VAT_RATE: Final = BaseObject(VAT_RATES, also=(*NAMED, standard.PREDEFINED_NAME))

RATE: Final = VAT_RATE.field("Ставка")
RATE_ENUM: Final = VAT_RATE.field("ПеречислениеСтавкаНДС")
NO_VAT: Final = "БезНДС"
RATE_WITHIN: Final = VAT_RATE.field("РасчетнаяСтавка")
RATE_COUNTRY: Final = VAT_RATE.field("Страна_Key")
RATE_FROM: Final = VAT_RATE.field("НачалоПериода")
RATE_TILL: Final = VAT_RATE.field("КонецПериода")
RATE_MAIN: Final = VAT_RATE.field("Основная")
RATE_REGIMES: Final = VAT_RATE.field("ТипыНалогообложенияНДС")
RATE_ROW: Final = BaseObject(rows_of(VAT_RATES, RATE_REGIMES))
RATE_REGIME: Final = RATE_ROW.field("ТипНалогообложенияНДС")
