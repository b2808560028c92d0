"""What the b24-connector remembers of a deal beside its numbers: its order, stage, notes, what is half written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NotRequired, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.deal_notes import Burst, DealTodo, Untold
from services.b24_connector.memory.told import ToldMemory
from services.b24_connector.memory.unreadable import UNREADABLE_INDEX, NotedUnreadable
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.vocabulary.exchange import Hindrances
from services.b24_connector.vocabulary.values import identity
from shared.canon import ORDERS
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup
from shared.rules.figures import Figure
from shared.store import Entity, EntityStore, Into


class DealBirth(TypedDict):
    """Where a deal stood when it was last read or written; of a deleted one nothing else is known.

    Args:
        dated: time of creation, as the portal writes it.
    """

    pipeline: str
    stage: str
    dated: str


class LastWrite(TypedDict):
    """By what our own write of a deal is recognised when it comes back as an event.

    Args:
        time, user, amount, client: of the deal in the portal's answer.
        at: when, by our clock.
    """

    time: str | None
    user: str
    amount: str
    client: str
    at: datetime


class AppliedState(TypedDict):
    """The state of the order for which the bus last set the deal's stage.

    Args:
        figures: digest of what the stage depends on.
        to: the stage set.
        again: times it was set anew for the same figures.
        left: somebody took the deal out of it, and there it is left until the figures change.
    """

    figures: str
    to: str
    again: int
    left: NotRequired[bool]


class SeenRequisite(TypedDict):
    """The requisite of a deal as it was read last.

    Args:
        id: in the portal.
        form: digest of what its client is known by.
    """

    id: str
    form: str


class NamedOrganisation(TypedDict):
    """An organisation of ours as a deal's field names it.

    Args:
        name, inn: of the value that was chosen; one without an INN is known to the rules by its name.
    """

    name: str
    inn: str


class ShownAgain(TypedDict):
    """How often the bus has shown again what somebody had overwritten of an order in its deal.

    Args:
        what: digest of the fields with their values.
        at: when it was last, by our clock.
        times: that the same was put back since it last stood.
    """

    what: str
    at: datetime
    times: int


class DealMemory(ToldMemory, total=False):
    """The connector's own fields of a deal's document beside what its timeline says; None removes one.

    Args:
        seen: `updatedTime` of the last full read that had settled; the sweep leaves the deal alone.
        amount, client: of the deal in that read.
        closed: it stands in a final stage.
        gone: it was deleted.
        formerly: ids that it had before it was deleted and restored from the recycle bin, oldest first.
        restored: it came back under another id, and that was not told yet.
        born: where it stood when it was last read or written.
        responsible: whose it was then; of a deleted deal, the person who is told.
        company, contact: ids of its parties, so that an event of theirs finds it.
        requisite: the one it means, so that a correction of it is heard.
        organisation: the one of ours that it named last; its field or the value may be deleted since.
        invoices: those it was read with last, as `vocabulary.invoices.shown_invoices`; a portal may show them no more.
        awaits: digest of the parties and items as people named them, which may be what a refused order waits for.
        waiting: its order was refused and is tried again.
        refused_upsert, refused_move: order whose deal, or whose figures and stage, the portal refused; tried again.
        unsettled: that refusal waits for a person to say who the client is.
        answered: when 1C last accepted or refused its order, as far as the manager was told.
        state_at: the same, told or not: when 1C gave the answer by which the order waits or does not.
        ordered: it has an order.
        order_total: sum of that order when its figures were shown last, as text.
        newborn: the bus created it, and its outcome was not confirmed yet.
        stated: the amount the bus set by hand.
        lacking: codes of items for which a row of free text was written last, as the portal had no product of them.
        texts: title and note as the bus wrote them last, by name; one that is another by now is a person's, and stays.
        filled: lines of the table of extra fields that have had a value on either side.
        last_write: our last write of its fields, where its event may be answered without a full read.
        bus_stage: the stage the bus set, while nobody has moved it since.
        manual_stage: the stage a person had last set.
        applied: the figures for which the bus has set a stage; None once they are others.
        untold: digests of sentences that the portal does not take now, each with the message that waits.
        burst: our last comment, where it told of edits alone.
        owed: sentences of a write that was cut short, as JSON.
        hindered: what keeps a part of its exchange from being done.
        todo: what its responsible is to do about a refusal.
        shown: digest of «Обмен с 1С» and «Что мешает» as the bus wrote them last.
        figures: texts of its order as the bus showed them last, by name: number, state, percentages, link.
        shown_again: these, or the two, were overwritten and shown again.
        emptied: it was copied, and what it showed of its original's order was emptied, once.
        too_long: it has more bytes than a message may have, and an edit of it could not be told.
        unreadable: it, or what belongs to it, could not be read when it was looked at last.
    """

    seen: str | None
    amount: str | None
    client: str | None
    closed: bool | None
    gone: bool | None
    formerly: Sequence[str] | None
    restored: bool | None
    born: DealBirth | None
    responsible: str | None
    company: str | None
    contact: str | None
    requisite: SeenRequisite | None
    organisation: NamedOrganisation | None
    invoices: Sequence[Mapping[str, str]] | None
    awaits: str | None
    waiting: bool | None
    refused_upsert: str | None
    refused_move: str | None
    unsettled: bool | None
    answered: datetime | None
    state_at: datetime | None
    ordered: bool | None
    order_total: str | None
    newborn: bool | None
    stated: str | None
    lacking: Sequence[str] | None
    texts: Mapping[str, str] | None
    filled: Sequence[str] | None
    last_write: LastWrite | None
    bus_stage: str | None
    manual_stage: str | None
    applied: AppliedState | None
    untold: Mapping[str, Untold] | None
    burst: Burst | None
    owed: Sequence[Mapping[str, Any]] | None
    hindered: Hindrances | None
    todo: DealTodo | None
    shown: str | None
    figures: Mapping[Figure, str] | None
    shown_again: ShownAgain | None
    emptied: bool | None
    too_long: bool | None
    unreadable: NotedUnreadable | None


def standing(item: Mapping[str, Any]) -> DealMemory:
    """Return what the document of a deal remembers at every read and write: where it stands, should it be deleted.

    Args:
        item: the deal's own fields.
    """
    stage = read_stage(item)
    born: DealBirth = {"pipeline": stage.pipeline, "stage": stage.id, "dated": str(item.get("createdTime") or "")}
    return {"born": born, "closed": stage.semantic != "P", "responsible": identity(item.get("assignedById")) or None}


Deal = Entity[DealMemory]
DealStore = EntityStore[DealMemory]


def has_order(deal: Deal) -> bool:
    """Tell whether anything of an order has ever been written into a deal."""
    return bool(deal.fields.get("ordered")) or any(group.known for group in deal.groups.values())


HINDERED: Final = {"refused_upsert": "deal", "refused_move": "stage"}
"""What of a deal the portal refuses, and the hindrance that says why."""
REFUSED = tuple(HINDERED)
TAKEN: DealMemory = {"refused_upsert": None, "unsettled": None, "hindered": Into({"deal": None})}
"""What a write that is not refused any more leaves behind."""

HALF_WRITTEN = "rows"
"""Step of a write whose rows, or something sent beside them, stand in the deal in part."""
SENT_ROWS = "sent"
"""Where the memo of that step keeps rows, as JSON, that are no order's: whether they stand is seen by them alone."""

