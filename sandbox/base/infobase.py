"""The simulated infobase: sets of objects and rows, clock, constants, exchange plan, and facts behind orders."""

from __future__ import annotations

import base64
import time
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sandbox.base import versions
from sandbox.base.objects import constants, exchange_plan, order
from sandbox.base.objects.published import schema
from sandbox.base.odata.values import EMPTY
from sandbox.base.releases.table import NEWEST, OLD
from sandbox.base.schema import EMPTY_GUID, EntitySet, Part, Property
from sandbox.base.switches import CONSTANTS, BaseSwitches

Row = dict[str, Any]
Key = tuple[Any, ...]
AGREEMENT_SET = "Catalog_СоглашенияСКлиентами"
_ROWS, _ROWS_OF_A_BASE = ("", "rows"), 2_000_000


@dataclass
class BaseClock:
    """The simulated base's own local time, which tests may move."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the simulated base's local time, without a zone and in whole seconds: the only time 1C writes."""
        return (datetime.now(self.zone) + self.shift).replace(tzinfo=None, microsecond=0)

    def set(self, moment: datetime) -> None:
        """Move the simulated base's clock to a local time; it goes on from there."""
        self.shift = moment - datetime.now(self.zone).replace(tzinfo=None)


@dataclass
class OrderFacts:
    """What stands behind an order's state in the simulated base: movements of its last posting, payments, shipments.

    `payments` are by our organisation that has received them: settlements count those of the order's own alone.
    `settled_sum` is what settlements know to be shipped; while they are not `settled` it is behind `shipped_sum`.
    `edits` are its values after each save in the form or over OData, so that it can be told who wrote over whom.
    """

    movements: Row | None = None
    payments: dict[str, Decimal] = field(default_factory=dict)
    written_off: Decimal = Decimal(0)
    shipped: dict[int, Decimal] = field(default_factory=dict)
    shipped_sum: Decimal = Decimal(0)
    settled_sum: Decimal = Decimal(0)
    handed_over: bool = False
    settled: bool = True
    history: list[Row] = field(default_factory=list)
    edits: list[Row] = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        """All that was received for the order of the simulated base."""
        return sum(self.payments.values(), Decimal(0))

    def paid_to(self, organisation: str) -> Decimal:
        """Return what one of our organisations has received for an order of the simulated base."""
        return self.payments.get(organisation, Decimal(0))

    @property
    def known(self) -> bool:
        """Whether settlements of the simulated base know the order at all."""
        return self.settled or bool(self.paid) or bool(self.settled_sum)


