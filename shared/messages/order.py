"""The canonical order: one shape for a deal of Bitrix24 and an order of 1C.

Both connectors translate their system into this model, so the ring in between only swaps ids and words.
In a *snapshot* (fact) `ref` is the id in the system that was read, and `origin` the partner's id written in the
record, if any. In a *command* `ref` is the id in the system to be written (None: find by the natural keys, or
create) and `origin` the id of the thing it is made from.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from shared.messages.groups import Apart, In, Since, Stamp
from shared.messages.model import Model, Moment, Name, Number
from shared.messages.things import (
    Customer,
    Invoice,
    Line,
    Manager,
    OrderState,
    Organisation,
    Person,
    Ref,
    Stage,
    StageEntry,
    Terms,
)
from shared.messages.words import FieldWords, Unsaid


class OrderGroup(StrEnum):
    """The groups of an order."""

    ROWS = "rows"
    MANAGER = "manager"
    ORGANISATION = "organisation"
    PARTIES = "parties"
    HEADER = "header"
    EXTRA = "extra"
    STAGE = "stage"
    STATE = "state"
    GIVEN = "given"


_IDENTITY = Apart("an id is what the record is, not what is said of it")
_ROWS, _HEADER = In(OrderGroup.ROWS), In(OrderGroup.HEADER)
_PARTIES, _STAGE = In(OrderGroup.PARTIES), In(OrderGroup.STAGE)
_STATE, _GIVEN = In(OrderGroup.STATE), In(OrderGroup.GIVEN)


class SalesOrder(Model):
    """A deal or an order, whole.

    Every field says which group it belongs to, or why to none; the order of the fields of a group is part of its
    digest, so new ones go behind the old ones and say since which scheme. A field of the header says too what people
    read of it.

    Args:
        formerly: of a deal that was deleted and restored from the recycle bin, which gives it a new id: the ids that it
            had, oldest first.
        groups: stamps of the groups that travel with this value; a group that is absent is not to be written.
        number, url: as people see them in the system it was read from.
        title, note: header texts; they travel in the direction of the pair's birth only.
        delivery: of orders, for the digests of yesterday alone; the address travels in `extra`.
        extra: by the names of the rules file's `fields`, values that go out from the side that was read, as
            `shared.rules.fields.canonical` writes them; what is absent is not to be written, "" means empty it.
        dated: creation time of a deal, date of an order; compared with the cut-off.
        stated_total: a deal's amount when a person typed it over the sum of the rows, else None.
        shown_total: a deal's amount where the portal made another one of the same rows, else None.
        total: of deals the sum of the rows that are not cancelled, with VAT; of orders what 1C says: packaging that is
            to be returned may stand in the rows and not count.
        reprice: of deals: a person asks for 1C's prices in all rows, typed ones included. It is an edit of the rows.
        invoice: of deals: the invoice issued from it, the latest of several. As soon as there is one, the bus changes
            no price any more.
        priced: of orders: the bus has put 1C's prices into the rows as they are, and nobody has edited them since.
        stage, history: deals only; history is filled where a deal stands later than its work stage without an order.
        posted, state: orders only.
        phase: `cancelled` for a lost or deleted deal and for an order marked for deletion or deleted.
        deleted: of what is cancelled, that it was deleted: its card shows nobody anything any more.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    formerly: Annotated[tuple[Name, ...], _IDENTITY] = ()
    groups: Annotated[dict[OrderGroup, Stamp], Apart("the numbers themselves")] = {}
    number: Annotated[str, _GIVEN] = ""
    url: Annotated[str, _GIVEN] = ""
    title: Annotated[str, _HEADER, FieldWords("название", "title")] = ""
    note: Annotated[str, _HEADER, FieldWords("комментарий", "comment")] = ""
    customer: Annotated[Customer | None, _PARTIES] = None
    person: Annotated[Person | None, _PARTIES] = None
    manager: Annotated[Manager | None, In(OrderGroup.MANAGER)] = None
    organisation: Annotated[Organisation | None, In(OrderGroup.ORGANISATION)] = None
    terms: Annotated[Terms, _HEADER] = Terms()
    ship_on: Annotated[
        date | None, _HEADER, FieldWords("дата отгрузки", "day of shipment", "перенесена дата отгрузки")
    ] = None
    delivery: Annotated[str, _HEADER, Unsaid("the address travels in `extra`")] = ""
    extra: Annotated[dict[str, str], In(OrderGroup.EXTRA)] = {}
    lines: Annotated[tuple[Line, ...], _ROWS] = ()
    currency: Annotated[str, _ROWS, Since(2)] = "RUB"
    reprice: Annotated[bool, _ROWS, Since(3)] = False
    invoice: Annotated[Invoice | None, _HEADER, Since(3), Unsaid("it stands in the order's comment")] = None
    total: Annotated[Number, _GIVEN] = Decimal(0)
    dated: Annotated[Moment | None, _GIVEN] = None
    stated_total: Annotated[Number | None, Apart("told when rows are written; the total is the sum of the rows")] = None
    shown_total: Annotated[Number | None, Apart("told when rows are written; the total is the sum of the rows")] = None
    priced: Annotated[bool, Apart("who named the prices; the rows are told themselves")] = False
    stage: Annotated[Stage | None, _STAGE] = None
    history: Annotated[tuple[StageEntry, ...], Apart("read to decide whether an order may be created")] = ()
    state: Annotated[OrderState | None, _STATE] = None
    posted: Annotated[bool | None, _STATE] = None
    phase: Annotated[Literal["active", "cancelled"], In(OrderGroup.STAGE, OrderGroup.STATE)] = "active"
    deleted: Annotated[bool, Apart("what is deleted is cancelled, and told as that")] = False
