"""`Catalog_Номенклатура`: a product, with its characteristics, packs, barcodes and VAT rates by day."""

from typing import Final, NamedTuple

from services.onec_connector.objects import standard
from services.onec_connector.objects.client_price import CLIENT_PRICES
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function

SET: Final = "Catalog_Номенклатура"
METADATA_NAME: Final = "Справочник.Номенклатура"
ITEM: Final = BaseObject(
    SET,
    also=(
        standard.REF,
        standard.VERSION,
        standard.DESCRIPTION,
        standard.MARKED,
        standard.FOLDER,
        standard.PARENT,
    ),
)
ARTICLE: Final = ITEM.field("Артикул")
UNIT: Final = ITEM.field("ЕдиницаИзмерения_Key")
KIND: Final = ITEM.field("ТипНоменклатуры")
CHARACTERISTICS_USED: Final = ITEM.field("ИспользованиеХарактеристик")

PRICE_GROUP: Final = ITEM.field("ЦеноваяГруппа_Key", of=CLIENT_PRICES)
RATE_OF_CARD: Final = ITEM.field("СтавкаНДС_Key")

SERVICES: Final = frozenset({"Услуга", "Работа"})
KIT: Final = "Набор"
NO_CHARACTERISTICS: Final = frozenset({"", "НеИспользовать"})

CHARACTERISTICS: Final = "Catalog_ХарактеристикиНоменклатуры"
CHARACTERISTIC: Final = BaseObject(
    CHARACTERISTICS, also=(standard.REF, standard.VERSION, standard.DESCRIPTION, standard.MARKED)
)

PACKS: Final = "Catalog_УпаковкиЕдиницыИзмерения"
PACK: Final = BaseObject(PACKS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.CODE))
MEASURE: Final = PACK.field("ТипИзмеряемойВеличины")
"""What tells packs from units: both have an owner, every unit of the classifier a predefined set of packs."""
MEASURES: Final = Enumeration("ТипыИзмеряемыхВеличин")
PACKED: Final = MEASURES.value("Упаковка")
PIECES: Final = MEASURES.value("КоличествоШтук")
NUMERATOR: Final = PACK.field("Числитель")
DENOMINATOR: Final = PACK.field("Знаменатель")


class Measured(NamedTuple):
    """Fields of a card that say how much one base unit weighs or measures: `numerator` / `denominator` of `unit`."""

    used: str
    unit: str
    numerator: str
    denominator: str


def _measured(quantity: str) -> Measured:
    fields = (f"{quantity}{part}" for part in ("Использовать", "ЕдиницаИзмерения_Key", "Числитель", "Знаменатель"))
    return Measured(*(ITEM.field(name) for name in fields))


MEASURED: Final = {one: _measured(one) for one in map(MEASURES.value, ("Вес", "Объем", "Площадь", "Длина"))}
"""By what is measured; other quantities (time, energy) are those of the item's own unit."""

BARCODES: Final = "InformationRegister_ШтрихкодыНоменклатуры"
BARCODE_ROW: Final = BaseObject(BARCODES)
BARCODE: Final = BARCODE_ROW.field("Штрихкод")
BARCODE_ITEM: Final = BARCODE_ROW.field("Номенклатура_Key")
BARCODE_CHARACTERISTIC: Final = BARCODE_ROW.field("Характеристика_Key")
BARCODE_PACK: Final = BARCODE_ROW.field("Упаковка_Key")

DATED_RATES: Final = Function(
    "Регистр «Ставки НДС номенклатуры» не опубликован: в портал идёт ставка из карточки товара, а не действующая"
)
RATES: Final = "InformationRegister_СтавкиНДСНоменклатуры"
RATE_ROW: Final = BaseObject(RATES, of=DATED_RATES)
RATE_SINCE: Final = RATE_ROW.field("Period")
RATE_ITEM: Final = RATE_ROW.field("Номенклатура_Key")
RATE_COUNTRY: Final = RATE_ROW.field("Страна_Key")
RATE: Final = RATE_ROW.field("СтавкаНДС_Key")
