"""One of the two systems as the model sees it: one record, its document, and what is under way."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from tests.model.convergence.document import Document

ROWS, HEADER, STAGE, STATE = OrderGroup.ROWS, OrderGroup.HEADER, OrderGroup.STAGE, OrderGroup.STATE
TWO_SIDED = (ROWS, HEADER)
Values = dict[OrderGroup, str]


def same(a: str, b: str) -> bool:
    """Equal within tolerance: what stands before the tilde."""
    return a.partition("~")[0] == b.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Command:
    """`upsert` or `move`; `create` says whether a record may be made of it."""

    kind: Literal["upsert", "move"]
    stamps: Mapping[OrderGroup, Stamp]
    values: Values
    wanted: Literal["yes", "hold"] = "yes"
    create: bool = False


@dataclass(slots=True)
class Task:
    """A reader (no command) or a writer, stopped between two of its steps."""

    steps: Generator[None, None, None]
    command: Command | None
    force: bool = False
    asserted: Mapping[OrderGroup, int] = field(default_factory=dict)
    compared_at: int = 0


@dataclass(slots=True)
class Call:
    """A create under way to the peer, carried out at any moment before `latest`, or never."""

    values: Values
    latest: int


@dataclass(slots=True, eq=False)
class Side:
    """`exact`: stores values as sent; else in a form of its own, equal within tolerance."""

    name: Literal["b", "o"]
    exact: bool
    repeatable: bool
    doc: Document
    groups: tuple[OrderGroup, ...]
    values: Values | None = None
    records: int = 0
    touched: bool = False
    forced: bool = False
    asserted: dict[OrderGroup, int] = field(default_factory=dict)
    compared_at: int = 0
    inbox: list[Command] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    closed: bool = False
    """Between the writer's read and its last write no person saves: no peer offers a conditional write."""

    def norm(self, value: str) -> str:
        return value if self.exact else f"{value.partition('~')[0]}~{self.name}"

    def decide_for(self, groups: Mapping[OrderGroup, int], compared_at: int) -> None:
        """A person has decided for what stands here, seeing the partner's edits of these numbers.

        Where two decisions are taken over at once, the earlier comparison counts.
        """
        if groups:
            self.compared_at = min(compared_at, self.compared_at) if self.asserted else compared_at
        for group, known in groups.items():
            self.asserted[group] = max(known, self.asserted.get(group, 0))
            self.touched = self.forced = True

    def put(self, group: OrderGroup, value: str) -> None:
        assert self.values is not None
        self.values[group] = self.norm(value) if group in TWO_SIDED else value
        self.touched = True

    def create(self, values: Values) -> None:
        """The peer's own doing; repeatable: it honours our key, and a second create finds the first."""
        if self.records and self.repeatable:
            return
        self.records += 1
        own = {STAGE: "work"} if self.name == "b" else {STATE: "new"}
        self.values = {**{group: self.norm(values[group]) for group in TWO_SIDED}, **own}
        self.touched = True

    @property
    def busy(self) -> bool:
        return bool(self.touched or self.inbox or self.tasks or self.calls)
