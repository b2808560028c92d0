"""What the writer of 1C orders works with, and one run of an `order.upsert`: its steps, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.memory.keys import BaseKeys
from services.onec_connector.memory.order import Order, OrderStore
from services.onec_connector.memory.waits import Waits
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.orders import OrderReader
from services.onec_connector.reader.snapshots import OrderSnapshots, Seen
from services.onec_connector.reference.client_prices import ClientPrices
from services.onec_connector.reference.discount_limits import DiscountLimits
from services.onec_connector.reference.own_firms import OwnFirms
from services.onec_connector.writer.items.finding import Items
from services.onec_connector.writer.named.staff import Staff
from services.onec_connector.writer.named.terms import TermsFinder
from services.onec_connector.writer.orders.draft import Moment, OrderOptions
from services.onec_connector.writer.partners.customers import Customers
from shared.bus.errors import Retryable
from shared.bus.publish import Publish
from shared.canon import ORDERS
from shared.entities import GroupDoc, Verdict, WriteAnswer, after_write, decide
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.messages.things import Line

POST_STEP = "post"
CREATE_STEP = "create"
CANCEL_STEP = "cancel"


@dataclass(frozen=True, slots=True)
class OrderContext:
    """Everything that the writer of 1C orders needs."""

    snapshots: OrderSnapshots
    reader: OrderReader
    store: OrderStore
    keys: BaseKeys
    items: Items
    staff: Staff
    firms: OwnFirms
    customers: Customers
    terms: TermsFinder
    waits: Waits
    prices: ClientPrices
    limits: DiscountLimits
    publish: Publish
    portal_id: str
    options: OrderOptions

    @property
    def base(self) -> Base:
        """The OData client of 1C by which orders are written."""
        return self.snapshots.base

    def moment(self) -> Moment:
        """Return the moment at which an order is written: now, by the 1C base's clock."""
        return Moment(datetime.now(UTC), self.snapshots.place.zone)


@dataclass(slots=True)
class OrderRun:
    """One run of one order command; `sent` becomes True before the first write that an order can notice.

    `trial`: nothing is to be written: what 1C lacks is left out of what is found, instead of being made; `lacking`
    are the rows of its products, which nobody prices. `saved` is the order's `DataVersion` right after this run's
    write. `overtaken`: 1C has been closed since the command was decided; `sent_back`: so it is decided anew.
    `recalled` is what is told whatever becomes of the order: what an earlier run still has to tell, and what was made
    for it in 1C; `making`, the stored facts of what is being made (`making.py`). `stopped`, that its outcome tells of a
    frozen group.
    """

    command: OrderUpsert
    entity: Order
    overtaken: bool
    sent: bool = False
    saved: str = ""
    told: list[Told] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    recalled: list[Told] = field(default_factory=list)
    making: dict[str, Any] = field(default_factory=dict)
    stopped: bool = False
    sent_back: bool = False
    trial: bool = False
    lacking: list[Line] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Birth key of the pair whose order this run writes."""
        return self.command.key

    @property
    def order(self) -> SalesOrder:
        """The order as this run's command wants it in 1C."""
        return self.command.order

    @property
    def known_lines(self) -> list[Line]:
        """Lines of the order command of which 1C has the item, or has it by now: all of them, but for a trial."""
        return [line for line in self.order.lines if line not in self.lacking]

    @property
    def deal(self) -> str:
        """Id of the deal from which the order command was made."""
        return self.command.source.id

    @property
    def version(self) -> int:
        """Version with which this write of the order began."""
        assert self.entity.writing is not None  # noqa: S101 - a run is a write
        return self.entity.writing.version

    @property
    def step(self) -> str | None:
        """The step that an earlier run of the order's write reached without ending."""
        return self.entity.writing.step if self.entity.writing else None

    @property
    def ref(self) -> str:
        """Reference of the 1C order that this run writes."""
        assert self.entity.ref is not None  # noqa: S101 - asked only where there is an order
        return self.entity.ref

    @property
    def stamps(self) -> dict[OrderGroup, Stamp]:
        """Stamps of the order's groups that may be written."""
        return {group: one for group, one in self.order.groups.items() if group not in self.entity.frozen}


async def note(
    context: OrderContext, run: OrderRun, step: str | None, *, memo: Any = None, attempt: bool = False
) -> None:
    """Store which step the write of a 1C order has reached.

    Raises:
        Retryable: another write of this entity has begun meanwhile.
    """
    if not await context.store.note_step(run.key, run.version, step=step, memo=memo, attempt=attempt):
        raise Retryable("another write of this order has begun", after_s=5, counted=False)


async def release(context: OrderContext, run: OrderRun, groups: Mapping[OrderGroup, GroupDoc] | None = None) -> None:
    """End a run that has not looked at the 1C order: what one before it has sent is nobody's edit.

    An attempt to create is remembered by its time, and no reader waits for it.
    """
    store = context.store
    await (store.end_write if run.entity.ref is None else store.release)(run.key, groups or {})


def stage_known(run: OrderRun) -> dict[OrderGroup, GroupDoc]:
    """Return what a run remembers of the deal's stage, by which older order commands are recognised as stale."""
    stamps: dict[OrderGroup, Stamp] = {one: run.stamps[one] for one in (OrderGroup.STAGE,) if one in run.stamps}
    verdicts = decide(stamps, run.entity.groups, {}, subject=ORDERS, judge=True)
    return after_write(
        run.entity.groups, stamps, verdicts, {one: WriteAnswer("", equal=True) for one in stamps}, winners={}
    )


def is_stale(run: OrderRun) -> bool:
    """Tell whether an order command is older than one that was carried out, «Поступил заказ» for instance."""
    stamp = run.order.groups.get(OrderGroup.STAGE)
    if stamp is None:
        return False
    verdicts = decide({OrderGroup.STAGE: stamp}, run.entity.groups, {}, subject=ORDERS, judge=True)
    return verdicts[OrderGroup.STAGE] is Verdict.SKIP


def number_of(seen: Seen) -> str:
    """Return the number by which people know a 1C order."""
    return str(seen.document[names.NUMBER] or seen.document[standard.REF]).strip()
