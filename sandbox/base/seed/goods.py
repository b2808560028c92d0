"""Seeds the base with units, VAT rates, price kinds, items, barcodes and prices."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sandbox.base.fill import RUSSIA
from sandbox.base.infobase import Infobase, Row
from sandbox.base.packs import measures_of
from sandbox.base.releases.table import values
from sandbox.base.schema import EMPTY_GUID
from sandbox.base.seed.writing import add
from sandbox.dataset import Dataset, Item, PriceKind, guid_of

RATES = "Catalog_СтавкиНДС"
KINDS = "Catalog_ВидыНоменклатуры"
KIND, KIND_OF_SERVICES = guid_of("item-kind:1"), guid_of("item-kind:2")
UNITS = "Catalog_УпаковкиЕдиницыИзмерения"
UNITS_OF_THE_BASE = guid_of("pack-set:БазовыеЕдиницыИзмерения")
RATES_OF_ITEMS = "InformationRegister_СтавкиНДСНоменклатуры"
PRICED = datetime(2026, 1, 1)  # noqa: DTZ001 - the platform's dates carry no zone
PRICES_SET_BY = guid_of("price-document:1")
PRICE_DOCUMENTS = "Document_УстановкаЦенНоменклатуры"
PRICE_DOCUMENT = f"StandardODATA.{PRICE_DOCUMENTS}"
PRICES = ("InformationRegister_ЦеныНоменклатуры_RecordType", "InformationRegister_ЦеныНоменклатуры25_RecordType")
UNUSED = "НеИспользовать"
CENT = Decimal("0.01")
TAXED, EXEMPT = "ПродажаОблагаетсяНДС", "ПродажаНеОблагаетсяНДС"
EXPORT, REDUCED = "ПродажаНаЭкспорт", "ЛьготноеНалогообложениеНДСНаУСН"


class Vat(NamedTuple):
    """A VAT rate of the seed as 1C creates it: name, value of the old enumeration, period, regimes."""

    name: str
    old: str
    since: str = ""
    until: str = ""
    regimes: tuple[str, ...] = (TAXED,)
    main: bool = False


class Measure(NamedTuple):
    """What a unit of the seed's classifier measures: the quantity, and how many of its SI units are in one."""

    of: str
    numerator: int = 0
    denominator: int = 0


PACKED, PIECES = "Упаковка", Measure("КоличествоШтук")
# By OKEI code, as the configuration fills its classifier; a unit of pieces has no ratio, nor has one it does not know.
MEASURES = {
    "006": Measure("Длина", 1, 1),
    "055": Measure("Площадь", 1, 1),
    "112": Measure("Объем", 1, 1000),
    "166": Measure("Вес", 1, 1),
    "168": Measure("Вес", 1000, 1),
    "356": Measure("Время", 3600, 1),
    "796": PIECES,
}

# By percent; the main rate is 22 % since 2026.
VAT: dict[str, Vat] = {
    "22": Vat("22%", "НДС22", "2026-01-01", main=True),
    "20": Vat("20%", "НДС20", "2019-01-01", "2025-12-31", main=True),
    "18": Vat("18%", "НДС18", "2004-01-01", "2018-12-31", main=True),
    "10": Vat("10%", "НДС10"),
    "7": Vat("7%", "НДС7", "2025-01-01", regimes=(TAXED, REDUCED)),
    "5": Vat("5%", "НДС5", "2025-01-01", regimes=(TAXED, REDUCED)),
    "0": Vat("0%", "НДС0", regimes=(TAXED, EXPORT)),
    "none": Vat("Без НДС", "БезНДС", regimes=(TAXED, EXEMPT)),
}
# Rates of the tax within a sum, for advances: «22/122» has the same `Ставка` as «22%».
WITHIN = ("22", "20", "18", "10", "7", "5")


def vat_key(rate: Decimal | None) -> str:
    """Return the name of a VAT rate from which its guid in the seed is made."""
    return "none" if rate is None else f"{rate.normalize():f}"


def vat_guid(rate: Decimal | None) -> str:
    """Return the guid of a VAT rate of the seed in Catalog_СтавкиНДС; None is «Без НДС»."""
    return _vat_guid(vat_key(rate))


def _vat_guid(key: str) -> str:
    return guid_of(f"vat-rate:{key}")


def unit_guid(code: str) -> str:
    """Return the guid of a unit of the seed by its OKEI code."""
    return guid_of(f"unit:{code}")


