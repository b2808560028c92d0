"""How many base units are in a pack or a unit of an item, as 1C computes it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sandbox.base.infobase import Infobase, Row

UNITS = "Catalog_УпаковкиЕдиницыИзмерения"
ITEMS = "Catalog_Номенклатура"
MEASURES = ("Вес", "Объем", "Площадь", "Длина")
STEP = Decimal("0.001")
ONE = Decimal(1)


def ratio(base: Infobase, item: str, pack: str) -> Decimal:
    """Return how many base units of an item a pack, or another unit, of the simulated base holds.

    1 without a pack, and for what the card does not measure.
    """
    row = base.get(UNITS, pack)
    if row is None or row["ТипИзмеряемойВеличины"] in {"КоличествоШтук", ""}:
        return ONE
    if row["ТипИзмеряемойВеличины"] == "Упаковка":
        return _size(row)
    card = base.get(ITEMS, item) or {}
    return _size(row) / _measured(base, card, row["ТипИзмеряемойВеличины"]) if _knows(base, card, row) else ONE


def quantity_of(base: Infobase, line: Row) -> Decimal:
    """Return the quantity of an order's row in base units, as 1C's form fills it from the number of packs."""
    packs: Decimal = line["КоличествоУпаковок"] * ratio(base, line["Номенклатура_Key"], line["Упаковка_Key"])
    kept = packs.quantize(STEP, ROUND_HALF_UP)
    return packs if packs == kept else kept


def measures_of(base: Infobase, unit: str, *, goods: bool) -> Row:
    """Return the measures of an item by its own unit, which 1C fills before it writes the card."""
    row = base.get(UNITS, unit)
    measure = row["ТипИзмеряемойВеличины"] if row and goods else ""
    if measure not in MEASURES:
        return {}
    said = {"Использовать": True, "ЕдиницаИзмерения_Key": unit, "Числитель": ONE, "Знаменатель": ONE}
    return {f"{measure}{part}": value for part, value in said.items()}


def _size(row: Row) -> Decimal:
    return Decimal(row["Числитель"]) / (Decimal(row["Знаменатель"]) or 1)


def _knows(base: Infobase, card: Row, row: Row) -> bool:
    measure = row["ТипИзмеряемойВеличины"]
    if measure not in MEASURES:
        own = base.get(UNITS, card.get("ЕдиницаИзмерения_Key", ""))
        return bool(own and own["ТипИзмеряемойВеличины"] == measure)
    filled = (card.get(f"{measure}{part}") for part in ("Использовать", "Числитель", "Знаменатель"))
    return all(filled) and base.get(UNITS, card[f"{measure}ЕдиницаИзмерения_Key"]) is not None


def _measured(base: Infobase, card: Row, measure: str) -> Decimal:
    if measure not in MEASURES:
        return _size(base.get(UNITS, card["ЕдиницаИзмерения_Key"]) or {})
    unit = base.get(UNITS, card[f"{measure}ЕдиницаИзмерения_Key"]) or {}
    return _size(unit) * Decimal(card[f"{measure}Числитель"]) / Decimal(card[f"{measure}Знаменатель"])
