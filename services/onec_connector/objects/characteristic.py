"""Which items 1C prices by characteristic."""

from typing import Final

from services.onec_connector.objects.declared import BaseObject, Function

PRICED: Final = Function(
    "Регистр «Цены номенклатуры» не опубликован: варианты товаров узнаются по штрихкодам и продажам"
)
PRICES: Final = "InformationRegister_ЦеныНоменклатуры_RecordType"
PRICE_ROW: Final = BaseObject(PRICES, of=PRICED)
PRICED_ITEM: Final = PRICE_ROW.field("Номенклатура_Key")
PRICED_CHARACTERISTIC: Final = PRICE_ROW.field("Характеристика_Key")
LAST: Final = "SliceLast"
