"""What 1C's pricing 2.5 tells an item's characteristics apart by; the registers of prices are in `price`."""

from typing import Final

from services.onec_connector.objects import item
from services.onec_connector.objects.declared import Function

KEYED: Final = Function(
    "У характеристик номенклатуры нет ключа ценообразования 2.5: варианты товаров узнаются по штрихкодам и продажам"
)
PRICE_KEY: Final = item.CHARACTERISTIC.field("ХарактеристикаНоменклатурыДляЦенообразования_Key", of=KEYED)
"""Several characteristics may have one, and cost the same."""
OWNER: Final = item.CHARACTERISTIC.field("Owner", of=KEYED)
OWNER_TYPE: Final = item.CHARACTERISTIC.field("Owner_Type", of=KEYED)
OWNED_BY_ITEM: Final = f"StandardODATA.{item.SET}"
