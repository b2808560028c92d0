"""How sums and prices are rounded, everywhere alike: half up (docs/money.md). Pure."""

from collections.abc import Iterable
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


def cuts(price: Decimal) -> tuple[Decimal, ...]:
    """Return a unit price with two digits behind the comma, with three, and so on up to eight."""
    return tuple(to_digits(price, digits) for digits in range(2, PRICE_DIGITS + 1))


def unit_price(total: Decimal, quantity: Decimal, own: Iterable[Decimal] = ()) -> Decimal:
    """Return the unit price that a deal shows for an order's row, both after discount and with VAT.

    The row's own price comes first, as the quantity may change; else it is the total divided, with as few digits as
    will do. Either is to give the total back, also to a portal that keeps two digits of it.

    Args:
        total: of the row, in kopecks.
        quantity: in base units.
        own: the price that the row names, as exactly as it may be shown; of several the first that will do.
    """
    tried = [*own, *_divided(total, quantity)]
    return next((price for price in tried if _makes(price, quantity, total)), tried[-1])


def _divided(total: Decimal, quantity: Decimal) -> tuple[Decimal, ...]:
    """Return a row's total divided by its quantity, with two digits and more; divided by nothing it is 0."""
    return cuts(total / quantity) if quantity else (Decimal(0),)


def _makes(price: Decimal, quantity: Decimal, total: Decimal) -> bool:
    """Tell whether a unit price gives a row's total, and cut to two digits one that differs by rounding alone."""
    cut = kopecks(price)
    return kopecks(price * quantity) == total and is_rounded(total, kopecks(cut * quantity), quantity)


def is_rounded(one: Decimal, other: Decimal, quantity: Decimal) -> bool:
    """Tell whether two totals of a row are the same, or differ only as the unit price was cut to two digits.

    Two totals of one such price are never further apart than half a kopeck for each unit and half a kopeck.

    Source: docs/decisions/0004-what-counts-as-rounding.md.
    """
    if one == other or not quantity:
        return one == other
    price = kopecks(one / quantity)
    return price == kopecks(other / quantity) and kopecks(price * quantity) in (one, other)


def is_shown(price: Decimal, own: Decimal, total: Decimal, quantity: Decimal) -> bool:
    """Tell whether a deal's unit price is what `unit_price` makes of an order's row, in this release or a former one.

    To two digits it is the row's own, or its total divided; and it gives the total back, or was cut to two digits.

    Args:
        price: of the deal.
        own: that the row names, measured like `price`.
        total: of the row at that price, in kopecks.
        quantity: of the row.
    """
    divided = _divided(total, quantity)
    # Its digits were as few as give the total, whatever a portal keeps of them.
    former = next((one for one in divided if kopecks(one * quantity) == total), divided[-1])
    cut, known = kopecks(price), [own, former, *([total / quantity] if quantity else [])]
    return cut in map(kopecks, known) and (cut == price or kopecks(price * quantity) == total)
