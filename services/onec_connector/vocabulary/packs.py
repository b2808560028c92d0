"""Units of measure and packs of 1C: how many base units of an item are in one. Pure.

Numerator and denominator of a pack say it outright. A kilogram or a litre says how much it is in the SI, and the item's
card how much one base unit weighs or holds: what is in it differs from item to item.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.reference import KnownPack, KnownUnit, ref

_Row = Mapping[str, Any]
Measures = Mapping[str, Decimal]
"""What one base unit of an item weighs and measures, in the SI, by 1C's word for the quantity."""

Packs = Mapping[tuple[str, str], KnownPack]
"""By item and pack: the same kilogram is 400 of one item and a tenth of another."""


def read_unit(row: _Row) -> KnownUnit:
    """Read a row of 1C's catalog of packs and units; what is without a size is one of itself."""
    size = (number(row[names.NUMERATOR]) or Decimal(1)) / (number(row[names.DENOMINATOR]) or Decimal(1))
    measure = str(row[names.MEASURE] or "")
    return KnownUnit(row[standard.REF], row[standard.DESCRIPTION], size, okei(row[standard.CODE]), measure)


def okei(code: object) -> str:
    """Write an OKEI code of a unit with three digits: people leave the zeros of «006» out."""
    written = str(code or "").strip()
    return written.zfill(3) if written.isdigit() else written


def is_unit(row: _Row) -> bool:
    """Tell whether a row of 1C's catalog of packs and units is a unit that a new item may have."""
    return not row[standard.MARKED] and row[names.MEASURE] != names.PACKED


def is_measured(unit: KnownUnit) -> bool:
    """Tell whether what is in a unit of 1C (a kilogram, a litre) differs from item to item."""
    return unit.measure not in (names.PACKED, names.PIECES)


def units_of_card(card: _Row) -> list[str]:
    """Return the units that a 1C item's card measures it by."""
    named = (names.UNIT, *(one.unit for one in names.MEASURED.values()))
    return [one for one in dict.fromkeys(ref(card.get(name)) for name in named) if one]


def read_measures(card: _Row, units: Mapping[str, KnownUnit]) -> Measures:
    """Read what one base unit of an item weighs and measures, as far as its card says.

    Args:
        card: of the item; with its unit, and the fields of some quantities alone, it says nothing of the others.
        units: that it names.
    """
    own = units.get(ref(card[names.UNIT]))
    found = {own.measure: own.size} if own and own.measure and own.measure not in names.MEASURED else {}
    for measure, one in names.MEASURED.items():
        if one.used not in card:
            continue
        unit = units.get(ref(card[one.unit]))
        upper, lower = number(card[one.numerator]), number(card[one.denominator])
        if card[one.used] and unit is not None and upper > 0 and lower > 0:
            found[measure] = unit.size * upper / lower
    return found


def pack_of(unit: KnownUnit, measures: Measures, unsaid: Decimal | None = None) -> KnownPack | None:
    """Return what a pack or a unit is of one 1C item; None: 1C does not say how many base units are in it.

    Args:
        unit: pack or unit.
        measures: of the item.
        unsaid: base units that are taken where 1C does not say it.
    """
    size = Decimal(1) if unit.measure == names.PACKED else measures.get(unit.measure)
    said = unit.size / size if size and unit.size > 0 else unsaid
    ratio = Decimal(1) if unit.measure == names.PIECES else said
    return KnownPack(unit.guid, unit.name, ratio) if ratio is not None else None


def of_item(packs: Packs, item: str) -> Mapping[str, KnownPack]:
    """Return the packs of one item of 1C by reference, out of those of many."""
    return {pack: known for (owner, pack), known in packs.items() if owner == item}
