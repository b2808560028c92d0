"""`Catalog_ВидыЦен`, two registers of prices (a constant says which is alive), the document that sets prices."""

from typing import Final

from services.onec_connector.objects import characteristic, standard
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function

KINDS_KNOWN: Final = Function("Справочник «Виды цен» не опубликован: цены в портал не идут")
KINDS: Final = "Catalog_ВидыЦен"
KIND: Final = BaseObject(
    KINDS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.FOLDER), of=KINDS_KNOWN
)
KIND_CURRENCY: Final = KIND.field("ВалютаЦены_Key")
KIND_WITH_VAT: Final = KIND.field("ЦенаВключаетНДС")
KIND_FOR_SALES: Final = KIND.field("ИспользоватьПриПродаже")
KIND_STATUS: Final = KIND.field("Статус")
KIND_PURPOSE: Final = KIND.field("Назначение")

STATUSES: Final = Enumeration("СтатусыДействияВидовЦен")
IN_FORCE: Final = STATUSES.value("Действует", of=KINDS_KNOWN)
PURPOSES: Final = Enumeration("НазначенияВидовЦен")
COMMON: Final = PURPOSES.value("Общий", of=KINDS_KNOWN)

PRICING_25: Final = "Constant_ИспользуетсяЦенообразование25"
ENGINE_KNOWN: Final = Function(f"{PRICING_25} не опубликована: цены читаются по ценообразованию 2.0")
ENGINE: Final = BaseObject(PRICING_25, also=("Value",), of=ENGINE_KNOWN)

PRICING_25_SINCE: Final = "Constant_ДатаПереходаНаЦенообразование25"
SINCE_KNOWN: Final = Function(
    f"{PRICING_25_SINCE} не опубликована: ценообразование 2.5, если оно включено, считается действующим с первого дня"
)
SINCE: Final = BaseObject(PRICING_25_SINCE, also=("Value",), of=SINCE_KNOWN)

DATED_20: Final = Function(
    "Регистр «Цены номенклатуры» не опубликован: при ценообразовании 2.0 цены в портал не идут, а варианты товаров "
    "узнаются по штрихкодам и продажам"
)
PRICES_20: Final = "InformationRegister_ЦеныНоменклатуры_RecordType"
PRICE_20: Final = BaseObject(PRICES_20, of=DATED_20)
DATED_25: Final = Function(
    "Регистр «Цены номенклатуры (2.5)» не опубликован: при ценообразовании 2.5 цены в портал не идут, "
    "а варианты товаров узнаются по штрихкодам и продажам"
)
PRICES_25: Final = "InformationRegister_ЦеныНоменклатуры25_RecordType"
PRICE_25: Final = BaseObject(PRICES_25, of=DATED_25)


def _of_both(name: str) -> str:
    PRICE_20.field(name)
    return PRICE_25.field(name)


ITEM: Final = _of_both("Номенклатура_Key")
KIND_OF_PRICE: Final = _of_both("ВидЦены_Key")
VALUE: Final = _of_both("Цена")
PACK: Final = _of_both("Упаковка_Key")
CURRENCY: Final = _of_both("Валюта_Key")
CHARACTERISTIC_20: Final = PRICE_20.field("Характеристика_Key")
CHARACTERISTIC_25: Final = PRICE_25.field("ХарактеристикаЦО_Key")
SERIES_25: Final = PRICE_25.field("СерияЦО_Key")
PACK_25: Final = PRICE_25.field("УпаковкаЦО_Key")

FIELDS_20: Final = (ITEM, KIND_OF_PRICE, VALUE, PACK, CURRENCY, CHARACTERISTIC_20)
FIELDS_25: Final = (ITEM, KIND_OF_PRICE, VALUE, PACK, CURRENCY, CHARACTERISTIC_25, SERIES_25, PACK_25)
KEY: Final = (ITEM, CHARACTERISTIC_20, CHARACTERISTIC_25, SERIES_25, PACK_25)
"""What tells the prices of one kind apart, in either register."""
PRICED_AS: Final = characteristic.PRICE_KEY
LAST: Final = "SliceLast"
DOCUMENTS_KNOWN: Final = Function(
    "Документ «Установка цен номенклатуры» не опубликован: цены сравниваются целиком каждые пять минут"
)
DOCUMENTS: Final = "Document_УстановкаЦенНоменклатуры"
DOCUMENT: Final = BaseObject(DOCUMENTS, also=(standard.REF, standard.VERSION), of=DOCUMENTS_KNOWN)

REGISTERS: Final = frozenset({DATED_20, DATED_25})
FUNCTIONS: Final = frozenset({KINDS_KNOWN, ENGINE_KNOWN, SINCE_KNOWN, *REGISTERS, DOCUMENTS_KNOWN})
"""What prices need of a base; a customer who does not carry them over is told of none."""
