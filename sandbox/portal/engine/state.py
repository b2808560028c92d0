"""The state of the simulated portal: everything it remembers, in memory, and the listeners for its events."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import PortalClock
from .fields import CONTACT, DEAL, SYSTEM_FIELDS, Field, user_field_name
from .pipelines import CUSTOMER_PIPELINES, Pipeline
from .switches import PortalSwitches

Record = dict[str, Any]


class Table:
    """A table of the simulated portal's records by id; ids grow and are never used twice."""

    def __init__(self, first: int = 1) -> None:
        self._first = first
        self._next = first
        self.rows: dict[int, Record] = {}

    def add(self, record: Record, key: str = "id") -> int:
        """Store a record in a table of the simulated portal under a new id, which is also written into it."""
        number = self._next
        self._next += 1
        record[key] = number
        self.rows[number] = record
        return number

    def put(self, number: int, record: Record, key: str = "id") -> None:
        """Store a record in a table of the simulated portal under an id of the caller's choice."""
        record[key] = number
        self.rows[number] = record
        self._next = max(self._next, number + 1)

    def get(self, number: int) -> Record | None:
        """Return the record of a table of the simulated portal by its id; None if there is none."""
        return self.rows.get(number)

    def saved(self) -> Record:
        """Return all records of a table of the simulated portal and the next id, for `load`."""
        return {"next": self._next, "rows": self.rows}

    def load(self, saved: Record) -> None:
        """Replace all records of a table of the simulated portal by saved ones."""
        self._next, self.rows = saved["next"], saved["rows"]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)


MEMORY = ("rows", "next_row", "links", "addresses", "feeds", "moves", "next_move", "seeded")
"""What a portal remembers beside its tables."""


@dataclass(frozen=True)
class Options:
    """What is fixed while the simulated portal runs: address and secrets (made-up ones, for the sandbox only)."""

    address: str = "http://127.0.0.1:8024"
    webhook_user: int = 7
    webhook_secret: str = "sandboxwebhooksecret"  # noqa: S105
    access_token: str = "sandboxaccesstoken"  # noqa: S105
    client_id: str = "local.sandbox"
    app_user: int = 1
    application_token: str = "sandboxapplicationtoken"  # noqa: S105
    member_id: str = "5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
    pipelines: tuple[Pipeline, ...] = CUSTOMER_PIPELINES

    @property
    def webhook(self) -> str:
        """The address of the simulated portal's incoming webhook, with a slash at the end."""
        return f"{self.address}/rest/{self.webhook_user}/{self.webhook_secret}/"

    @property
    def domain(self) -> str:
        """Host and port, which stand for the simulated portal's domain."""
        return self.address.partition("://")[2]


@dataclass(frozen=True)
class Event:
    """Something that happened in the simulated portal: name, `data[FIELDS]`, who did it and the caller's source key."""

    name: str
    fields: dict[str, Any]
    user_id: int
    connector: str = ""


@dataclass(frozen=True)
class Actor:
    """Who changes something in the simulated portal: a user, and the source key of a modifying call."""

    user_id: int
    connector: str = ""


