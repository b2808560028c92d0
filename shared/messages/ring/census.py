"""Messages of a reconciliation of deals and orders: both sides are read afresh, page after page, and compared.

A message asks for a page; the answer is its records and the message for the next page, so that a connector that is
restarted meanwhile continues with the page it was at.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.messages.model import Count, Moment, Name
from shared.messages.order import SalesOrder
from shared.messages.ring.message import Message
from shared.messages.things import Manager, Ref, System

PAGE = 50
"""Records of one page: what a list call of either system answers at once."""

Subject = Literal["deals", "companies", "contacts", "private", "items", "prices"]
"""What can be compared by itself; deals are compared with their orders, `private` are private persons."""

LookNumber = Literal[1, 2]
"""The first look is at everything, the second, ten minutes later, at what differed."""


class ReconcileWanted(Message):
    """Decision: both sides are to be compared.

    Args:
        run: name of the reconciliation; where another is under way, nothing comes of this one.
        since: only deals and orders made since then; None: everything since the cut-off.
        only: what is to be compared; empty: everything that the rules let cross.
    """

    TYPE: ClassVar[str] = "dealbus.reconcile.wanted.v1"

    run: Name
    since: Moment | None = None
    only: tuple[Subject, ...] = ()

    @property
    def subject(self) -> str:
        """The subject of the message that a reconciliation is wanted: `reconcile:<name>`."""
        return f"reconcile:{self.run}"


class Looked(Message):
    """A message of one look of one reconciliation.

    Args:
        run: name of the reconciliation.
        look: which look of it.
    """

    run: Name
    look: LookNumber = 1


class Census(Looked):
    """Hint: read a page of records.

    Args:
        since: only what was made since then.
        after: cursor, as the page before has left it; empty: the first page.
        counted: records of the pages before.
        only: these records alone; empty: all, page after page.
    """

    since: Moment
    after: Name = ""
    counted: Count = 0
    only: Annotated[tuple[Name, ...], Field(max_length=PAGE)] = ()

    @property
    def subject(self) -> str:
        """The subject of a census of deals or orders: `census:<name of the reconciliation>`."""
        return f"census:{self.run}"


class DealCensus(Census):
    """Hint: read a page of deals."""

    TYPE: ClassVar[str] = "dealbus.deal.census.v1"


class OrderCensus(Census):
    """Hint: read a page of orders."""

    TYPE: ClassVar[str] = "dealbus.order.census.v1"


class Counted(Looked):
    """Fact: a record as it stands now, whether or not it was told before.

    Args:
        ref: of the record.
        order: the record; None: it is not there, or cannot be read.
        unread: why it cannot be read.
        busy: it is being written.
    """

    ref: Ref
    order: SalesOrder | None = None
    unread: str = ""
    busy: bool = False

    @property
    def subject(self) -> str:
        """The key of the deal or order that was counted in a census."""
        return self.ref.key


class DealCounted(Counted):
    """Fact: a deal as it stands now.

    Args:
        shown: what its fields say of its order, by figure; of fields that the portal has. `invoice`: the line about its
            invoice that its order's comment is to have, empty where it has none; absent where none are shown.
        gone: it was deleted, and that was told.
        standing: the portal refuses what is to be written into it, which is tried again; what the manager reads.
    """

    TYPE: ClassVar[str] = "dealbus.deal.counted.v1"

    shown: dict[str, str] = {}
    gone: bool = False
    standing: str = ""


class OrderCounted(Counted):
    """Fact: an order as it stands now.

    Args:
        shown: `invoice`: the line about its deal's invoice in its comment, empty where there is none; absent where the
            comment is not the bus's to write.
    """

    TYPE: ClassVar[str] = "dealbus.order.counted.v1"

    shown: dict[str, str] = {}


class PairCounted(Counted):
    """Fact: a record as it stands now, in the terms of 1C, with its pair.

    Args:
        key: birth key of the pair; of the record itself where it has none.
        deal_id, order_id: of both halves, as far as they are known.
        standing: the order, or what is to be written into the deal, is refused and tried again; what the manager reads.
        shown, gone: as in `DealCounted`.
        bears: of a deal, the order whose mark it bears, be it its own or another deal's.
    """

    TYPE: ClassVar[str] = "dealbus.pair.counted.v1"

    key: Name
    deal_id: Name = ""
    order_id: Name = ""
    standing: str = ""
    shown: dict[str, str] = {}
    gone: bool = False
    bears: Name = ""

    @property
    def subject(self) -> str:
        """The key of the pair of deal and order that was counted in a census."""
        return self.key


class CensusEnded(Looked):
    """Fact: all records of a side were told.

    Args:
        side: whose.
        kind: of the records, of a directory (`Listed`); empty: its deals or orders.
        count: how many there were; some of them may still be on their way.
        stages: of the portal, names by id.
        staff: who is at work there: whoever is not may have somebody standing in for him.
    """

    TYPE: ClassVar[str] = "dealbus.census.ended.v1"

    side: System
    kind: Name = ""
    count: Count
    staff: tuple[Manager, ...] = ()
    stages: dict[Name, str] = {}

    @property
    def subject(self) -> str:
        """The subject of the message that a census has ended: `census:<name of the reconciliation>`."""
        return f"census:{self.run}"
