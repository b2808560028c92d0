"""Recomputes the prices that 1C filled in orders of its own people: the only oracle that every base has (R12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.client_prices import AskedPrice, ClientPrices, ClientSale, RowPrice
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.orders import deal_of
from services.onec_connector.vocabulary.reference import is_empty, ref, refs
from services.onec_connector.vocabulary.vat import VatRates

ORDERS_LOOKED_AT = 200
_SAMPLES = 20
_FIELDS = (
    standard.REF,
    names.NUMBER,
    names.DATE,
    names.PARTNER,
    names.AGREEMENT,
    names.CURRENCY,
    names.VAT_INCLUDED,
    names.MARKER,
    names.LINES,
)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A row of an order priced by 1C, and what our search makes of it."""

    order: Row
    row: Row
    ours: RowPrice | None

    @property
    def agrees(self) -> bool:
        """Whether our price and price kind are those that 1C filled in the row."""
        same = self.ours is not None and self.ours.value == number(self.row[names.PRICE])
        return same and self.ours is not None and self.ours.kind == self.row[names.PRICE_KIND]


async def typed_prices(
    base: Base, prices: ClientPrices, dictionaries: Dictionaries, catalogue: ItemCatalogue
) -> dict[str, Any]:
    """Compare with our search the prices of rows in 1C's latest posted orders that were not made of deals.

    Returns:
        `orders` and `rows` that were looked at, `agree`, and `samples` of rows that do not, newest first: `order`,
        `date`, `item`, `price` and `kind` as they stand, `ours` and `our_kind`; no price is None.
    """
    query = Query(f"{names.POSTED} eq true", _FIELDS, f"{names.DATE} desc", top=ORDERS_LOOKED_AT)
    orders = [row for row in await base.listing(names.SET, query) if deal_of(row) is None]
    rates, found = await dictionaries.vat_rates(), list[_Compared]()
    for order in orders:
        rows = [row for row in order[names.LINES] if _is_filled(row)]
        ours = await prices.of(_sale(order), [_asked(row, rates) for row in rows]) if rows else []
        found += [_Compared(order, row, price) for row, price in zip(rows, ours, strict=True)]
    other = [one for one in found if not one.agrees]
    return {
        "orders": len(orders),
        "rows": len(found),
        "agree": len(found) - len(other),
        "samples": await _samples(other[:_SAMPLES], catalogue),
    }


def _is_filled(row: Row) -> bool:
    return not (row[names.CANCELLED] or is_empty(row[names.PRICE_KIND]))


def _sale(order: Row) -> ClientSale:
    day = date.fromisoformat(order[names.DATE][:10])
    included = bool(order[names.VAT_INCLUDED])
    return ClientSale(order[names.AGREEMENT], order[names.PARTNER], day, order[names.CURRENCY], vat_included=included)


def _asked(row: Row, rates: VatRates) -> AskedPrice:
    rate = rates.percent(str(row[names.VAT_RATE]))
    return AskedPrice(row[names.ITEM], ref(row[names.CHARACTERISTIC]), ref(row[names.PACK]), rate)


async def _samples(other: Sequence[_Compared], catalogue: ItemCatalogue) -> list[dict[str, Any]]:
    items = await catalogue.items(refs([one.row for one in other], names.ITEM))
    return [
        {
            "order": str(one.order[names.NUMBER]).strip(),
            "date": one.order[names.DATE][:10],
            "item": items[one.row[names.ITEM]].name if one.row[names.ITEM] in items else "",
            "price": _plain(number(one.row[names.PRICE])),
            "kind": one.row[names.PRICE_KIND],
            "ours": _plain(one.ours.value) if one.ours else None,
            "our_kind": one.ours.kind if one.ours else None,
        }
        for one in other
    ]


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"
