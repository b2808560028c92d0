"""The price of a sale's row in the simulated base: fills `Цена` and `ВидЦены` as 1C's form does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal

from sandbox.base import relative_rates
from sandbox.base.fill import RUSSIA
from sandbox.base.infobase import Infobase, Row
from sandbox.base.packs import ratio
from sandbox.base.schema import EMPTY_GUID

CENT = Decimal("0.01")
WITHOUT_DUST = Context(prec=24)  # of divisions: 0.01 for 1/7 is 0.035 for 1/2, and that is 0.04
REGISTER, REGISTER_25 = (
    f"InformationRegister_{name}_RecordType" for name in ("ЦеныНоменклатуры", "ЦеныНоменклатуры25")
)
RATES_OF_ITEMS = "InformationRegister_СтавкиНДСНоменклатуры"
# The words of `ВариантРасчетаЦен`; what it does not name does not count, however it is filled.
HEADER, GROUPS = "ВидЦенВШапке", "ВидыЦенПоЦеновымГруппам"
ITEM_KINDS, FIXED = "ВидыЦенПоНоменклатуре", "УточненныеЦеныПоНоменклатуре"
KEY_OF_CHARACTERISTIC = "ХарактеристикаНоменклатурыДляЦенообразования_Key"
UNUSED = "НеИспользовать"


@dataclass(frozen=True)
class Asked:
    """A row of a sale in the simulated base before it has a price; references throughout, empty ones for none."""

    partner: str
    agreement: str
    item: str
    characteristic: str
    pack: str
    day: date
    currency: str
    vat_included: bool


@dataclass(frozen=True)
class Filled:
    """A price that 1C's form fills for one pack; 0 where 1C has none. `kind` is empty for a fixed one and for none."""

    price: Decimal = Decimal(0)
    kind: str = EMPTY_GUID
    source: str = "none"


def fill_price(base: Infobase, asked: Asked) -> Filled:
    """Price a row of a sale for a client as 1C's form does."""
    agreement = base.get("Catalog_СоглашенияСКлиентами", asked.agreement)
    modern = base.prices_by_25(asked.day)
    if agreement and not modern and (row := _fixed(agreement, asked)):
        price = row["Цена"] / ratio(base, asked.item, row["Упаковка_Key"])
        included = agreement["ЦенаВключаетНДС"]
        return Filled(_brought(base, asked, price, agreement["Валюта_Key"], included=included), source="fixed")
    for source, kind in _kinds(base, asked, agreement, modern=modern):
        if (row := _slice(base, asked, kind)) is None:
            continue
        withdrawn = row["Цена"] <= 0  # it ends the search, while a price that is rounded to nothing is one still
        return Filled() if withdrawn else Filled(_of_kind(base, asked, kind, row), kind, source)
    return Filled()


def vat_percent(base: Infobase, item: str, day: date) -> Decimal:
    """Return an item's VAT percent on a day, as 1C's form prices a row: by register, else by its card; 0 without."""
    until = datetime.combine(day, time.max)
    written = [
        row
        for row in base.rows(RATES_OF_ITEMS)
        if row["Номенклатура_Key"] == item and row["Страна_Key"] in {RUSSIA, EMPTY_GUID} and row["Period"] <= until
    ]
    holder = max(written, key=_period) if written else base.get("Catalog_Номенклатура", item) or {}
    rate = base.get("Catalog_СтавкиНДС", holder.get("СтавкаНДС_Key", EMPTY_GUID))
    return Decimal(rate["Ставка"]) if rate else Decimal(0)


def _goods_row(agreement: Row, asked: Asked) -> Row | None:
    wanted = (asked.item, asked.characteristic)
    return next(
        (row for row in agreement["Товары"] if (row["Номенклатура_Key"], row["Характеристика_Key"]) == wanted), None
    )


def _fixed(agreement: Row, asked: Asked) -> Row | None:
    row = _goods_row(agreement, asked) if FIXED in agreement["ВариантРасчетаЦен"] else None
    return row if row and row["Цена"] > 0 else None


def _kinds(base: Infobase, asked: Asked, agreement: Row | None, *, modern: bool) -> Iterator[tuple[str, str]]:
    """Yield the price kinds of 1C to look into: the old engine chooses one and asks no further, the new one goes on."""
    if modern:
        yield from _modern_kinds(base, asked, agreement)
    elif agreement:
        yield from [one for one in _old_kinds(base, asked, agreement) if one[1] != EMPTY_GUID][:1]


