"""Chooses which rows of an order 1C prices, tells prices that a person decided, remembers priced rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.onec_connector.memory.order import OrderMemory
from services.onec_connector.reference.client_prices import AskedPrice
from services.onec_connector.vocabulary.identity import name_of
from services.onec_connector.vocabulary.reference import ref
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.orders.context import OrderRun
from shared.canon import line_equal, match_lines
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.money import is_shown, kopecks

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedRows:
    """Order lines as they are to be written, with 1C's prices.

    Args:
        differs: the deal is to hear of them: they are not what it has, or a person has asked.
        told: what the manager reads of the prices.
        stay: there are rows that nobody has edited, whose price 1C was not asked for.
    """

    lines: tuple[FoundLine, ...]
    differs: bool = False
    told: tuple[Told, ...] = ()
    stay: bool = False


@dataclass(frozen=True, slots=True)
class LineToPrice:
    """A line whose price 1C is asked for.

    Args:
        index: among the order's.
        name: of its item.
        typed: it counts as a person's own price.
        unlisted: only because there is no catalogue's price to compare it with.
    """

    index: int
    name: str
    typed: bool
    unlisted: bool = False


def places_of(
    run: OrderRun, lines: Sequence[FoundLine], before: Sequence[Line], asked_lines: Sequence[Line] | None = None
) -> list[LineToPrice]:
    """Return the order lines to be priced: new or changed ones, or all if a person asked; free text has no price.

    Args:
        run: this run.
        lines: as 1C knows them.
        before: rows of the order as it stands.
        asked_lines: of the deal, which these are; None: all of the command of which 1C has the item.
    """
    standing = [line for line in before if not line.cancelled]
    pairs = {new: standing[old] for old, new in match_lines(standing, [one.line for one in lines]).pairs}
    found = []
    for index, (line, asked) in enumerate(zip(lines, asked_lines or run.known_lines, strict=True)):
        row = pairs.get(index)
        stays = row is not None and line_equal(row, line.line) and not run.order.reprice
        if not stays and has_price(asked):
            fixed = row is not None and _mark(row) in (run.entity.fields.get("fixed") or ())
            typed, unlisted = is_typed(asked, row, fixed=fixed), is_unlisted(asked, row, fixed=fixed)
            found.append(LineToPrice(index, name_of(asked), typed, unlisted=typed and unlisted))
    return found


def has_price(line: Line) -> bool:
    """Tell whether a line of a deal sells something that 1C may have a price for."""
    return line.kind != "free_text" and line.item is not None


def is_typed(line: Line, before: Line | None = None, *, fixed: bool = False) -> bool:
    """Tell whether a line's price is a person's decision: neither the portal's own, nor one that 1C gave before.

    A discount is one, whatever the price. Where the catalogue has no price, a price of 0 is nobody's.

    Args:
        line: of the deal.
        before: the row of the order that it stands for, if there is one.
        fixed: that row is at a price which 1C's agreement fixed, and so names no kind.
    """
    if line.discount_percent or line.discount_sum:
        return True
    if kopecks(line.price) == kopecks(line.list_price or Decimal(0)):
        return False
    if before is None or not _is_of_1c(before, fixed=fixed):
        return True
    factor = _factor(before)
    total = before.total + kopecks(before.discount_sum * factor)
    return not is_shown(line.price * _factor(line), before.price * factor, total, before.quantity)


def is_unlisted(line: Line, before: Line | None = None, *, fixed: bool = False) -> bool:
    """Tell whether nothing says if a line's price is a person's: the catalogue has none in the deal's currency.

    The portal itself brings catalogue prices into a deal in another currency, at a rate of its own.

    Args:
        line: of the deal.
        before: the row of the order that it stands for, if there is one.
        fixed: that row is at a price which 1C's agreement fixed, and so names no kind.
    """
    is_discounted = bool(line.discount_percent or line.discount_sum)
    return line.list_price is None and not is_discounted and not _is_of_1c(before, fixed=fixed)


def _is_of_1c(row: Line | None, *, fixed: bool) -> bool:
    """Tell whether a row of an order is at a price that 1C gave it."""
    return row is not None and (row.price_kind is not None or fixed)


def _factor(line: Line) -> Decimal:
    """Return by how much a price of an order's or a deal's row is multiplied to hold the VAT."""
    return Decimal(1) if line.vat_included else (_HUNDRED + (line.vat_rate or Decimal(0))) / _HUNDRED


def who_priced(
    run: OrderRun, rows: str | None, lines: Sequence[FoundLine] = (), back: Sequence[Line] = ()
) -> OrderMemory:
    """Return what is to be remembered of an order's priced rows that were written.

    Args:
        run: this run.
        rows: their digest where the deal is to hear of them; None: they are what it has, or a person has edited them
            since they were sent.
        lines: that were written.
        back: rows of the order as they were read afterwards.
    """
    held = True if rows and run.order.invoice else None
    return {"priced": rows, "held": held, "fixed": _fixed(run, lines, back) or None}


def _fixed(run: OrderRun, lines: Sequence[FoundLine], back: Sequence[Line]) -> list[str]:
    """Return the marks of an order's rows at fixed prices: those written so now, and those still as they were."""
    former = run.entity.fields.get("fixed") or ()
    standing = [row for row in back if not row.cancelled]
    pairs = match_lines(standing, [one.line for one in lines]).pairs
    written = {old for old, new in pairs if lines[new].fixed and line_equal(standing[old], lines[new].line)}
    marks = {place: _mark(row) for place, row in enumerate(standing) if row.price_kind is None}
    return sorted({mark for place, mark in marks.items() if place in written or mark in former})


def _mark(row: Line) -> str:
    named = (one.ref.id if one is not None and one.ref is not None else "" for one in (row.item, row.characteristic))
    return f"{'#'.join(named)}:{row.price:f}"


def asked_for(line: FoundLine) -> AskedPrice:
    """Return what to ask 1C about an order line's price."""
    return AskedPrice(line.item.guid, ref(line.characteristic), ref(line.pack), line.line.vat_rate)