_INDEXES = (
    IndexModel("fields.waiting", name="waiting", partialFilterExpression={"fields.waiting": True}),
    *(IndexModel(f"fields.{name}", name=name, sparse=True) for name in REFUSED),
    IndexModel("fields.applied.left", name="left", partialFilterExpression={"fields.applied.left": True}),
    IndexModel("fields.unsettled", name="unsettled", sparse=True),
    IndexModel("fields.requisite.id", name="requisite", sparse=True),
    IndexModel("fields.figures.number", name="number", sparse=True),
    IndexModel("fields.company", name="company", sparse=True),
    UNREADABLE_INDEX,
)


def half_written(deal: Deal) -> Mapping[str, str]:
    """Return by group the digests of what half a write, or several, have left in a deal."""
    if deal.writing is None or deal.writing.step != HALF_WRITTEN:
        return {}
    memo: Mapping[str, str] | str = deal.writing.memo or {}
    if not isinstance(memo, Mapping):
        return {OrderGroup.ROWS: memo}  # an earlier version noted the rows alone
    return {group: noted for group, noted in memo.items() if group != SENT_ROWS}


def left_half(deal: Deal) -> dict[OrderGroup, GroupDoc]:
    """Return what half a write has left of a deal, to be remembered as what stands there: nobody's edit."""
    return {
        OrderGroup(group): deal.groups.get(group, GroupDoc()).holding(digest)
        for group, digest in half_written(deal).items()
    }


def deal_store(database: AsyncDatabase[dict[str, Any]]) -> DealStore:
    """Return the store of deals' documents."""
    return EntityStore(database, "b24", ORDERS, _INDEXES)