def _old_kinds(base: Infobase, asked: Asked, agreement: Row) -> Iterator[tuple[str, str]]:
    variant = agreement["ВариантРасчетаЦен"]
    goods = _goods_row(agreement, asked)
    if goods and ITEM_KINDS in variant:
        yield "item", goods["ВидЦены_Key"]
    item = base.get("Catalog_Номенклатура", asked.item) or {}
    group = item.get("ЦеноваяГруппа_Key", EMPTY_GUID)
    if GROUPS in variant and group != EMPTY_GUID:
        yield from (
            ("group", row["ВидЦен_Key"]) for row in agreement["ЦеновыеГруппы"] if row["ЦеноваяГруппа_Key"] == group
        )
    if HEADER in variant:
        yield "agreement", agreement["ВидЦен_Key"]


def _modern_kinds(base: Infobase, asked: Asked, agreement: Row | None) -> Iterator[tuple[str, str]]:
    if agreement is None:
        partner = base.get("Catalog_Партнеры", asked.partner) or {}
        yield "partner_individual", partner.get("ИндивидуальныйВидЦены_Key", EMPTY_GUID)
        yield "partner", partner.get("ВидЦен_Key", EMPTY_GUID)
    else:  # `ВариантРасчетаЦен` is computed without a look at the individual kind, which is asked whatever it says
        yield "individual", agreement["ИндивидуальныйВидЦены_Key"]
        if HEADER in agreement["ВариантРасчетаЦен"]:
            yield "agreement", agreement["ВидЦен_Key"]


def _of_kind(base: Infobase, asked: Asked, kind: str, row: Row) -> Decimal:
    price = row["Цена"] / ratio(base, asked.item, row["Упаковка_Key"])
    included = (base.get("Catalog_ВидыЦен", kind) or {}).get("ЦенаВключаетНДС", True)
    return _brought(base, asked, price, row["Валюта_Key"], included=included)


def _slice(base: Infobase, asked: Asked, kind: str) -> Row | None:
    """Return the row of prices in force at the day's end, by exactly the key; a price of 0 ends the one before it."""
    if kind == EMPTY_GUID:
        return None
    if base.prices_by_25(asked.day):
        return _newest(base, REGISTER_25, {"ВидЦены_Key": kind, **_price_key(base, asked)}, asked.day)
    key = {"ВидЦены_Key": kind, "Номенклатура_Key": asked.item, "Характеристика_Key": asked.characteristic}
    return _newest(base, REGISTER, key, asked.day)


def _price_key(base: Infobase, asked: Asked) -> dict[str, str]:
    item = base.get("Catalog_Номенклатура", asked.item) or {}
    settings = base.get("Catalog_ВидыНоменклатуры", item.get("ВидНоменклатуры_Key", EMPTY_GUID)) or {}
    characteristic = base.get("Catalog_ХарактеристикиНоменклатуры", asked.characteristic) or {}
    parts = {
        "Номенклатура_Key": ("Номенклатуре", asked.item),
        "ХарактеристикаЦО_Key": ("Характеристике", characteristic.get(KEY_OF_CHARACTERISTIC, EMPTY_GUID)),
        "СерияЦО_Key": ("Серии", EMPTY_GUID),
        "УпаковкаЦО_Key": ("Упаковке", asked.pack),
    }
    return {
        name: EMPTY_GUID if settings.get(f"НастройкиКлючаЦенПо{by}") == UNUSED else value
        for name, (by, value) in parts.items()
    }


def _newest(base: Infobase, register: str, key: dict[str, str], day: date) -> Row | None:
    until = datetime.combine(day, time.max)
    rows = [
        row
        for row in base.rows(register)
        if row["Period"] <= until and all(row[name] == value for name, value in key.items())
    ]
    return max(rows, key=_moment, default=None)


def _brought(base: Infobase, asked: Asked, price: Decimal, currency: str, *, included: bool) -> Decimal:
    """Bring a price of one base unit to the row's pack and currency, with VAT or without; rounded once."""
    price *= ratio(base, asked.item, asked.pack) * relative_rates.between(base, currency, asked.currency, asked.day)
    factor = 1 + vat_percent(base, asked.item, asked.day) / 100
    if included != asked.vat_included:
        price = price / factor if included else price * factor
    return WITHOUT_DUST.plus(price).quantize(CENT, ROUND_HALF_UP)


def _moment(row: Row) -> tuple[object, int]:
    return row["Period"], row["LineNumber"]


def _period(row: Row) -> datetime:
    found: datetime = row["Period"]
    return found
