"""`Catalog_Номенклатура`: a product, with its characteristics, packs and barcodes."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject

SET: Final = "Catalog_Номенклатура"
ITEM: Final = BaseObject(SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.FOLDER))
ARTICLE: Final = ITEM.field("Артикул")
UNIT: Final = ITEM.field("ЕдиницаИзмерения_Key")
KIND: Final = ITEM.field("ТипНоменклатуры")
CHARACTERISTICS_USED: Final = ITEM.field("ИспользованиеХарактеристик")

SERVICES: Final = frozenset({"Услуга", "Работа"})
KIT: Final = "Набор"
NO_CHARACTERISTICS: Final = frozenset({"", "НеИспользовать"})

CHARACTERISTICS: Final = "Catalog_ХарактеристикиНоменклатуры"
CHARACTERISTIC: Final = BaseObject(CHARACTERISTICS, also=(standard.REF, standard.DESCRIPTION))

PACKS: Final = "Catalog_УпаковкиЕдиницыИзмерения"
PACK: Final = BaseObject(PACKS, also=(standard.REF, standard.DESCRIPTION, standard.CODE))
NUMERATOR: Final = PACK.field("Числитель")
DENOMINATOR: Final = PACK.field("Знаменатель")

BARCODES: Final = "InformationRegister_ШтрихкодыНоменклатуры"
BARCODE_ROW: Final = BaseObject(BARCODES)
BARCODE: Final = BARCODE_ROW.field("Штрихкод")
BARCODE_ITEM: Final = BARCODE_ROW.field("Номенклатура_Key")
BARCODE_CHARACTERISTIC: Final = BARCODE_ROW.field("Характеристика_Key")
