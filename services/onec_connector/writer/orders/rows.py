"""Plans rows (kept, changed, added, removed) and terms of a 1C order after an edit of its deal. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.clock import read_date, write_date
from services.onec_connector.vocabulary.header import day_of_shipment
from services.onec_connector.vocabulary.lines import changed_row, new_row
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.quantities import packs_in
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.draft import ResolvedOrder, part, place, supply_of_goods
from shared.canon import group_digests, line_equal, match_lines, same_item
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Line


@dataclass(frozen=True, slots=True)
class RowsPlan:
    """The order's whole part of rows as it is to be, and how it differs; `edited` are codes of rows."""

    rows: list[Row] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    edited: tuple[str, ...] = ()

    @property
    def body(self) -> Row:
        """The tabular part of an order's rows, ready to be sent to 1C."""
        return part(self.rows)

    @property
    def total(self) -> Decimal:
        """The sum of the order's rows that count, as 1C will compute it."""
        rows = (row for row in self.rows if not row.get(names.CANCELLED))
        return sum((number(row[names.SUM_WITH_VAT]) for row in rows), start=Decimal(0))


def plan_rows(told: Sequence[Line], document: Row, found: ResolvedOrder, *, by_line: bool = True) -> RowsPlan:
    """Match the deal's lines with the order's rows and plan the changes.

    A row equal within tolerance stays to the letter; a changed one keeps its code, reservation and series; rows that
    the accountant cancelled stay where they are.

    Args:
        told: the order's rows in the canonical model, in their order.
        document: the order.
        found: the deal's lines as 1C knows them.
        by_line: people see and change the supply of each row.
    """
    rows: list[Row] = document[names.LINES]
    active = [index for index, line in enumerate(told) if not line.cancelled]
    matching = match_lines([told[index] for index in active], [one.line for one in found.lines])
    included = bool(document[names.VAT_INCLUDED])
    ship_on = day_of_shipment(document) or read_date(document[names.DATE])
    assert ship_on is not None  # noqa: S101 - every document has a date
    warehouse, apart = _warehouse_of(document), _is_apart(document, found.terms)
    supply = supply_of_goods(document.get(names.STATUS), by_line=by_line)
    partner = {active[old]: new for old, new in matching.pairs}
    removed = {active[old] for old in matching.removed}
    result: list[Row] = []
    edited: list[str] = []
    for index, row in enumerate(rows):
        if index in removed:
            continue
        if index not in partner or line_equal(told[index], found.lines[partner[index]].line):
            result.append(row)
            continue
        wanted = found.lines[partner[index]]
        where = place(wanted, warehouse, ship_on, supply)
        result.append(changed_row(row, wanted.line, where, vat_included=included))
        edited.append(str(row[names.ROW_CODE]))
    for new in matching.added:
        wanted = found.lines[new]
        where = place(wanted, warehouse, ship_on, supply, apart=apart)
        result.append(new_row(wanted.line, where, vat_included=included))
    return RowsPlan(result, added=len(matching.added), removed=len(removed), edited=tuple(edited))


def _warehouse_of(document: Row) -> str:
    """Return the warehouse of a new row: the header's, or the last row's if none is there, as the header's is a group.

    Where warehouses are named by row a header may name a group of them, and 1C ships from none.
    """
    header = str(document[names.WAREHOUSE])
    rows = (row for row in document[names.LINES] if not row.get(names.CANCELLED))
    used = [str(row[names.WAREHOUSE]) for row in rows if not is_empty(row.get(names.WAREHOUSE))]
    return header if header in used or not used else used[-1]


def _is_apart(document: Row, terms: FoundTerms) -> bool:
    """Tell whether a new row is supplied for its order alone: as the order's terms say, else as its goods are."""
    if terms.apart is not None:
        return terms.apart
    rows = [row for row in document[names.LINES] if not row.get(names.CANCELLED)]
    goods = [row for row in rows if not is_empty(row.get(names.WAREHOUSE))]  # services have none
    return bool(goods) and all(row.get(names.APART) for row in goods)