def _kinds(base: Infobase) -> None:
    for guid, name, of, sold in (
        (KIND, "Товары", "Товар", "РеализацияТоваровУслуг"),
        (KIND_OF_SERVICES, "Услуги", "Услуга", "АктВыполненныхРабот"),
    ):
        shared = {f"{one}_Key": guid_of(f"item-{one}:1") for one in ("ГруппаДоступа", "ГруппаФинансовогоУчета")}
        add(
            base,
            KINDS,
            guid,
            Description=name,
            ТипНоменклатуры=of,
            ВариантОформленияПродажи=sold,
            ИспользованиеХарактеристик="НеИспользовать",
            ОсобенностьУчета="БезОсобенностейУчета",
            ЕдиницаИзмерения_Key=unit_guid("796"),
            **_price_key(base),
            **shared,
            **rate_of(base, Decimal(22)),
        )


def _price_key(base: Infobase) -> Row:
    """Return the settings of a seeded item kind by which pricing 2.5 keys its prices; 11.4 has none."""
    used = {"Номенклатуре": "Использовать", "Характеристике": "Использовать", "Серии": UNUSED, "Упаковке": UNUSED}
    known = base.schema[KINDS].by_name
    return {f"НастройкиКлючаЦенПо{by}": one for by, one in used.items() if f"НастройкиКлючаЦенПо{by}" in known}


def plant(base: Infobase, company: Dataset, currency: str) -> None:
    """Write the items of the made-up company into the base, and all that they need."""
    _rates(base)
    _kinds(base)
    for code, name in sorted({(item.unit.code, item.unit.name) for item in company.items}):
        add_unit(base, code, name)
    for kind in company.price_kinds:
        add(
            base,
            "Catalog_ВидыЦен",
            kind.guid,
            Description=kind.name,
            ВалютаЦены_Key=currency,
            ЦенаВключаетНДС=kind.vat_included,
            Статус="Действует",
            СпособЗаданияЦены="Вручную",
            ИспользоватьПриПродаже=True,
        )
    for item in company.items:
        if item.known_to_onec:
            add_item(base, item)
            for price_kind in company.price_kinds:
                price = price_of(item, price_kind)
                set_price(base, item.guid, price_kind.guid, price, currency)
    save_price_document(base, PRICES_SET_BY, PRICED)


def add_unit(base: Infobase, code: str, name: str) -> None:
    """Write a unit into the seed as 1C does from its classifier: all belong to a predefined set of packs."""
    measure = MEASURES.get(code, PIECES)
    owner = {"Owner": UNITS_OF_THE_BASE, "Owner_Type": "StandardODATA.Catalog_НаборыУпаковок"}
    size = {"Числитель": Decimal(measure.numerator), "Знаменатель": Decimal(measure.denominator)}
    add(base, UNITS, unit_guid(code), Code=code, Description=name, ТипИзмеряемойВеличины=measure.of, **owner, **size)


def _rates(base: Infobase) -> None:
    if base.old:
        return
    for key, one in VAT.items():
        within = guid_of(f"vat-rate:{key}/within")
        known = values(
            base.release, "СтавкиНДС"
        )  # a rate that is younger than the release has no word of its own there
        row: Row = {"Ставка": Decimal(0 if key == "none" else key)} | _rate(base.release, one)
        if key in WITHIN:
            name, old = f"{key}/1{int(key):02}", f"{one.old}_1{int(key):02}"
            main = {"Description": name, "Основная": False, "РасчетнаяСтавка": True}
            main |= {"ПеречислениеСтавкаНДС": old if old in known else ""}
            add(base, RATES, within, **row | main, СоответствующаяБазоваяСтавка_Key=_vat_guid(key))
            row["СоответствующаяРасчетнаяСтавка_Key"] = within
        predefined = {"Predefined": True, "PredefinedDataName": one.old} if key == "none" else {}
        row["ПеречислениеСтавкаНДС"] = one.old if one.old in known else ""
        add(base, RATES, _vat_guid(key), **row, **predefined)


def _rate(release: str, one: Vat) -> Row:
    period = {"НачалоПериода": one.since, "КонецПериода": one.until}
    regimes = [regime for regime in one.regimes if regime in values(release, "ТипыНалогообложенияНДС")]
    return {
        "Description": one.name,
        "Страна_Key": RUSSIA,
        "Основная": one.main,
        "ТипыНалогообложенияНДС": [{"ТипНалогообложенияНДС": regime} for regime in regimes],
        **{name: datetime.fromisoformat(text) for name, text in period.items() if text},
    }


def rate_of(base: Infobase, percent: Decimal | None) -> Row:
    """Return a VAT rate as a field of a seeded item or row holds it; 11.4 knows no rates younger than itself."""
    old = VAT[vat_key(percent)].old
    known = old if old in values(base.release, "СтавкиНДС") else "НДС20"
    return {"СтавкаНДС": known} if base.old else {"СтавкаНДС_Key": vat_guid(percent)}


