"""`Catalog_Номенклатура`: a product, with its characteristics, packs and barcodes."""

from typing import Final

SET: Final = "Catalog_Номенклатура"
ARTICLE: Final = "Артикул"
UNIT: Final = "ЕдиницаИзмерения_Key"
KIND: Final = "ТипНоменклатуры"
VAT_RATE: Final = "СтавкаНДС_Key"
CHARACTERISTICS_USED: Final = "ИспользованиеХарактеристик"

SERVICES: Final = frozenset({"Услуга", "Работа"})
KIT: Final = "Набор"
NO_CHARACTERISTICS: Final = frozenset({"", "НеИспользовать"})

CHARACTERISTICS: Final = "Catalog_ХарактеристикиНоменклатуры"

PACKS: Final = "Catalog_УпаковкиЕдиницыИзмерения"
NUMERATOR: Final = "Числитель"
DENOMINATOR: Final = "Знаменатель"

BARCODES: Final = "InformationRegister_ШтрихкодыНоменклатуры"
BARCODE: Final = "Штрихкод"
BARCODE_ITEM: Final = "Номенклатура_Key"
BARCODE_CHARACTERISTIC: Final = "Характеристика_Key"
