"""Saves and loads what a simulated base holds, perhaps by a later release of this simulator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from sandbox.base.infobase import Infobase, OrderFacts, Row, empty
from sandbox.base.objects import order
from sandbox.base.schema import EntitySet, Property


def saved(base: Infobase) -> Row:
    """Return tables, counters and what stands behind the orders; switches, clock and journal are the program's."""
    return {
        "tables": {name: list(rows.values()) for name, rows in base.tables.items() if rows},
        "facts": {guid: asdict(facts) for guid, facts in base.facts.items()},
        "counters": dict(base.counters),
        "registered": base.registered,
        "outside_numbers": base.outside_numbers,
    }


def load(base: Infobase, state: Row) -> None:
    """Load what another simulated base held over a planted one.

    What its release had no word for stays as the seed has it: new sets, new rows of directories, new fields. What this
    release has no word for is left out.

    Args:
        base: planted from the same made-up company.
        state: as `saved` has made it.

    """
    for name in state["tables"].keys() & base.schema.keys():
        entity_set, table = base.schema[name], base.tables[name]
        for row in state["tables"][name]:
            known = _known(entity_set, row)
            key = tuple((_blank(entity_set) | known)[one] for one in entity_set.keys)
            table[key] = table.get(key, _blank(entity_set)) | known
    for guid, facts in state["facts"].items():
        base.facts[guid] = _facts(base, guid, facts)
    base.counters = defaultdict(int, state["counters"])
    base.registered, base.outside_numbers = state["registered"], state["outside_numbers"]
    base.apply()


def _facts(base: Infobase, guid: str, facts: Row) -> OrderFacts:
    known = {one.name: facts[one.name] for one in fields(OrderFacts) if one.name in facts}
    if posted := known.get("movements"):
        documents = base.schema[order.SET]
        known["movements"] = _blank(documents) | _known(documents, posted)
    document = base.get(order.SET, guid)
    if "paid" in facts and document:  # before payments were kept by the organisation that has received them
        known["payments"] = {document["Организация_Key"]: facts["paid"]}
    return OrderFacts(**known)


def _blank(entity_set: EntitySet) -> Row:
    return empty(entity_set.properties) | {one.name: [] for one in entity_set.parts}


def _known(entity_set: EntitySet, row: Row) -> Row:
    parts = {
        one.name: [empty(one.row) | _only(one.row, line) for line in row[one.name]]
        for one in entity_set.parts
        if one.name in row
    }
    return _only(entity_set.properties, row) | parts


def _only(properties: Iterable[Property], row: Row) -> dict[str, Any]:
    return {one.name: row[one.name] for one in properties if one.name in row}