def add_item(base: Infobase, item: Item) -> Row:
    """Write an item of the seed with its characteristics, packs and barcode."""
    row = add(
        base,
        "Catalog_Номенклатура",
        item.guid,
        Code=item.code[:11],
        Description=item.name,
        НаименованиеПолное=item.name,
        Артикул=item.article,
        ЕдиницаИзмерения_Key=unit_guid(item.unit.code),
        ТипНоменклатуры="Товар" if item.kind == "goods" else "Услуга",
        ВидНоменклатуры_Key=KIND if item.kind == "goods" else KIND_OF_SERVICES,
        ИспользованиеХарактеристик="ИндивидуальныеДляНоменклатуры" if item.characteristics else "НеИспользовать",
        ИспользоватьУпаковки=bool(item.packs),
        Качество="Новый",
        **rate_of(base, item.vat_rate),
        **measures_of(base, unit_guid(item.unit.code), goods=item.kind == "goods"),
    )
    owner = {"Owner": item.guid, "Owner_Type": "StandardODATA.Catalog_Номенклатура"}
    for one in item.characteristics:
        add(base, "Catalog_ХарактеристикиНоменклатуры", one.guid, Description=one.name, **owner)
    for pack in item.packs:
        ratio = {"Числитель": Decimal(pack.ratio), "Знаменатель": Decimal(1)}
        unit = unit_guid(item.unit.code)
        kind = {"ТипУпаковки": "Конечная", "ЕдиницаИзмерения_Key": unit, "ТипИзмеряемойВеличины": PACKED}
        add(base, UNITS, pack.guid, Description=pack.name, **owner, **ratio, **kind)
    if item.barcode:
        add_barcode(base, item.barcode, item.guid)
    set_rate(base, item.guid, item.vat_rate, PRICED)
    return row


def set_rate(base: Infobase, item: str, percent: Decimal | None, since: datetime) -> None:
    """Write the VAT rate of a seeded item into the register, in force from a day; 11.4 has no such register."""
    if RATES_OF_ITEMS not in base.schema:
        return
    day = since.replace(hour=0, minute=0, second=0, microsecond=0)
    row = base.blank(base.schema[RATES_OF_ITEMS]) | {"Period": day, "Номенклатура_Key": item, "Страна_Key": RUSSIA}
    base.commit(RATES_OF_ITEMS, row | rate_of(base, percent))


def add_barcode(
    base: Infobase, barcode: str, item: str, characteristic: str = EMPTY_GUID, *, pack: str = EMPTY_GUID
) -> None:
    """Register a barcode of a seeded item, or of one in a characteristic, in its base unit or in a pack."""
    entity_set = base.schema["InformationRegister_ШтрихкодыНоменклатуры"]
    base.commit(
        entity_set.name,
        base.blank(entity_set)
        | {
            "Штрихкод": barcode,
            "Номенклатура_Key": item,
            "Характеристика_Key": characteristic,
            "Упаковка_Key": pack,
        },
    )


def price_of(item: Item, kind: PriceKind) -> Decimal:
    """Return the price of a seeded item in a kind, without VAT where the kind says so."""
    price = item.price * kind.factor
    if not kind.vat_included:
        price = price * 100 / (100 + (item.vat_rate or Decimal(0)))
    return price.quantize(CENT, ROUND_HALF_UP)


def set_price(
    base: Infobase, item: str, kind: str, price: Decimal, currency: str, characteristic: str = EMPTY_GUID
) -> None:
    """Write a seeded price into the register that is alive, in force from now (at the start: from the new year)."""
    period = base.clock.now() if base.user != EMPTY_GUID else PRICED
    modern = base.prices_by_25(period.date())
    number = len(base.tables[PRICES[modern]]) + 1
    of_characteristic = "ХарактеристикаЦО_Key" if modern else "Характеристика_Key"
    values: Row = {"Номенклатура_Key": item, "ВидЦены_Key": kind, "Цена": price, "Валюта_Key": currency}
    write_price(base, PRICES_SET_BY, number, period, values | {of_characteristic: characteristic})
    if base.get(PRICE_DOCUMENTS, PRICES_SET_BY):
        save_price_document(base, PRICES_SET_BY, period)


def save_price_document(base: Infobase, guid: str, dated: datetime, *, posted: bool = True) -> None:
    """Save a document of the seed that sets prices; its rows are the register's."""
    row = base.copy(PRICE_DOCUMENTS, guid) or base.blank(base.schema[PRICE_DOCUMENTS]) | {"Ref_Key": guid}
    base.commit(PRICE_DOCUMENTS, row | {"Date": dated, "Posted": posted, "Статус": "Согласован"})


def write_price(base: Infobase, document: str, number: int, period: datetime, values: Row) -> None:
    """Write a row of a seeded document that sets prices into the register that is alive."""
    entity_set = base.schema[PRICES[base.prices_by_25(period.date())]]
    own = {"Recorder": document, "Recorder_Type": PRICE_DOCUMENT, "LineNumber": number, "Active": True}
    base.commit(entity_set.name, base.blank(entity_set) | own | {"Period": period} | values)
