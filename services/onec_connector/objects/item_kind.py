"""`Catalog_ВидыНоменклатуры`: a kind of item, what a new item takes from it, and its parts of the price key."""

from typing import Final

from services.onec_connector.objects import item, standard
from services.onec_connector.objects.declared import BaseObject, Enumeration, Function

NEW_ITEMS: Final = Function(
    "Справочник «Виды номенклатуры» не опубликован: новые товары портала в 1С не заводятся (R10), а есть ли при "
    "ценообразовании 2.5 у упаковок и характеристик свои цены, неизвестно"
)
KINDS: Final = "Catalog_ВидыНоменклатуры"
KIND: Final = BaseObject(
    KINDS, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.FOLDER), of=NEW_ITEMS
)


def _of_both(name: str) -> str:
    item.ITEM.field(name, of=NEW_ITEMS)
    return KIND.field(name)


REPORT_UNIT: Final = _of_both("ЕдиницаДляОтчетов_Key")
REPORT_RATIO: Final = _of_both("КоэффициентЕдиницыДляОтчетов")
COPIED: Final = (
    KIND.field(item.KIND),
    KIND.field(item.CHARACTERISTICS_USED),
    KIND.field(item.UNIT),
    KIND.field(item.RATE_OF_CARD),
    REPORT_UNIT,
    REPORT_RATIO,
    _of_both("ВариантОформленияПродажи"),
    _of_both("ВладелецХарактеристик_Key"),
    _of_both("ВладелецСерий_Key"),
    _of_both("ВладелецТоварныхКатегорий_Key"),
    _of_both("ОсобенностьУчета"),
    _of_both("ГруппаДоступа_Key"),
    _of_both("ЦеноваяГруппа_Key"),
    _of_both("ГруппаФинансовогоУчета_Key"),
    _of_both("СкладскаяГруппа_Key"),
    _of_both("НаборУпаковок_Key"),
    _of_both("ИспользоватьУпаковки"),
)
"""What a new item takes from its kind."""

KEY_BY_ITEM: Final = KIND.field("НастройкиКлючаЦенПоНоменклатуре")
KEY_BY_CHARACTERISTIC: Final = KIND.field("НастройкиКлючаЦенПоХарактеристике")
KEY_BY_SERIES: Final = KIND.field("НастройкиКлючаЦенПоСерии")
KEY_BY_PACK: Final = KIND.field("НастройкиКлючаЦенПоУпаковке")
KEY_PARTS: Final = Enumeration("ВариантОтбораДляКлючаЦен")
KEY_UNUSED: Final = KEY_PARTS.value("НеИспользовать", of=NEW_ITEMS)

KIND_OF_ITEM: Final = item.ITEM.field("ВидНоменклатуры_Key", of=NEW_ITEMS)
FULL_NAME: Final = item.ITEM.field("НаименованиеПолное", of=NEW_ITEMS)
QUALITY: Final = item.ITEM.field("Качество", of=NEW_ITEMS)
QUALITIES: Final = Enumeration("ГрадацииКачества")
NEW: Final = QUALITIES.value("Новый", of=NEW_ITEMS)

NAME_LENGTH: Final = 100
FULL_NAME_LENGTH: Final = 1024
ARTICLE_LENGTH: Final = 50