@dataclass
class Portal:
    """The simulated portal's memory: tables, switches, clock, and listeners for its events."""

    options: Options = field(default_factory=Options)
    switches: PortalSwitches = field(default_factory=PortalSwitches)
    clock: PortalClock = field(default_factory=PortalClock)
    items: dict[int, Table] = field(default_factory=dict)  # by entityTypeId
    rows: dict[tuple[str, int], list[Record]] = field(default_factory=dict)  # by short owner code and id
    next_row: int = 9001
    tables: dict[str, Table] = field(default_factory=dict)
    links: dict[tuple[int, int], Record] = field(default_factory=dict)  # requisite links by owner
    addresses: dict[tuple[int, int, int], Record] = field(default_factory=dict)
    feeds: dict[int, list[Record]] = field(default_factory=dict)  # what a person sees in a deal's history
    born: dict[tuple[int, int], float] = field(default_factory=dict)
    looks: dict[int, list[float]] = field(default_factory=dict)  # when a deal or its rows were asked for by REST
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    moves: dict[int, list[Record]] = field(default_factory=dict)  # stage history by deal
    next_move: int = 1
    fields_cache: dict[int, dict[str, Field]] = field(default_factory=dict)
    seeded: dict[str, dict[str, Any]] = field(default_factory=dict)  # guid of the made-up company → portal id

    def __post_init__(self) -> None:
        self.items = {kind: Table() for kind in SYSTEM_FIELDS}

    def forget_everything(self) -> None:
        """Empty the simulated portal; switches, clock and listeners stay."""
        fresh = Portal()
        for name in (*MEMORY, "items", "tables", "born", "looks"):
            setattr(self, name, getattr(fresh, name))
        self.fields_cache = {}

    def saved(self) -> Record:
        """Return all that the simulated portal remembers; switches, clock, limits and listeners are the program's."""
        return {
            "items": {kind: table.saved() for kind, table in self.items.items()},
            "tables": {name: table.saved() for name, table in self.tables.items()},
            **{name: getattr(self, name) for name in MEMORY},
        }

    def load(self, saved: Record) -> None:
        """Restore what another portal, perhaps an older one, remembered; what it lacked stays as furnished."""
        for name, table in saved["tables"].items():
            self.table(name).load(table)
        for name in MEMORY:
            setattr(self, name, saved[name])
        self.fields_cache = {}
        for kind, table in saved["items"].items():
            self.items[kind].load(table)
            for one in self.fields_of(kind).values():
                for record in self.items[kind] if not one.disabled else ():
                    record.setdefault(one.name, [] if one.multiple else None)

    def table(self, name: str) -> Table:
        """Return a table of the simulated portal by name, made when first asked for."""
        return self.tables.setdefault(name, Table())

    def now(self) -> datetime:
        """Return the simulated portal's present time, by its clock."""
        return self.clock.now()

    def emit(self, event: Event) -> None:
        """Hand an event to the listeners of the simulated portal; delivery is theirs and happens later."""
        for listener in self.listeners:
            listener(event)

    def fields_of(self, kind: int) -> dict[str, Field]:
        """Return the fields of the simulated portal's deals, cards or invoices by crm.item name, user fields last."""
        if kind not in self.fields_cache:
            known = {one.name: one for one in SYSTEM_FIELDS[kind]}
            for row in self.table("userfield"):
                if row["kind"] == kind:
                    made = _user_field(row, known)
                    known[made.name] = made
            self.fields_cache[kind] = known
        return self.fields_cache[kind]

    def remember(self, deal_id: int, what: str, user_id: int, **details: Any) -> None:
        """Add a line to the history that a person sees in the deal's card."""
        line = {"time": self.now(), "unix": time.time(), "user": user_id, "what": what, **details}
        self.feeds.setdefault(deal_id, []).append(line)

    def note_look(self, deal_id: int) -> None:
        """Note that a program has read a deal of the simulated portal, or its rows."""
        self.looks.setdefault(deal_id, []).append(time.time())

    def mark_born(self, kind: int, number: int) -> None:
        """Note when a record of the simulated portal appeared, for the lag of lists."""
        self.born[(kind, number)] = time.monotonic()

    def contacts_of(self, company_id: int) -> list[int]:
        """Return the ids of a company's contacts in the simulated portal."""
        return [row["id"] for row in self.items[CONTACT] if company_id in row["companyIds"]]

    def deal(self, number: int) -> Record | None:
        """Return a deal of the simulated portal by its id; None if there is none."""
        return self.items[DEAL].get(number)


def _user_field(row: Record, known: dict[str, Field]) -> Field:
    name = user_field_name(row["fieldName"])
    return Field(
        name=row["fieldName"] if name in known else name,
        upper=row["fieldName"],
        type=row["userTypeId"],
        multiple=row["multiple"] == "Y",
        title=row["label"],
        required=row["mandatory"] == "Y",
        settings={"list": row["list"]},
    )
