"""Prices in the portal's terms: what a price type is called, and what a price must hold. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.b24_connector.vocabulary.values import guid, identity, is_yes, number
from shared.messages.price import Price
from shared.money import kopecks

Row = Mapping[str, Any]
_MARK = "ONEC"
_HUNDRED = Decimal(100)
_LETTERS = str.maketrans("0123456789", "GHIJKLMNOP")


@dataclass(frozen=True, slots=True)
class PriceType:
    """A price type of the portal.

    Args:
        kind: GUID of 1C's price kind; empty for a type that is none of 1C's.
        base: the one a deal's row takes its price from.
        ours: made by the exchange.
        name: the portal's own.
    """

    id: str
    kind: str
    base: bool
    ours: bool
    name: str


@dataclass(frozen=True, slots=True)
class PriceValue:
    """What a price of the portal holds."""

    amount: Decimal
    currency: str


def read_type(row: Row) -> PriceType:
    """Read a price type of the portal."""
    name = str(row.get("name") or "")
    kind, is_base = guid(row.get("xmlId")), is_yes(row.get("base"))
    return PriceType(identity(row.get("id")), kind, is_base, name.startswith(_MARK), name)


def latin_name(kind: str) -> str:
    """Return a price type's name in the letters the portal takes; people see the one in their language."""
    return _MARK + kind.replace("-", "").upper().translate(_LETTERS)


def read_value(row: Row) -> PriceValue:
    """Read a price of the portal."""
    return PriceValue(kopecks(number(row.get("price"))), str(row.get("currency") or ""))


def wanted_value(price: Price, rate: Decimal | None, *, with_vat: bool) -> PriceValue:
    """Return what the portal must hold for a price of 1C.

    Args:
        price: as 1C asks it.
        rate: percent of VAT; None adds and takes nothing.
        with_vat: the product's prices hold the VAT; a price of 1C that does not is told as the product keeps it.
    """
    share = (_HUNDRED + (rate or Decimal(0))) / _HUNDRED
    amount = price.value
    if price.vat_included != with_vat:
        amount = amount * share if with_vat else amount / share
    return PriceValue(kopecks(amount), price.currency)


def base_of(types: Iterable[PriceType]) -> PriceType | None:
    """Return the base price type among those that the portal has answered with; None: it has none."""
    return next((one for one in types if one.base), None)
