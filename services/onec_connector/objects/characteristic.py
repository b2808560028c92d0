"""Which items 1C prices by characteristic."""

from typing import Final

from services.onec_connector.objects import item
from services.onec_connector.objects.declared import BaseObject, Function

PRICED: Final = Function(
    "Регистр «Цены номенклатуры» не опубликован: варианты товаров узнаются по штрихкодам и продажам"
)
PRICES: Final = "InformationRegister_ЦеныНоменклатуры_RecordType"
PRICE_ROW: Final = BaseObject(PRICES, of=PRICED)
PRICED_ITEM: Final = PRICE_ROW.field("Номенклатура_Key")
PRICED_CHARACTERISTIC: Final = PRICE_ROW.field("Характеристика_Key")

PRICED_25: Final = Function(
    "Регистр «Цены номенклатуры (2.5)» не опубликован: варианты товаров узнаются по штрихкодам и продажам"
)
PRICES_25: Final = "InformationRegister_ЦеныНоменклатуры25_RecordType"
PRICE_ROW_25: Final = BaseObject(PRICES_25, of=PRICED_25)
PRICED_ITEM_25: Final = PRICE_ROW_25.field(PRICED_ITEM)
PRICED_KEY: Final = PRICE_ROW_25.field("ХарактеристикаЦО_Key")
"""What pricing 2.5 tells characteristics apart by: several may have one, and cost the same."""
PRICE_KEY: Final = item.CHARACTERISTIC.field("ХарактеристикаНоменклатурыДляЦенообразования_Key", of=PRICED_25)
OWNER: Final = item.CHARACTERISTIC.field("Owner", of=PRICED_25)
OWNER_TYPE: Final = item.CHARACTERISTIC.field("Owner_Type", of=PRICED_25)
OWNED_BY_ITEM: Final = f"StandardODATA.{item.SET}"
LAST: Final = "SliceLast"
