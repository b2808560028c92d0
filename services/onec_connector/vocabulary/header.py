"""Fields of a 1C order's header (title, comment, terms, shipment) and how each is read, written, compared. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.clock import read_date, write_date
from services.onec_connector.vocabulary.comments import by_people, invoice_in, is_marked, tail_behind, without_deletions
from services.onec_connector.vocabulary.reference import ReferenceData, is_empty
from services.onec_connector.vocabulary.texts import in_line, in_lines
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Invoice, Ref, Terms, Thing
from shared.messages.words import values_said, worded
from shared.russian import invoice_said, value_said

Row = Mapping[str, Any]
_TITLE_LENGTH: Final = 255
"""Of a deal, in the portal."""
_INVOICE_LENGTH: Final = 50


@dataclass(frozen=True, slots=True)
class HeaderEdit:
    """What the header of a deal's order is written from.

    Args:
        order: of the command.
        deal: id of the deal.
        ordered: the day the document is dated.
        warehouse: reference that is to stand in the header; empty: leave it.
        document: as it stands; empty for a new one.
        former_comment: mark of what we wrote last, `mark_of`; empty: nothing.
        sent_comment: mark of what was sent after that, and perhaps taken; empty: nothing.
        is_decided: a person who has compared both sides has decided for the deal's.
    """

    order: SalesOrder
    deal: str
    ordered: date
    warehouse: str = ""
    document: Row = field(default_factory=dict)
    former_comment: str = ""
    sent_comment: str = ""
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class OrderHeaderField:
    """One field of a 1C order's header.

    Args:
        name: in `SalesOrder`.
        at: attributes of the document, the written one first.
        read: what `SalesOrder` gets.
        write: what is to stand in the first attribute, None: leave it; absent: nothing is ever written.
        parts: of a value that consists of fields, the attribute of each.
    """

    name: str
    at: tuple[str, ...]
    read: Callable[[Row, ReferenceData], Any]
    write: Callable[[HeaderEdit], Any] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


def text(name: str) -> Callable[[Row, ReferenceData], str]:
    """Read an attribute of a 1C order's header as it is."""
    return lambda document, _: str(document.get(name) or "")


def title(document: Row, _reference: ReferenceData | None = None) -> str:
    """Return a 1C order's title «Заказ клиента ТД00-000017 от 05.03.2026»."""
    day = read_date(document.get(names.DATE))
    dated = f" от {day:%d.%m.%Y}" if day else ""
    return f"Заказ клиента {str(document.get(names.NUMBER) or '').strip()}{dated}"


def comment(order: SalesOrder, deal: str) -> str:
    """Write the comment of 1C's order: the deal's number, title, link and invoice, and its manager's comment (R13).

    1C's field takes a text of any length: nothing of it is cut off, the manager's words no more than the link.
    """
    head = f"Сделка № {deal}" + (f" «{in_line(order.title, _TITLE_LENGTH)}»" if order.title else "")
    lines = [head, order.url, invoice_line(order.invoice), order.note]
    return in_lines("\n".join(line for line in lines if line))


def _note(document: Row, _reference: ReferenceData) -> str:
    return by_people(str(document.get(names.COMMENT) or ""))


def is_ours(document: Row, comment: str) -> bool:
    """Tell whether a 1C order's comment begins with what the bus writes into it, also if nobody heard that it did."""
    return bool(comment) and str(document.get(names.COMMENT) or "").startswith(comment)


def invoice_line(invoice: Invoice | None) -> str:
    """Write «Счёт № 7 от 28.11.2026» for a 1C order's comment: the payment will quote it. Empty: there is none."""
    if invoice is None:
        return ""
    return invoice_said(in_line(invoice.number, _INVOICE_LENGTH), invoice.dated)


def invoice_shown(document: Row, *former: str) -> dict[str, str]:
    """Return under `invoice` what a 1C order's comment says of its deal's invoice, as far as the bus writes it.

    Args:
        document: as it stands.
        former: marks of what the bus has sent into the comment, the latest first.
    """
    line = invoice_in(str(document.get(names.COMMENT) or ""), *former)
    return {} if line is None else {"invoice": line}


def _comment(edit: HeaderEdit) -> str | None:
    """Return an order's new comment, keeping what the accountant wrote after ours; None if he has replaced ours."""
    present, ours = str(edit.document.get(names.COMMENT) or ""), comment(edit.order, edit.deal)
    if is_marked(ours, edit.former_comment) and not (edit.sent_comment or edit.is_decided):
        return None
    tails = [tail_behind(present, one) if present else "" for one in (edit.sent_comment, edit.former_comment)]
    behind = next((one for one in tails if one is not None), None)
    return None if behind is None else ours + (without_deletions(behind) if edit.order.formerly else behind)