class Infobase:
    """Everything that one simulated base holds; engines are functions that take it."""

    def __init__(
        self, release: str = NEWEST, switches: BaseSwitches | None = None, clock: BaseClock | None = None
    ) -> None:
        self.release = release
        self.old = release == OLD  # rates are an enumeration there, settlement is by invoice
        self.schema = schema(release)
        self.switches = switches or BaseSwitches()
        self.clock = clock or BaseClock()
        self.clear()
        self.apply()

    def clear(self) -> None:
        """Empty the simulated base."""
        self.user = EMPTY_GUID
        self.node = EMPTY_GUID
        self.tables: dict[str, dict[Key, Row]] = {name: {} for name in self.schema}
        self.facts: defaultdict[str, OrderFacts] = defaultdict(OrderFacts)
        self.counters: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.registered: dict[tuple[str, str], dict[tuple[str, Key], int | None]] = {}
        self.journal: list[Row] = []
        self.due: dict[str, float] = {}
        self.outside_numbers: set[tuple[int, str]] = set()
        for name, value in constants.DEFAULTS.items():
            if f"Constant_{name}" in self.tables:
                self.tables[f"Constant_{name}"][()] = {"Value": value}

    def apply(self) -> None:
        """Write the simulated base's switches that are constants, the agreements' settlement order, the composition."""
        self.__dict__.pop("published", None)
        self.__dict__.pop("enumerations", None)
        self.__dict__.pop("navigations", None)
        for switch, (names, opposite) in CONSTANTS.items():
            for name in (name for name in names if f"Constant_{name}" in self.tables):
                self.tables[f"Constant_{name}"][()]["Value"] = getattr(self.switches, switch) != opposite
        if f"Constant_{constants.PRICING_25_FROM}" in self.tables:
            since = datetime.combine(self.switches.pricing_25_from, datetime.min.time())
            self.tables[f"Constant_{constants.PRICING_25_FROM}"][()] = {"Value": since}
        if f"Constant_{constants.AGREEMENT_KINDS}" in self.tables:
            kinds = constants.KINDS_OF_AGREEMENTS[self.switches.agreement_kinds]
            used = kinds if self.switches.agreements else constants.NO_AGREEMENTS
            self.tables[f"Constant_{constants.AGREEMENT_KINDS}"][()] = {"Value": used}
        versions.set_up(self)
        for agreement in self.rows(AGREEMENT_SET):
            if not agreement["ИспользуютсяДоговорыКонтрагентов"]:
                agreement["ПорядокРасчетов"] = self.settlement_order()

    def settlement_order(self) -> str:
        """The settlement order that agreements of this simulated base have."""
        if self.switches.settlement_by_contract:
            return "ПоДоговорамКонтрагентов"
        return "ПоЗаказамНакладным" if self.old else "ПоЗаказам"

    def constant(self, name: str) -> bool:
        """Return the value of a functional option of 1C; one that the release lacks is off."""
        return bool(self.tables.get(f"Constant_{name}", {}).get((), {}).get("Value"))

    def prices_by_25(self, day: date) -> bool:
        """Tell whether the simulated base's prices of a day are those of pricing 2.5."""
        return self.constant(constants.PRICING_25) and day >= self.switches.pricing_25_from

    @cached_property
    def published(self) -> dict[str, EntitySet]:
        """The sets in the simulated base's composition; found anew after `apply`."""
        only, without = set(self.switches.published_sets), set(self.switches.unpublished_sets)
        chosen = {name for name in self.schema if (not only or name in only) and name not in without}
        return {
            name: one for name, one in self.schema.items() if (one.rows_of if one.kind == "part" else name) in chosen
        }

    @cached_property
    def enumerations(self) -> dict[str, tuple[str, ...]]:
        """Values of the enumerations that the simulated base's published fields hold."""
        only, without = set(self.switches.published_sets), set(self.switches.unpublished_sets)
        known = allowed(self.published.values())
        return {name: known[name] for name in known if (not only or name in only) and name not in without}

    @cached_property
    def navigations(self) -> dict[str, list[tuple[str, Property, str]]]:
        """References of the simulated base whose targets are published: (navigation, property, target set), by set."""
        return {
            name: [
                (one.navigation, one, one.targets[0])
                for one in entity_set.properties
                if one.navigation and one.targets and one.targets[0] in self.published
            ]
            for name, entity_set in self.schema.items()
        }

    def rows(self, set_name: str) -> Iterable[Row]:
        """Return all rows of a set of the simulated base, oldest first."""
        return self.tables[set_name].values() if set_name in self.tables else ()

    def get(self, set_name: str, guid: str) -> Row | None:
        """Return one entity of a set of the simulated base, None if nobody has the guid."""
        return self.tables[set_name].get((guid,)) if set_name in self.tables else None

    def find(self, set_name: str, **values: Any) -> Row | None:
        """Return the first entity of a set of the simulated base with these values."""
        return next((row for row in self.rows(set_name) if all(row[k] == v for k, v in values.items())), None)

    def blank(self, entity_set: EntitySet) -> Row:
        """Return a new object of the simulated base with a guid of its own and every value empty."""
        row = empty(entity_set.properties)
        row.update({one.name: [] for one in entity_set.parts})
        if entity_set.versioned:
            row["Ref_Key"] = str(uuid4())
            row["DataVersion"] = ""
        return row

    def copy(self, set_name: str, guid: str) -> Row | None:
        """Return a working copy of an object of the simulated base: nothing is written before `commit`."""
        row = self.get(set_name, guid)
        return deepcopy(row) if row is not None else None

    def commit(self, set_name: str, row: Row, *, load: bool = False) -> Row:
        """Write an object into the simulated base: its version moves even if nothing else did."""
        entity_set = self.schema[set_name]
        key = tuple(row[name] for name in entity_set.keys)
        if entity_set.versioned:
            row["DataVersion"] = self._version_after(row["DataVersion"])
            self.register_change(set_name, key)
            if not load:
                versions.note(self, set_name, row["Ref_Key"])
        self.tables[set_name][key] = row
        return row

    def _version_after(self, version: str) -> str:
        if self.switches.data_version == "record":
            return next_version(version)
        self.counters[_ROWS] += 7  # a save writes rows of many tables
        return stamped(_ROWS_OF_A_BASE + self.counters[_ROWS])

    def note_edit(self, row: Row, by: str) -> None:
        """Store what an order of the simulated base holds after a save: `by` is "form" or "odata"."""
        kept = {name: row[name] for name in order.EDITED}
        rows = [{name: line[name] for name in order.EDITED_ROWS} for line in row["Товары"] if not line["Отменено"]]
        self.facts[row["Ref_Key"]].edits.append({"unix": time.time(), "by": by, **kept, "Товары": rows})

    def delete(self, set_name: str, key: Key) -> None:
        """Delete an object of the simulated base physically, without asking who refers to it."""
        del self.tables[set_name][key]
        if self.schema[set_name].versioned:
            self.register_change(set_name, key)
        if set_name == order.SET:
            self.facts.pop(str(key[0]), None)
            self.due.pop(str(key[0]), None)

    def register_change(self, set_name: str, key: Key) -> None:
        """Register a change for every node of 1C's exchange plan; an older stamp is lost and cannot confirm it away."""
        if self.schema[set_name].kind in {"catalog", "document"}:
            for changes in self.registered.values():
                changes.pop((set_name, key), None)
                changes[(set_name, key)] = None

    def add_node(self, guid: str, code: str, name: str) -> None:
        """Add a node to the simulated base's exchange plan; changes are registered for it from now on."""
        row = self.blank(self.schema[exchange_plan.SET])
        row.update(Ref_Key=guid, Code=code, Description=name)
        self.commit(exchange_plan.SET, row)
        self.registered[(exchange_plan.SET, guid)] = {}

    def log(self, event: str, text: str) -> None:
        """Write to the simulated event log, where a hidden reason can be read."""
        self.journal.append({"at": self.clock.now().isoformat(), "event": event, "text": text})
        del self.journal[:-1000]

    def monotonic(self) -> float:
        """Return a monotonic time by which lags of the simulated base are measured."""
        return time.monotonic()


def allowed(sets: Iterable[EntitySet]) -> dict[str, tuple[str, ...]]:
    """Return the values of every enumeration that fields of the simulated base's sets hold."""
    fields = [
        one for found in sets for one in (*found.properties, *(p for part in found.parts for p in part.properties))
    ]
    return {name: known for one in fields for name, known in one.allowed.items() if known}


def empty(properties: Iterable[Property]) -> Row:
    """Return a row of a set of the simulated base with every value empty."""
    return {one.name: EMPTY[one.kind] for one in properties}


def new_line(part: Part, guid: str, number: int) -> Row:
    """Return a new row of a tabular part of the simulated base."""
    return empty(part.row) | {"Ref_Key": guid, "LineNumber": number}


def next_version(version: str) -> str:
    """Return the successor of a DataVersion of 1C: eight bytes, all zeros after the first write."""
    return stamped(int.from_bytes(base64.b64decode(version), "big") + 1 if version else 0)


def stamped(value: int) -> str:
    """Return a number in the form of a DataVersion of 1C."""
    return base64.b64encode(value.to_bytes(8, "big")).decode()
