"""Every message of the ring, in the order in which one journey meets them.

The last word of a type tells the step: `touched` a hint, `changed`/`status` a fact, `wanted` a decision,
`upsert`/`move`/`note` a command, `upserted` an outcome, `refused` an outcome that a manager must read.
The routing key is the type without prefix and version: `deal.changed`.
"""

from typing import ClassVar, Literal

from shared.messages.model import Model, Moment
from shared.messages.order import GroupName, Ref, SalesOrder, System


class Message(Model):
    """The body of an envelope; `TYPE` is the wire type."""

    TYPE: ClassVar[str]

    @property
    def subject(self) -> str:
        """The entity key this message is about; messages of one subject are handled one after another."""
        raise NotImplementedError

    @property
    def source_ref(self) -> Ref | None:
        """What to look at again when this message was made by yesterday's rules; None: the message itself."""
        return None


class Touched(Message):
    """Look at this record again.

    Args:
        ref: the record.
        force: publish it even if nothing differs from what was published last.
        gone: the peer says it was deleted; asked by id before it is believed.
    """

    ref: Ref
    force: bool = False
    gone: bool = False

    @property
    def subject(self) -> str:
        """`deal:41` or `order:<guid>`."""
        return self.ref.key


class DealTouched(Touched):
    """Hint: a deal may have changed."""

    TYPE: ClassVar[str] = "dealbus.deal.touched.v1"


class OrderTouched(Touched):
    """Hint: an order or its state may have changed."""

    TYPE: ClassVar[str] = "dealbus.order.touched.v1"


class Fact(Message):
    """A snapshot of a record as it is now; `order.ref` is its id in the system that was read."""

    order: SalesOrder

    @property
    def subject(self) -> str:
        """Key of the record that was read."""
        assert self.order.ref is not None  # noqa: S101 - a snapshot has its own id
        return self.order.ref.key


class DealChanged(Fact):
    """Fact: a deal differs from what was published last (R2, R3, R8, R9, R11, R13)."""

    TYPE: ClassVar[str] = "dealbus.deal.changed.v1"


class OrderChanged(Fact):
    """Fact: an order's rows, parties, manager, organisation or header differ (R14, R16, R17, R19)."""

    TYPE: ClassVar[str] = "dealbus.order.changed.v1"


class OrderStatus(Fact):
    """Fact: the state or figures of an order, after they changed and after every write of ours (R4–R6, R21, R22)."""

    TYPE: ClassVar[str] = "dealbus.order.status.v1"


class OrderWanted(Message):
    """Decision about the order of a deal.

    Args:
        wanted: `yes` write it; `hold` the deal is parked: write nothing, make older decisions stale; `cancelled`
            the deal is lost or deleted.
        may_create: an order may be created if there is none.
        otherwise: told to the manager once when there is no order and none may be created; None: stay silent.
    """

    TYPE: ClassVar[str] = "dealbus.order.wanted.v1"

    order: SalesOrder
    wanted: Literal["yes", "hold", "cancelled"]
    may_create: bool = False
    otherwise: str | None = None

    @property
    def subject(self) -> str:
        """Key of the deal."""
        assert self.order.ref is not None  # noqa: S101
        return self.order.ref.key

    @property
    def source_ref(self) -> Ref | None:
        """The deal."""
        return self.order.ref


class NewDeal(Model):
    """Where a deal that is born from an order begins (R14)."""

    pipeline: str
    stage: str


class DealWanted(Message):
    """Decision about the deal of an order; `create_in` is None where none may be created (draft, cut-off, filter)."""

    TYPE: ClassVar[str] = "dealbus.deal.wanted.v1"

    order: SalesOrder
    create_in: NewDeal | None = None

    @property
    def subject(self) -> str:
        """Key of the order."""
        assert self.order.ref is not None  # noqa: S101
        return self.order.ref.key

    @property
    def source_ref(self) -> Ref | None:
        """The order."""
        return self.order.ref


class Move(Model):
    """A move inside one pipeline.

    Args:
        to: the stage to set; None: back to the stage a person had last set.
        only_from: stages of people from which the bus may move; a stage the bus itself set is always added.
        default_back: where "back" leads when no person's stage is known.
        tell_in: stages that contradict the order's figures when a person has set them; only in these `otherwise` is
            told. Never the parking stage, a lost one or `to`.
    """

    to: str | None
    only_from: tuple[str, ...]
    default_back: str
    tell_in: tuple[str, ...] = ()


class StageRule(Model):
    """What an order's state means for the deal's stage.

    Args:
        moves: by pipeline id; a deal of another pipeline is left alone.
        action: `move` to the stage named; `back` only if the bus itself had set the present stage; `stay`.
        why: sentence for the timeline after a move; `{stage}` stands for the name of the stage set.
        why_leaving: by id of the stage left, where the sentence depends on it; used instead of `why`.
        otherwise: sentence told once where a person put the deal into a stage of `Move.tell_in`, whatever the action;
            None: stay silent.
        told: sentence told once whatever the stage (order unposted, closed without shipment …); None: nothing.
    """

    moves: dict[str, Move] = {}
    action: Literal["move", "back", "stay"] = "stay"
    why: str = ""
    why_leaving: dict[str, str] = {}
    otherwise: str | None = None
    told: str | None = None


class StageWanted(Message):
    """Decision: where an order's state puts its deal, and the figures to show in the deal (R4–R6, R21, R22)."""

    TYPE: ClassVar[str] = "dealbus.stage.wanted.v1"

    order: SalesOrder
    rule: StageRule

    @property
    def subject(self) -> str:
        """Key of the order."""
        assert self.order.ref is not None  # noqa: S101
        return self.order.ref.key

    @property
    def source_ref(self) -> Ref | None:
        """The order."""
        return self.order.ref


