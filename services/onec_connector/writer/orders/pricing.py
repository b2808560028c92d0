"""Puts 1C's prices into rows of an order that are new or changed (R12, mode `onec`).

The deal hears of them as of any edit of 1C's: what is written is not what the deal has, so it is published afresh.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.onec_connector.objects import standard
from services.onec_connector.reference.client_prices import ClientOffer, ClientSale, RowPrice
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.orders import price_sentences as sentences
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from services.onec_connector.writer.orders.limiting import hold_limits
from services.onec_connector.writer.orders.priced import LineToPrice, PricedRows, asked_for, has_price, places_of
from shared.canon import line_equal
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.told import Told, answering
from shared.messages.things import Line
from shared.money import kopecks, to_digits

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a row's price: `price` is None where 1C has none, `moved` where the deal has another one."""

    place: LineToPrice
    price: RowPrice | None
    moved: bool


async def price_rows(
    context: OrderContext, run: OrderRun, lines: Sequence[FoundLine], sale: ClientSale, before: Sequence[Line] = ()
) -> PricedRows:
    """Put 1C's prices into the rows of an order that are to have them, or hold their limits (R12).

    Args:
        context: what the writer works with.
        run: this run.
        lines: of the command as 1C knows them, at the rates of the order; none where rows are not to be written.
        sale: to whom and when.
        before: rows of the order as it stands, in the canonical model; none for a new one.

    Raises:
        OrderRefusal: a row is cheaper than 1C allows, in mode `b24-within`.
    """
    order, policy = run.order, run.command.policy
    if policy.prices == "b24" or not lines:
        return PricedRows(tuple(lines))
    if policy.prices == "b24-within":
        return await hold_limits(context, run, lines, sale, places_of(run, lines, before))
    if order.invoice is None:
        return await _of_1c(context, run, lines, sale, before)
    if order.reprice:
        return PricedRows(tuple(lines), differs=True, told=_to_wish(order, sentences.frozen(order.invoice)))
    late = not before and (await _of_1c(context, run, lines, sale)).differs  # an order that stands has had its prices
    return PricedRows(tuple(lines), told=(sentences.too_late(order.invoice),) if late else ())


async def _of_1c(
    context: OrderContext, run: OrderRun, lines: Sequence[FoundLine], sale: ClientSale, before: Sequence[Line] = ()
) -> PricedRows:
    """Put 1C's prices into an order's rows, new or changed, that nobody has typed; arguments as of `price_rows`."""
    order, policy = run.order, run.command.policy
    every = order.reprice or policy.typed_price == "replace"
    found = places_of(run, lines, before)
    places = [one for one in found if every or not one.typed]
    kept = [] if every else [one for one in found if one.typed]
    stay = len(found) < sum(has_price(one) for one in run.known_lines)
    if not places:
        all_typed = (sentences.all_typed(*_by_why(kept), order.currency),) if kept else ()
        return PricedRows(tuple(lines), order.reprice, all_typed, stay)
    offer = await context.prices.offer(sale, [asked_for(lines[one.index]) for one in places])
    priced, outcomes = list(lines), []
    for place, price in zip(places, offer.prices, strict=True):
        former = priced[place.index]
        if price is not None:
            priced[place.index] = at_price(former, price, vat_included=sale.vat_included)
        outcomes.append(_Outcome(place, price, moved=not line_equal(former.line, priced[place.index].line)))
    note = _note(offer, outcomes, sale, kept, auto=await context.prices.auto_discounts())
    told = sentences.prices(replace(note, currency=order.currency))
    moved = order.reprice or any(one.moved for one in outcomes)
    return PricedRows(tuple(priced), moved, _to_wish(order, told), stay)


async def hold_known(
    context: OrderContext, run: OrderRun, known: Mapping[int, FoundLine], sale: ClientSale, before: Sequence[Line] = ()
) -> None:
    """Check 1C's limits of discounts in rows whose items it knows, before the order's other items are created.

    Args:
        context: what the writer works with.
        run: this run.
        known: lines of the command, by place, at the rates of the order.
        sale: to whom and when.
        before: rows of the order as it stands.

    Raises:
        OrderRefusal: a row is cheaper than 1C allows, in mode `b24-within`.
    """
    if run.command.policy.prices == "b24-within" and known:
        lines, asked = list(known.values()), [run.order.lines[place] for place in known]
        places = places_of(run, lines, before, asked)
        await hold_limits(context, run, lines, sale, places)


def at_price(line: FoundLine, price: RowPrice, *, vat_included: bool) -> FoundLine:
    """Price a row: put 1C's price of its unit into it, without a discount (pure).

    Args:
        line: as 1C knows it.
        price: as the order counts currency and VAT.
        vat_included: prices of the order hold the VAT.
    """
    net = kopecks(price.value * line.packs)
    rate = line.line.vat_rate or Decimal(0)
    total = net if vat_included else net + kopecks(net * rate / _HUNDRED)
    each = to_digits(price.value * line.packs / line.line.quantity).normalize()
    changed = line.line.with_(
        price=each, discount_percent=Decimal(0), discount_sum=Decimal(0), vat_included=vat_included, total=total
    )
    return replace(line, line=changed, price_kind=price.kind or standard.NO_REF, fixed=not price.kind)


def _to_wish(order: SalesOrder, told: Told) -> tuple[Told, ...]:
    """Make a sentence on prices the answer to the wish for prices anew, if there is one: each wish gets its own."""
    return tuple(answering([told], order.groups, [OrderGroup.ROWS])) if order.reprice else (told,)


def _note(
    offer: ClientOffer, outcomes: Sequence[_Outcome], sale: ClientSale, kept: Sequence[LineToPrice], *, auto: bool
) -> sentences.PriceNote:
    replaced, unlisted_replaced = _by_why([one.place for one in outcomes if one.place.typed and one.moved])
    typed, unlisted = _by_why(kept)
    return sentences.PriceNote(
        agreement=offer.agreement,
        card=offer.card,
        on=sale.on,
        by_kind=dict(Counter(one.price.kind_name for one in outcomes if one.price is not None)),
        lacking=[one.place.name for one in outcomes if one.price is None],
        replaced=replaced,
        kept=typed,
        unlisted_replaced=unlisted_replaced,
        unlisted_kept=unlisted,
        auto=auto,
    )


def _by_why(places: Sequence[LineToPrice]) -> tuple[list[str], list[str]]:
    """Return the names of rows with a typed price, and of those that cannot be compared with the catalogue's."""
    return [one.name for one in places if not one.unlisted], [one.name for one in places if one.unlisted]
