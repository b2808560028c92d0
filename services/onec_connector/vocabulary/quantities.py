"""Quantities as rows of 1C hold them, in base units and in packs. Pure."""

from decimal import Decimal

_STEP = Decimal("0.001")


def is_kept(quantity: Decimal) -> bool:
    """Tell whether a row of 1C keeps a quantity as it is: it has three digits behind the comma."""
    return quantity == quantity.quantize(_STEP)


def packs_in(quantity: Decimal, ratio: Decimal) -> Decimal | None:
    """Return how many packs of 1C a quantity fills, in whole thousandths of a pack; None: it fills none exactly.

    Args:
        quantity: in base units.
        ratio: base units in a pack.
    """
    packs = (quantity / ratio).quantize(_STEP) if ratio > 0 else Decimal(0)
    return packs if packs * ratio == quantity else None