class Command(Message):
    """An order to one connector, in the ids of its system.

    Args:
        key: birth key of the pair, `deal:41` or `order:<guid>`: the id of the entity document in both connectors.
        source: the record the command was made from.
    """

    key: str
    source: Ref

    @property
    def subject(self) -> str:
        """Birth key of the pair."""
        return self.key

    @property
    def source_ref(self) -> Ref | None:
        """The record the command was made from."""
        return self.source


class Owner(Model):
    """Whose value of a group stands when both sides edited it."""

    before_shipment: System = "b24"
    after_shipment: System = "onec"


class OrderPolicy(Model):
    """The customer's choices that the 1C side must know to carry out a command.

    Args:
        after_shipment: `tell` leaves the deal's rows as typed, `restore` puts 1C's rows back.
        lost: what a lost deal does to an order of which nothing is shipped or paid.
        free_text_item: article or name of the service that stands for free-text rows; None: such a row is refused.
        manager_default: e-mail or name of the user in 1C who gets orders of managers without a counterpart.
        total_tolerance_kopecks: how far a total may differ after a write before it is told.
    """

    owners: dict[GroupName, Owner] = {}
    after_shipment: Literal["tell", "restore"] = "tell"
    lost: Literal["unpost", "mark", "tell"] = "unpost"
    free_text_item: str | None = None
    manager_default: str | None = None
    total_tolerance_kopecks: int = 0


class OrderUpsert(Command):
    """Command to 1C: make the order of this deal so. `hold` and `cancelled` as in `OrderWanted`."""

    TYPE: ClassVar[str] = "dealbus.order.upsert.v1"

    order: SalesOrder
    wanted: Literal["yes", "hold", "cancelled"] = "yes"
    may_create: bool = False
    policy: OrderPolicy = OrderPolicy()


class DealUpsert(Command):
    """Command to Bitrix24: make the deal of this order so."""

    TYPE: ClassVar[str] = "dealbus.deal.upsert.v1"

    order: SalesOrder
    create_in: NewDeal | None = None
    manager_default: str | None = None


class DealMove(Command):
    """Command to Bitrix24: show the order's figures in the deal's fields, and move the deal where the rule says.

    `order` has `ref` = the deal, `origin` = the order, and the groups `state` and `given`.
    """

    TYPE: ClassVar[str] = "dealbus.deal.move.v1"

    order: SalesOrder
    rule: StageRule


Topic = Literal["created", "changed", "refusal", "stage", "state", "closed", "conflict", "total", "order", "jumped"]


class Told(Model):
    """A sentence for the manager.

    Args:
        topic: a sentence equal to the last one of its topic is not repeated.
        text: Russian; who, what, what to do.
        once: told only if nothing of this topic was ever told in this deal.
        clears: topics that are settled by this sentence, so that they may be told again.
    """

    topic: Topic
    text: str
    once: bool = False
    clears: tuple[Topic, ...] = ()


class DealNote(Command):
    """Command to Bitrix24: tell the manager in the deal.

    Args:
        deal: the deal.
        told: in the order in which they are to be read.
        waiting: True the order was refused and is tried again by itself when its cause may be gone; False it is
            settled; None says nothing about it.
    """

    TYPE: ClassVar[str] = "dealbus.deal.note.v1"

    deal: Ref
    told: tuple[Told, ...] = ()
    waiting: bool | None = None


class Pair(Model):
    """Two ids of one thing, found or created on the way; `kind` is the kind in Bitrix24."""

    kind: str
    b24: str
    onec: str


class Outcome(Message):
    """What became of a command.

    Args:
        key: birth key of the pair.
        ref: the record in the target system; None if there is none yet.
        source: the record the command was made from.
        told: sentences for the manager.
        pairs: parties and items found or created on the way.
    """

    key: str
    source: Ref
    ref: Ref | None = None
    told: tuple[Told, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def subject(self) -> str:
        """Birth key of the pair."""
        return self.key


class OrderUpserted(Outcome):
    """Outcome: the order is as wanted."""

    TYPE: ClassVar[str] = "dealbus.order.upserted.v1"


class DealUpserted(Outcome):
    """Outcome: the deal is as wanted; `created` when this command made it."""

    TYPE: ClassVar[str] = "dealbus.deal.upserted.v1"

    created: bool = False


class Refused(Outcome):
    """Outcome: it will not be done until its cause is gone; `reason` is from a closed set, for metrics."""

    reason: str


class OrderRefused(Refused):
    """Outcome: 1C's side refuses; the manager reads why in the deal."""

    TYPE: ClassVar[str] = "dealbus.order.refused.v1"


class DealRefused(Refused):
    """Outcome: the Bitrix24 side refuses; the administrator reads why, as there may be no deal to tell it in."""

    TYPE: ClassVar[str] = "dealbus.deal.refused.v1"


class PeerStatus(Message):
    """Fact: a system stopped or began to answer; deals that wait for it are told once.

    Args:
        peer: which one.
        open: it answers.
        since: when that began.
    """

    TYPE: ClassVar[str] = "dealbus.peer.status.v1"

    peer: System
    open: bool
    since: Moment

    @property
    def subject(self) -> str:
        """`peer:onec`."""
        return f"peer:{self.peer}"


MESSAGES: tuple[type[Message], ...] = (
    DealTouched,
    OrderTouched,
    DealChanged,
    OrderChanged,
    OrderStatus,
    OrderWanted,
    DealWanted,
    StageWanted,
    OrderUpsert,
    DealUpsert,
    DealMove,
    DealNote,
    OrderUpserted,
    DealUpserted,
    OrderRefused,
    DealRefused,
    PeerStatus,
)
