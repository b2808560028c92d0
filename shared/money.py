"""How sums and prices are rounded, everywhere alike: half up (docs/money.md). Pure."""

from decimal import ROUND_HALF_UP, Decimal

KOPECK = Decimal("0.01")
PRICE_DIGITS = 8
"""Digits behind the comma of a unit price: as many as give a row's sum back."""


def kopecks(amount: Decimal) -> Decimal:
    """Round a sum of money to kopecks, half up, as both systems do."""
    return amount.quantize(KOPECK, ROUND_HALF_UP)


def to_digits(price: Decimal, digits: int = PRICE_DIGITS) -> Decimal:
    """Round a unit price half up to so many digits behind the comma."""
    return price.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
