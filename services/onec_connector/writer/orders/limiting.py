"""Holds 1C's limits of discounts (R12, `b24-within`): the deal's price stands, down to what 1C grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.onec_connector.reference.client_prices import ClientSale, RowPrice
from services.onec_connector.vocabulary.client_prices import asked_in_row, cheapest, lowest
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.orders import price_sentences as sentences
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from services.onec_connector.writer.orders.priced import LineToPrice, PricedRows, asked_for
from services.onec_connector.writer.refusal import OrderRefusal
from shared.money import kopecks
from shared.russian import Sum


@dataclass(frozen=True, slots=True)
class _Limit:
    """1C's price of a row's unit, by how many percent it may be lowered, and whether it holds the VAT."""

    price: RowPrice
    percent: Decimal
    vat_included: bool


async def hold_limits(
    context: OrderContext, run: OrderRun, lines: Sequence[FoundLine], sale: ClientSale, places: Sequence[LineToPrice]
) -> PricedRows:
    """Refuse an order with a row cheaper than 1C allows; a row that 1C has no price for is named.

    Args:
        context: what the writer works with.
        run: this run.
        lines: of the command as 1C knows them.
        sale: to whom and when, and who sells.
        places: of the lines that are new or changed.

    Raises:
        OrderRefusal: with the row, the limit and the lowest price.
    """
    unchecked = (sentences.nobodys_limit(),) if places and await context.limits.lack_manager(sale) else ()
    limits = await context.limits.of(sale, [lines[place.index].item.guid for place in places])
    limited = [place for place in places if lines[place.index].item.guid in limits]
    if not limited:
        return PricedRows(tuple(lines), told=unchecked)
    prices = await context.prices.of(sale, [asked_for(lines[place.index]) for place in limited])
    unknown = []
    for place, price in zip(limited, prices, strict=True):
        line = lines[place.index]
        if price is None:
            unknown.append(place.name)
        else:
            _hold(line, place.name, _Limit(price, limits[line.item.guid], sale.vat_included), run.order.currency)
    return PricedRows(tuple(lines), told=(*unchecked, *((sentences.not_limited(unknown),) if unknown else ())))


def _hold(line: FoundLine, name: str, limit: _Limit, currency: str) -> None:
    least, included = lowest(limit.price.value, limit.percent), limit.vat_included
    # As 1C counts, which checks it again when the order is posted; people are told prices as deals have them: with VAT,
    # and of the unit, not of a pack.
    if asked_in_row(line.line, line.packs, vat_included=included) >= least:
        return
    asked = kopecks(line.line.total / line.line.quantity)
    fair = cheapest(line.line, line.packs, least, vat_included=included)
    cause, remedy = sentences.too_cheap(name, Sum(asked, currency), limit.percent, Sum(fair, currency))
    raise OrderRefusal(cause, remedy, reason="price_limit")
