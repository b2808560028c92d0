"""Refusals of a deal's row that does not fit its item of 1C (set, variant, unit, fraction), in Russian."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.refusal import OrderRefusal

COUNTED: Final[Mapping[str, str]] = {
    "796": "штуками",
    "736": "рулонами",
    "778": "упаковками",
    "715": "парами",
    "704": "наборами",
    "839": "комплектами",
}
"""Units, by OKEI code, of which nobody sells a part, and how they are sold."""


def kit(item: KnownItem) -> OrderRefusal:
    """Return the refusal of a row whose item is a set in 1C, which sells the parts."""
    return OrderRefusal(f"«{item.name}» в 1С — набор", "Замените набор его составом, {itself}.", reason="rows")


def no_variant(item: KnownItem) -> OrderRefusal:
    """Return the refusal of a row whose item is sold in characteristics, none of which it names."""
    return OrderRefusal(
        f"у товара «{item.name}» в 1С есть варианты, в сделке вариант не выбран",
        "Выберите вариант товара, {itself}.",
        reason="item",
    )


def other_unit(item: KnownItem) -> OrderRefusal:
    """Return the refusal of a row in another unit than its item's."""
    return OrderRefusal(
        f"единица измерения товара «{item.name}» в сделке не та, что в 1С",
        "Исправьте единицу в строке или попросите исправить её в 1С; после этого {itself}.",
        reason="unit",
    )


def fraction(item: KnownItem, unit: str, quantity: Decimal) -> OrderRefusal:
    """Return the refusal of a row with a part of what is sold whole; `unit` is one of `COUNTED`."""
    typed = f"{quantity.normalize():f}".replace(".", ",")
    return OrderRefusal(
        f"товар «{item.name}» продаётся {COUNTED[unit]}, в сделке {typed}",
        "Укажите целое количество, {itself}.",
        reason="quantity",
    )