def supplied_by(terms: FoundTerms, rows: Sequence[Row]) -> list[Row]:
    """Return an order's rows as another agreement wants them supplied; what somebody has seen to already stays."""
    return [
        {**row, names.APART: terms.apart}
        if row[names.SUPPLY] == names.TO_SUPPLY and bool(row.get(names.APART)) != terms.apart
        else row
        for row in rows
    ]


def in_packs(lines: Sequence[FoundLine], before: Sequence[Line]) -> list[FoundLine]:
    """Return the lines of a deal in the packs of the rows that they stand for: a deal knows no packs.

    What 1C says of a price is said of the row's unit, so this comes before prices are looked at.

    Args:
        lines: as 1C knows them.
        before: rows of the order as it stands.
    """
    standing = [line for line in before if not line.cancelled]
    rows = {new: standing[old] for old, new in match_lines(standing, [one.line for one in lines]).pairs}
    return [_in_its_pack(rows[place], one) if place in rows else one for place, one in enumerate(lines)]


def _in_its_pack(told: Line, wanted: FoundLine) -> FoundLine:
    """Return a row still in its own pack, where the new quantity is whole thousandths of it."""
    pack = told.pack
    if pack is None or pack.ref is None or wanted.pack != standard.NO_REF or not same_item(told, wanted.line):
        return wanted
    packs = packs_in(wanted.line.quantity, pack.ratio)
    return wanted if packs is None else replace(wanted, pack=pack.ref.id, packs=packs)


def follow_header(rows: Sequence[Row], document: Row, body: Row) -> list[Row]:
    """Give those rows of an order that shared the header's warehouse and day of shipment the new ones.

    1C ships by row, and computes the header's day from them: an edit of the header alone would not last.

    Args:
        rows: as they are to be otherwise.
        document: as it stands.
        body: fields of the header that change.
    """
    followed = {name: body[name] for name in (names.WAREHOUSE, names.SHIP_ON) if name in body}
    day = day_of_shipment(document)
    stood = {names.WAREHOUSE: document[names.WAREHOUSE], names.SHIP_ON: write_date(day) if day else standard.NO_DATE}
    return [
        {**row, **{name: value for name, value in followed.items() if row.get(name) == stood[name]}} for row in rows
    ]


def terms_changes(terms: FoundTerms, document: Row) -> Row:
    """Return the order's terms fields that differ; whether prices include VAT stays, as the rows do."""
    wanted = {
        names.AGREEMENT: terms.agreement,
        names.CONTRACT: terms.contract,
        names.SETTLEMENT: terms.settlement,
        names.PAYMENT_FORM: terms.payment_form,
        names.PAYMENT_SCHEDULE: terms.payment_schedule,
        names.TAX_REGIME: terms.tax_regime,
        names.CURRENCY: terms.currency,
        **terms.beside,
        **(terms.packaging if terms.agreement != document[names.AGREEMENT] else {}),
    }
    return {name: value for name, value in wanted.items() if document[name] != value}


def rated_anew(
    former: Mapping[str, GroupDoc], before: SalesOrder, after: Mapping[OrderGroup, str]
) -> dict[OrderGroup, GroupDoc]:
    """Remember rows of an order that the bus sent again at other rates or for another day: nobody edited them.

    Unless a person's edit of them was not told yet; then it goes out with what the bus made of it.

    Args:
        former: what was remembered.
        before: the order before the write.
        after: digests of the order after it.
    """
    rows = former.get(OrderGroup.ROWS)
    if rows is None or rows.digest != group_digests(before, [OrderGroup.ROWS])[OrderGroup.ROWS]:
        return {}
    return {OrderGroup.ROWS: rows.holding(after[OrderGroup.ROWS])}
