"""Whose price stands in the rows of an order (R12): in mode `onec`, 1C's, in rows that are new or changed.

The deal hears of them as of any edit of 1C's: what is written is not what the deal has, so it is published afresh.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.onec_connector.objects import standard
from services.onec_connector.reference.client_prices import AskedPrice, ClientOffer, ClientSale, RowPrice
from services.onec_connector.vocabulary.client_terms import ref
from services.onec_connector.vocabulary.identity import name_of
from services.onec_connector.vocabulary.money import kopecks
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.orders import price_sentences as sentences
from services.onec_connector.writer.orders.desk import OrderDesk, OrderVisit
from shared.canon import line_equal, match_lines
from shared.messages.ring.told import Told
from shared.messages.things import Line

_EIGHT = Decimal("0.00000001")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedRows:
    """Lines as they are to be written.

    Args:
        differs: the deal is to hear of them: they are not what it has, or a person has asked.
        told: what the manager reads of the prices.
    """

    lines: tuple[FoundLine, ...]
    differs: bool = False
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A line that 1C's price is asked for; `typed`: a person's own price stands in it."""

    index: int
    name: str
    typed: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of it: `price` is None where 1C has none, `moved` where the deal has another one."""

    place: _Place
    price: RowPrice | None
    moved: bool


async def price_rows(
    desk: OrderDesk, visit: OrderVisit, lines: Sequence[FoundLine], sale: ClientSale, before: Sequence[Line] = ()
) -> PricedRows:
    """Put 1C's prices into the rows that are to have them.

    Args:
        desk: what the writer works with.
        visit: this run.
        lines: of the command as 1C knows them, at the rates of the order; none where rows are not to be written.
        sale: to whom and when.
        before: rows of the order as it stands, in the canonical model; none for a new one.
    """
    order, policy = visit.order, visit.command.policy
    if policy.prices != "onec" or not lines:
        return PricedRows(tuple(lines))
    if order.invoice is not None:
        told = (sentences.frozen(order.invoice),) if order.reprice else ()
        return PricedRows(tuple(lines), order.reprice, told)
    every = order.reprice or policy.typed_price == "replace"
    places = [one for one in _places(visit, lines, before) if every or not one.typed]
    if not places:
        return PricedRows(tuple(lines), order.reprice)
    offer = await desk.prices.offer(sale, [_asked(lines[one.index]) for one in places])
    priced, outcomes = list(lines), []
    for place, price in zip(places, offer.prices, strict=True):
        former = priced[place.index]
        if price is not None:
            priced[place.index] = _at_price(former, price, vat_included=sale.vat_included)
        outcomes.append(_Outcome(place, price, moved=not line_equal(former.line, priced[place.index].line)))
    note = sentences.prices(_note(offer, outcomes, sale, auto=await desk.prices.auto_discounts()))
    return PricedRows(tuple(priced), order.reprice or any(one.moved for one in outcomes), (note,))


def _places(visit: OrderVisit, lines: Sequence[FoundLine], before: Sequence[Line]) -> list[_Place]:
    """Return the lines that are new or changed, or all where a person has asked; those typed as text have no price."""
    standing = [line for line in before if not line.cancelled]
    pairs = {new: standing[old] for old, new in match_lines(standing, [one.line for one in lines]).pairs}
    found = []
    for index, (line, asked) in enumerate(zip(lines, visit.order.lines, strict=True)):
        row = pairs.get(index)
        stays = row is not None and line_equal(row, line.line) and not visit.order.reprice
        if not stays and asked.kind != "free_text" and asked.item is not None:
            found.append(_Place(index, name_of(asked), is_typed(asked, row)))
    return found


def is_typed(line: Line, before: Line | None = None) -> bool:
    """Tell whether a price is a person's decision: neither the portal's own, nor one that 1C gave before.

    A discount is one, whatever the price. Where the catalogue has no price, a price of 0 is nobody's.

    Args:
        line: of the deal.
        before: the row of the order that it stands for, if there is one.
    """
    if line.discount_percent or line.discount_sum:
        return True
    given = [line.list_price or Decimal(0)]
    if before is not None and before.price_kind is not None:
        given += [before.price, _gross(before)]
    return not any(kopecks(one) in (kopecks(line.price), kopecks(_gross(line))) for one in given)


def _gross(line: Line) -> Decimal:
    return line.price if line.vat_included else line.price * (_HUNDRED + (line.vat_rate or Decimal(0))) / _HUNDRED


def _asked(line: FoundLine) -> AskedPrice:
    return AskedPrice(line.item.guid, ref(line.characteristic), ref(line.pack), line.line.vat_rate)


def _at_price(line: FoundLine, price: RowPrice, *, vat_included: bool) -> FoundLine:
    net = kopecks(price.value * line.packs)
    rate = line.line.vat_rate or Decimal(0)
    total = net if vat_included else net + kopecks(net * rate / _HUNDRED)
    each = (price.value * line.packs / line.line.quantity).quantize(_EIGHT).normalize()
    changed = line.line.with_(
        price=each, discount_percent=Decimal(0), discount_sum=Decimal(0), vat_included=vat_included, total=total
    )
    return replace(line, line=changed, price_kind=price.kind or standard.NO_REF)


def _note(offer: ClientOffer, outcomes: Sequence[_Outcome], sale: ClientSale, *, auto: bool) -> sentences.PriceNote:
    return sentences.PriceNote(
        agreement=offer.agreement,
        on=sale.on,
        by_kind=dict(Counter(one.price.kind_name for one in outcomes if one.price is not None)),
        lacking=[one.place.name for one in outcomes if one.price is None],
        replaced=[one.place.name for one in outcomes if one.place.typed and one.moved],
        auto=auto,
    )
