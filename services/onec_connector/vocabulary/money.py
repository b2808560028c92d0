"""The sums of a 1C order's row, the VAT within them, and numbers as 1C has them (docs/money.md). Pure."""

from dataclasses import dataclass
from decimal import Decimal

from shared.messages.things import Line
from shared.money import kopecks

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums in a row of 1C; `price × packs - manual_sum == sum`, and `sum` or `sum + vat` is the total."""

    price: Decimal
    manual_percent: Decimal
    manual_sum: Decimal
    sum: Decimal
    vat: Decimal
    total: Decimal


def sums(line: Line, *, packs: Decimal, vat_included: bool) -> Sums:
    """Derive the sums of a 1C order's row from its total.

    Args:
        line: price and discount for one base unit; `total` is the truth.
        packs: how many of the row's unit, so `price` becomes the price of one pack.
        vat_included: of the order, which may differ from the line's.
    """
    rate = line.vat_rate or Decimal(0)
    vat = vat_within(line.total, line.vat_rate)
    net = line.total if vat_included else line.total - vat
    price = _price(line, rate, vat_included=vat_included)
    if packs:
        price = kopecks(price * line.quantity / packs)
    left = kopecks(price * packs) - net
    return Sums(price, _percent(line), left, net, vat, line.total)


def at_rate(line: Line, rate: Decimal | None) -> Line:
    """Return an order line with another VAT rate: its price includes VAT, so price and total stay."""
    if line.vat_rate == rate:
        return line
    factor = Decimal(1) if line.vat_included else (_HUNDRED + (line.vat_rate or Decimal(0))) / _HUNDRED
    return line.with_(
        vat_rate=rate, vat_included=True, price=line.price * factor, discount_sum=line.discount_sum * factor
    )


def vat_within(total: Decimal, rate: Decimal | None) -> Decimal:
    """Return the VAT contained in the sum of a row."""
    percent = rate or Decimal(0)
    return kopecks(total * percent / (_HUNDRED + percent))


def _price(line: Line, rate: Decimal, *, vat_included: bool) -> Decimal:
    if line.vat_included == vat_included:
        return line.price
    factor = (_HUNDRED + rate) / _HUNDRED
    return line.price * factor if vat_included else line.price / factor


def _percent(line: Line) -> Decimal:
    if line.discount_percent or not line.discount_sum:
        return kopecks(line.discount_percent)
    gross = line.price * line.quantity
    return kopecks(line.discount_sum * _HUNDRED / gross) if gross else Decimal(0)


def number(value: object) -> Decimal:
    """Read a number of a 1C row; nothing is zero."""
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)
