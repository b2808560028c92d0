"""Which price 1C asks of a client by agreement or card, what a row then costs, the lowest a limit allows. Pure.

A base has one of two engines. Pricing 2.0 asks the agreement row by row: a price fixed for the item, the item's own
kind, the kind of its price group, the kind in the header; what is filled first decides, whether the kind has a price
or not. Pricing 2.5 asks the client's individual kind, and where that never had a price the usual one: a price that was
withdrawn (0) ends the search.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Literal

from services.onec_connector.vocabulary.money import sums
from services.onec_connector.vocabulary.prices import UnitPrice
from shared.messages.things import Line
from shared.money import KOPECK, kopecks

Source = Literal["header", "groups", "items", "fixed"]
"""Parts of an agreement that a price may come from."""

EVERY: frozenset[Source] = frozenset({"header", "groups", "items", "fixed"})
_HUNDRED = Decimal(100)
_SURE = Context(prec=24)
"""Of the 28 digits that a division leaves, the last ones must not decide over half a kopeck."""


@dataclass(frozen=True, slots=True)
class PricedItem:
    """An agreement's price of one item; `price` of 0 is none, for `ratio` base units."""

    item: str
    characteristic: str = ""
    kind: str = ""
    price: Decimal = Decimal(0)
    ratio: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class ClientTerms:
    """What an agreement, or the client's own card, says of prices; references are empty for none.

    Args:
        currency, with_vat: of the prices that are fixed in it.
        individual: price kind of this client alone.
        kind: the usual price kind.
        by_group: price kind by price group.
        rows: of single items.
        counted: the parts that are in use: a part that is filled and not in use does not count. The individual kind is
            none of them: 1C computes what an agreement has in use from the others alone, and asks that kind regardless.
    """

    currency: str = ""
    with_vat: bool = True
    individual: str = ""
    kind: str = ""
    by_group: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[PricedItem, ...] = ()
    counted: frozenset[Source] = EVERY

    def kinds(self) -> frozenset[str]:
        """Return every price kind that a client's terms name."""
        named = {self.individual, self.kind, *self.by_group.values(), *(row.kind for row in self.rows)}
        return frozenset(named - {""})


@dataclass(frozen=True, slots=True)
class Sold:
    """What a row of an order sells; `group` is the item's price group, `ratio` base units are in the row's unit."""

    item: str
    characteristic: str = ""
    group: str = ""
    ratio: Decimal = Decimal(1)
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """A client's price before it is converted for a row.

    Args:
        value: of one base unit, exact.
        currency: reference; empty for the base's own.
        kind: reference of the price kind it came from; empty for a fixed one.
    """

    value: Decimal
    currency: str
    with_vat: bool
    kind: str = ""
    kind_name: str = ""


def price_of(sold: Sold, terms: ClientTerms, known: Mapping[str, UnitPrice], *, newer: bool) -> FoundPrice | None:
    """Find the price that 1C asks of a client for an item, in the order in which its forms look for one.

    Args:
        sold: what is sold.
        terms: of the agreement or the client.
        known: what a base unit of the item costs, by price kind; 0 where the price was withdrawn.
        newer: the base has pricing 2.5.

    Returns:
        the price, 0 where it was withdrawn; None: there is none.
    """
    return _of_client(terms, known) if newer else _of_agreement(sold, terms, known)


def _of_client(terms: ClientTerms, known: Mapping[str, UnitPrice]) -> FoundPrice | None:
    kinds = (terms.individual, terms.kind if "header" in terms.counted else "")
    return next((_told(known[kind]) for kind in kinds if kind in known), None)


def _of_agreement(sold: Sold, terms: ClientTerms, known: Mapping[str, UnitPrice]) -> FoundPrice | None:
    same = (row for row in terms.rows if (row.item, row.characteristic) == (sold.item, sold.characteristic))
    row = next(same, PricedItem(sold.item))
    if "fixed" in terms.counted and row.price > 0 and row.ratio > 0:
        return FoundPrice(row.price / row.ratio, terms.currency, terms.with_vat)
    named = {"items": row.kind, "groups": terms.by_group.get(sold.group, ""), "header": terms.kind}
    kind = next((one for part, one in named.items() if one and part in terms.counted), "")
    return _told(known[kind]) if kind in known else None


def _told(price: UnitPrice) -> FoundPrice:
    return FoundPrice(price.value, price.currency, price.kind.with_vat, price.kind.guid, price.kind.name)


def in_row(price: FoundPrice, sold: Sold, *, rate: Decimal, vat_included: bool) -> Decimal:
    """Return what a 1C row's unit costs a client, in kopecks: rounded once, at the end.

    Args:
        price: found.
        sold: its unit and its VAT rate.
        rate: units of the order's currency for one of the price's.
        vat_included: prices of the order hold the VAT.
    """
    value = price.value * sold.ratio * rate
    factor = (_HUNDRED + (sold.vat_rate or Decimal(0))) / _HUNDRED
    if price.with_vat != vat_included:
        value = value * factor if vat_included else value / factor
    return kopecks(_SURE.plus(value))


def lowest(price: Decimal, limit: Decimal) -> Decimal:
    """Return the lowest price for a client that a limit of manual discounts allows.

    Args:
        price: 1C's, of whatever unit.
        limit: percent.
    """
    return kopecks(price * (_HUNDRED - limit) / _HUNDRED)


def asked_in_row(line: Line, packs: Decimal, *, vat_included: bool) -> Decimal:
    """Return what a row of 1C asks for one of its unit after the discount given by hand, in kopecks.

    Args:
        line: that the row is made of.
        packs: how many of the row's unit.
        vat_included: prices of the order hold the VAT; without it what is asked holds none.
    """
    row = sums(line, packs=packs, vat_included=vat_included)
    return kopecks(row.price - row.manual_sum / packs)


def cheapest(line: Line, packs: Decimal, least: Decimal, *, vat_included: bool) -> Decimal:
    """Return the lowest price with VAT, for one of the deal's unit, at which a 1C row asks no less than `least`.

    Args:
        line: whose price is too low.
        packs: how many of the row's unit.
        least: price of the row's unit, in kopecks.
        vat_included: `least` holds the VAT.
    """
    factor = Decimal(1) if vat_included else (_HUNDRED + (line.vat_rate or Decimal(0))) / _HUNDRED
    price = kopecks(least * factor * packs / line.quantity) - 2 * KOPECK
    while asked_in_row(_at(line, price), packs, vat_included=vat_included) < least:
        price += KOPECK
    return price


def _at(line: Line, price: Decimal) -> Line:
    """Return an order line at a price with VAT that is tried, without a discount."""
    total = kopecks(price * line.quantity)
    return line.with_(price=price, discount_percent=Decimal(0), discount_sum=Decimal(0), vat_included=True, total=total)


def rate_between(one: str, other: str, known: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """Return 1C's rate of exchange: how many units of the other currency one unit costs; None: 1C does not say.

    Args:
        one: reference.
        other: reference.
        known: by currency and by the currency it is told in, which itself has no rate there.
    """
    for told_in in dict.fromkeys(second for _, second in known):
        first, second = (
            Decimal(1) if currency == told_in else known.get((currency, told_in), Decimal(0))
            for currency in (one, other)
        )
        if first > 0 and second > 0:
            return first / second
    return None
