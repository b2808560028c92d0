"""Goods and services: items, characteristics, units and packs, VAT rates, price kinds, barcodes, prices."""

from __future__ import annotations

from sandbox.base.schema import EntitySet, catalog, part, register, subordinate

ITEM_FIELDS = """
ЕдиницаИзмерения ref Catalog_УпаковкиЕдиницыИзмерения
Артикул str 50
ВариантОформленияПродажи str 50
ВидНоменклатуры ref
ГруппаДоступа ref
НаименованиеПолное str 1024
ИспользованиеХарактеристик str 50
ИспользоватьУпаковки bool
Качество str 30
КодДляПоиска str 50
Марка ref
НаборУпаковок ref
ГруппаФинансовогоУчета ref
Описание str
ПодакцизныйТовар bool
Производитель ref
СкладскаяГруппа ref
СтавкаНДС ref Catalog_СтавкиНДС
ТипНоменклатуры enum ТипыНоменклатуры
ТоварнаяКатегория ref
ФайлКартинки ref
ЦеноваяГруппа ref
Принципал any Catalog_Партнеры|Catalog_Контрагенты
Контрагент any Catalog_Контрагенты
СтранаПроисхождения ref
"""
EXTRA_ATTRIBUTES = """
Свойство ref
Значение any
ТекстоваяСтрока str
"""
BARCODE_11_4 = "\nПартнер ref Catalog_Партнеры\nПроизводитель ref"


def item(release: str) -> EntitySet:
    """Describe the item; before 11.5 its VAT rate is an enumeration."""
    text = ITEM_FIELDS
    if release == "11.4":
        text = text.replace("СтавкаНДС ref Catalog_СтавкиНДС", "СтавкаНДС enum СтавкиНДС")
    return catalog(
        "Номенклатура",
        text,
        part("ДополнительныеРеквизиты", EXTRA_ATTRIBUTES),
        standard="Code str 11\nParent ref Catalog_Номенклатура\nIsFolder bool",
    )


CHARACTERISTIC = catalog(
    "ХарактеристикиНоменклатуры",
    """
    Owner any Catalog_Номенклатура|Catalog_ВидыНоменклатуры
    НаименованиеПолное str 1024
    """,
    part("ДополнительныеРеквизиты", EXTRA_ATTRIBUTES),
    standard="",
)
# Base units of the classifier and packs of items live in one catalog: units have no owner and carry the OKEI code.
UNIT = catalog(
    "УпаковкиЕдиницыИзмерения",
    """
    Owner any Catalog_Номенклатура|Catalog_НаборыУпаковок
    НаименованиеПолное str 250
    МеждународноеСокращение str 3
    Числитель num
    Знаменатель num
    ТипУпаковки str 30
    ТипИзмеряемойВеличины str 50
    ЕдиницаИзмерения ref Catalog_УпаковкиЕдиницыИзмерения
    """,
    standard="Code str 11\nParent ref Catalog_УпаковкиЕдиницыИзмерения",
)
VAT_RATE = catalog(
    "СтавкиНДС",
    """
    ПеречислениеСтавкаНДС enum СтавкиНДС
    РасчетнаяСтавка bool
    СоответствующаяБазоваяСтавка ref Catalog_СтавкиНДС
    СоответствующаяРасчетнаяСтавка ref Catalog_СтавкиНДС
    Ставка num
    Страна ref Catalog_СтраныМира
    НачалоПериода date
    КонецПериода date
    Основная bool
    """,
    part("ТипыНалогообложенияНДС", "ТипНалогообложенияНДС enum ТипыНалогообложенияНДС"),
    standard="",
)
PRICE_KIND = catalog(
    "ВидыЦен",
    """
    ВалютаЦены ref Catalog_Валюты
    ЦенаВключаетНДС bool
    Статус str 30
    СпособЗаданияЦены str 50
    Идентификатор str 50
    ИспользоватьПриПродаже bool
    """,
    standard="",
)
PRICES = subordinate(
    "ЦеныНоменклатуры",
    """
    Номенклатура ref Catalog_Номенклатура
    Характеристика ref Catalog_ХарактеристикиНоменклатуры
    ВидЦены ref Catalog_ВидыЦен
    """,
    """
    Цена num
    Упаковка ref Catalog_УпаковкиЕдиницыИзмерения
    Валюта ref Catalog_Валюты
    """,
)
PRICES_25 = subordinate(
    "ЦеныНоменклатуры25",
    """
    Номенклатура ref Catalog_Номенклатура
    ХарактеристикаЦО ref
    СерияЦО ref
    УпаковкаЦО ref
    ВидЦены ref Catalog_ВидыЦен
    """,
    """
    Цена num
    Валюта ref Catalog_Валюты
    """,
)


def barcode(release: str) -> EntitySet:
    """Describe the register of barcodes."""
    rest = """
    Номенклатура ref Catalog_Номенклатура
    Характеристика ref Catalog_ХарактеристикиНоменклатуры
    Упаковка ref Catalog_УпаковкиЕдиницыИзмерения
    """
    return register("ШтрихкодыНоменклатуры", "Штрихкод str 200" + (BARCODE_11_4 if release == "11.4" else ""), rest)