def ship_date(order: SalesOrder, ordered: date) -> date:
    """Return the day of shipment for a 1C order, never before the order's own."""
    return max(order.ship_on or ordered + timedelta(days=order.terms.ship_in_days), ordered)


def day_of_shipment(document: Row) -> date | None:
    """Return the day a 1C order is to be shipped: the header's, or the earliest of its rows.

    The header of an order that is not agreed yet has none; its rows keep theirs.
    """
    rows = (row for row in document.get(names.LINES, ()) if not row.get(names.CANCELLED))
    days = [day for row in rows if (day := read_date(row.get(names.SHIP_ON)))]
    return read_date(document.get(names.SHIP_ON)) or min(days, default=None)


def _ship_on(edit: HeaderEdit) -> str | None:
    wanted = ship_date(edit.order, edit.ordered)
    if edit.document and (edit.order.ship_on is None or wanted == day_of_shipment(edit.document)):
        return None
    return write_date(wanted)


def _warehouse(edit: HeaderEdit) -> str | None:
    return None if edit.document and is_empty(edit.warehouse) else edit.warehouse


_TERMS: Final = {
    "warehouse": names.WAREHOUSE,
    "agreement": names.AGREEMENT,
    "contract": names.CONTRACT,
    "payment_form": names.PAYMENT_FORM,
    "settlement": names.SETTLEMENT,
    "tax_regime": names.TAX_REGIME,
    "prices_include_vat": names.VAT_INCLUDED,
}


def _terms(document: Row, reference: ReferenceData) -> Terms:
    return Terms(
        agreement=_named("agreement", document.get(names.AGREEMENT), reference),
        contract=_named("contract", document.get(names.CONTRACT), reference),
        warehouse=_named("warehouse", document.get(names.WAREHOUSE), reference),
        payment_form=str(document.get(names.PAYMENT_FORM) or ""),
        settlement=str(document.get(names.SETTLEMENT) or ""),
        tax_regime=str(document.get(names.TAX_REGIME) or ""),
        prices_include_vat=bool(document.get(names.VAT_INCLUDED)),
    )


def _named(kind: str, guid: object, reference: ReferenceData) -> Thing | None:
    if is_empty(guid):
        return None
    known = reference.named.get(str(guid))
    return Thing(ref=Ref(system="onec", kind=kind, id=str(guid)), name=known.name if known else "")


HEADER: Final = (
    OrderHeaderField("title", (names.NUMBER, names.DATE), title),
    OrderHeaderField("note", (names.COMMENT,), _note, _comment),
    OrderHeaderField("terms", tuple(_TERMS.values()), _terms, _warehouse, _TERMS),
    OrderHeaderField("ship_on", (names.SHIP_ON,), lambda document, _: read_date(document.get(names.SHIP_ON)), _ship_on),
    OrderHeaderField("delivery", (names.DELIVERY_ADDRESS,), text(names.DELIVERY_ADDRESS)),
)


def read_header(document: Row, reference: ReferenceData) -> dict[str, Any]:
    """Return the header fields of `SalesOrder` from a 1C order."""
    return {one.name: one.read(document, reference) for one in HEADER}


def header_changes(edit: HeaderEdit) -> dict[str, Any]:
    """Return the attributes of 1C's order that a deal's edit changes; all of them for a new document."""
    wanted = {one.at[0]: one.write(edit) for one in HEADER if one.write}
    return {name: value for name, value in wanted.items() if value is not None and edit.document.get(name) != value}


def header_said(document: Row, reference: ReferenceData) -> dict[str, str]:
    """Return by caption what people read in the header of a 1C order."""
    order = SalesOrder(**read_header(document, reference))
    return {words.caption: value_said(words, value) for words, value in values_said(order, OrderGroup.HEADER)}


def words_changed(attributes: Collection[str]) -> list[str]:
    """Say, for the deal's manager, what a write changes in the header of a 1C order.

    Args:
        attributes: of the document that are written.
    """
    at = dict(_places())
    words = worded(SalesOrder, OrderGroup.HEADER)
    return [one.changed for name, one in words.items() if one.changed and at.get(name) in attributes]


def _places() -> Iterator[tuple[str, str]]:
    """Yield each field of the header, `terms.agreement` for a part of one, with the attribute that holds it."""
    for one in HEADER:
        if one.parts:
            yield from ((f"{one.name}.{part}", at) for part, at in one.parts.items())
        else:
            yield one.name, one.at[0]
