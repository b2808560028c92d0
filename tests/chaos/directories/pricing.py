"""Prices of goods as one side asks them, and what must not be between two sides.

Written anew from docs/spec/requirements.md (R20), and sharing no code with the services.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

KOPECK = Decimal("0.01")
Amounts = dict[str, Decimal]
"""Kopeck-wise, by the guid of a price kind."""


@dataclass(frozen=True)
class Priced:
    """A product of the portal with its prices.

    Args:
        guid: of the item it stands for.
        amounts: of price types that name a kind of 1C; one that is there twice stands in `doubled` too.
        foreign: of the other types, by the number of the type.
    """

    id: int
    guid: str
    amounts: Amounts = field(default_factory=dict)
    foreign: Mapping[int, Decimal] = field(default_factory=dict)
    doubled: Sequence[str] = ()


def with_vat(price: Decimal, percent: Decimal | None) -> Decimal:
    """Return what a customer pays for a price without VAT."""
    return (price * (100 + (percent or 0)) / 100).quantize(KOPECK, ROUND_HALF_UP)


def price_differences(
    wanted: Mapping[str, Amounts],
    shown: Sequence[Priced],
    names: Mapping[str, str],
    own: Mapping[tuple[int, int], Decimal],
) -> Iterator[str]:
    """Yield what must not be, a sentence each.

    Args:
        wanted: prices of 1C with VAT, by item; items that are offered.
        shown: products.
        names: of items and kinds, by guid.
        own: prices that managers have set, by product and price type.
    """
    for product in shown:
        yield from (f"price {kind} of {names.get(product.guid, product.guid)} stands twice" for kind in product.doubled)
        if product.guid in wanted:
            yield from _unlike(names, product, wanted[product.guid])
        for (number, group), price in own.items():
            if number == product.id and product.foreign.get(group) != price:
                kept = product.foreign.get(group)
                yield f"product {number}: a manager's price {price} of type {group} is {kept} now"


def _unlike(names: Mapping[str, str], product: Priced, wanted: Amounts) -> Iterator[str]:
    for kind in sorted(wanted.keys() | product.amounts.keys()):
        there, here = wanted.get(kind), product.amounts.get(kind)
        if there != here:
            name = names.get(product.guid, product.guid)
            yield f"item {name}: price «{names.get(kind, kind)}» {there} in 1C, {here} in the portal"


def doubled(kinds: Sequence[str]) -> list[str]:
    """Return what is there more than once."""
    return [kind for kind, count in Counter(kinds).items() if count > 1]
