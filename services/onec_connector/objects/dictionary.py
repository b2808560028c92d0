"""Small catalogs that are read whole: warehouses, currencies, VAT rates, price kinds."""

from typing import Final

WAREHOUSES: Final = "Catalog_Склады"
CURRENCIES: Final = "Catalog_Валюты"
VAT_RATES: Final = "Catalog_СтавкиНДС"

RATE: Final = "Ставка"
RATE_ENUM: Final = "ПеречислениеСтавкаНДС"
NO_VAT: Final = "БезНДС"
RATE_WITHIN: Final = "РасчетнаяСтавка"
RATE_COUNTRY: Final = "Страна_Key"
RATE_FROM: Final = "НачалоПериода"
RATE_TILL: Final = "КонецПериода"
RATE_MAIN: Final = "Основная"
RATE_REGIMES: Final = "ТипыНалогообложенияНДС"
RATE_REGIME: Final = "ТипНалогообложенияНДС"
