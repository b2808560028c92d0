"""Builds a new 1C order with its rows and payment stages, to be posted, and to survive a save in 1C."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.clock import write_date, write_moment
from services.onec_connector.vocabulary.header import HeaderEdit, header_changes, ship_date
from services.onec_connector.vocabulary.lines import RowRefs, new_row, numbered
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.orders import marker
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.partners.found import FoundParties
from shared.messages.order import SalesOrder
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.money import kopecks

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ResolvedOrder:
    """Everything that an order command names, as references of 1C.

    Args:
        repriced: the deal is to hear of the rows as they are written: prices of 1C stand in them, or it has asked.
        price_notes: what the manager reads of the prices, where the rows are written.
        amounts: what he reads of an amount typed over them, likewise.
        agreement_left: the agreement that the deal names, where the order keeps its own as something of it is paid or
            shipped; empty: it names none but that.
        rows_stay: among the rows are some that nobody has edited, whose price 1C was not asked for.
        sole_firm: 1C has no other organisation of ours that it could fill a new order for.
        moved_rows: the order's own rows as another tax regime wants them; empty where the regime stays.
    """

    parties: FoundParties
    organisation: str
    manager: FoundManager
    terms: FoundTerms
    lines: tuple[FoundLine, ...]
    moved_rows: tuple[Row, ...] = ()
    pairs: tuple[Pair, ...] = ()
    told: tuple[Told, ...] = ()
    repriced: bool = False
    price_notes: tuple[Told, ...] = ()
    amounts: tuple[Told, ...] = ()
    rows_stay: bool = False
    agreement_left: str = ""
    sole_firm: bool = False

    def priced_as(self, other: "ResolvedOrder") -> "ResolvedOrder":
        """Return the resolved order with the rows of another finding of it, and what is told of their prices."""
        rows = {name: getattr(other, name) for name in ("lines", "repriced", "price_notes", "amounts", "rows_stay")}
        return replace(self, **rows)


@dataclass(frozen=True, slots=True)
class Moment:
    """When an order is written: now, by the base's clock."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day by the 1C base's clock on which an order is written."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class OrderOptions:
    """How the base works with orders, and the rules about them.

    Args:
        approval: orders wait for approval.
        by_line: rows are supplied by line.
        companies: what people correct in a company of the portal is written to 1C by itself.
    """

    approval: bool = False
    by_line: bool = True
    companies: bool = False


def new_document(
    order: SalesOrder, found: ResolvedOrder, moment: Moment, *, key: str, deal: str, options: OrderOptions
) -> Row:
    """Build a new 1C order; the number, payment stages and settlement object are 1C's to fill.

    Args:
        order: of the command.
        found: what it names.
        moment: of writing, which dates the order.
        key: computed `Ref_Key`.
        deal: id of the deal, for the marker.
        options: of the base.
    """
    ship_on, terms = ship_date(order, moment.today), found.terms
    included = terms.vat_included
    status = names.NOT_APPROVED if options.approval else names.TO_SUPPLY
    supply = supply_of_goods(status, by_line=options.by_line)
    places = (place(line, terms.warehouse, ship_on, supply, apart=bool(terms.apart)) for line in found.lines)
    rows = [new_row(one.line, where, vat_included=included) for one, where in zip(found.lines, places, strict=True)]
    edit = HeaderEdit(order, deal, moment.today, found.terms.warehouse)
    document = {
        standard.REF: key,
        names.DATE: write_moment(moment.now, moment.zone),
        names.PARTNER: found.parties.partner,
        names.LEGAL_ENTITY: found.parties.entity,
        names.CONTACT_PERSON: found.parties.person,
        names.ORGANISATION: found.organisation,
        names.AGREEMENT: found.terms.agreement,
        names.CONTRACT: found.terms.contract,
        names.CURRENCY: found.terms.currency,
        names.OPERATION: names.FOR_SALE,
        names.TAX_REGIME: found.terms.tax_regime,
        names.VAT_INCLUDED: included,
        names.SETTLEMENT: found.terms.settlement,
        names.PAYMENT_FORM: found.terms.payment_form,
        names.PAYMENT_SCHEDULE: found.terms.payment_schedule,
        **found.terms.beside,
        **found.terms.packaging,
        names.STATUS: status,
        names.SHIP_WHOLE: not options.by_line,
        names.DISCOUNTS_READY: True,
        names.MARKER: marker(deal),
        **header_changes(edit),
        **part(rows),
    }
    if found.manager.guid:
        document[names.MANAGER] = found.manager.guid
    return document


def part(rows: Sequence[Row]) -> Row:
    """Draft the tabular part of an order's rows; 1C replaces it as a whole."""
    return {names.LINES: numbered(list(rows))}


def stages(rows: Sequence[Row]) -> Row:
    """Build the tabular part of an order's payment stages; 1C lays out an empty one itself, from the agreement."""
    return {names.STAGES: numbered(list(rows))}


def stages_for(rows: Sequence[Row], total: Decimal) -> Row:
    """Adapt an order's payment stages to another total.

    1C spreads a difference over the stages as it sees fit when it posts the order. Dates and percentages stay as the
    accountant has them; the last stage takes the kopecks. Stages that are no whole hundred percent are left to 1C.

    Args:
        rows: as they stand.
        total: of the order after the edit.
    """
    percents = [number(row.get(names.STAGE_PERCENT)) for row in rows]
    if not rows or sum(percents) != 100:  # noqa: PLR2004 - percent
        return stages([])
    shares = [kopecks(total * percent / 100) for percent in percents[:-1]]
    shares.append(total - sum(shares, start=Decimal(0)))
    return stages([{**row, names.STAGE_SUM: share} for row, share in zip(rows, shares, strict=True)])


def supply_of_goods(status: object, *, by_line: bool) -> str:
    """Return how new goods of an order are supplied: nothing is decided by line, or what 1C's form decides by status.

    Args:
        status: of the order.
        by_line: people see and change the supply of each row.
    """
    return names.TO_SUPPLY if by_line else names.SUPPLY_OF_STATUS.get(str(status), names.TO_SUPPLY)


def place(line: FoundLine, warehouse: str, ship_on: date, supply: str, *, apart: bool = False) -> RowRefs:
    """Return the references for a row of a new 1C order: item, VAT rate, warehouse, supply and day of shipment.

    Args:
        line: of the deal.
        warehouse: goods are shipped from.
        ship_on: day of shipment.
        supply: of goods; a service is shipped.
        apart: goods are supplied for this order alone.
    """
    service = line.item.kind == "service"
    return RowRefs(
        item=line.item.guid,
        characteristic=line.characteristic,
        pack=line.pack,
        packs=line.packs,
        vat_rate=line.vat_rate,
        warehouse=standard.NO_REF if service else warehouse,
        supply=names.SUPPLY_TO_SHIP if service else supply,
        ship_on=write_date(ship_on),
        price_kind=line.price_kind,
        apart=apart and not service,
    )
