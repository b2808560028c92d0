"""Answers OData GETs: lists, single entities, counts, slices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.base.faults import ODataFault, bad_option, no_entity, segment
from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata.address import key_of, period
from sandbox.base.odata.filters import compile_filter, parse
from sandbox.base.odata.functions import folded
from sandbox.base.odata.lookup import keys_of
from sandbox.base.odata.query import Query
from sandbox.base.odata.values import EMPTY_DATE
from sandbox.base.odata.wire import presentation
from sandbox.base.schema import EntitySet

PERIOD = re.compile(r"Period\s*=\s*(datetime'[^']*')")
CONDITION = re.compile(r"Condition\s*=\s*'(.*)'\s*(?:,\s*\w+\s*=.*)?$", re.DOTALL)


def candidates(base: Infobase, entity_set: EntitySet, text: str) -> list[Row]:
    """Return the rows of a set that a `$filter` may hold for: those it names by key, else all.

    Raises:
        ODataFault: it cannot be parsed (400, 14)

    """
    keys = keys_of(parse(text), entity_set) if text and entity_set.name in base.tables and entity_set.keys else None
    if keys is None or entity_set.kind in {"part", "record_set"}:
        return rows_of(base, entity_set)
    table = base.tables[entity_set.name]
    return [table[key] for key in keys if key in table]


def rows_of(base: Infobase, entity_set: EntitySet) -> list[Row]:
    """Return all rows of an OData set; those of parts and record sets are made from their owners'."""
    if entity_set.kind == "part":
        name = entity_set.name.removeprefix(f"{entity_set.rows_of}_")
        return [line for row in base.rows(entity_set.rows_of) for line in row[name]]
    if entity_set.kind == "record_set":
        sets: dict[tuple[str, str], Row] = {}
        for row in base.rows(entity_set.rows_of):
            key = (row["Recorder"], row["Recorder_Type"])
            sets.setdefault(key, {"Recorder": key[0], "Recorder_Type": key[1], "RecordSet": []})
            sets[key]["RecordSet"].append(row)
        return list(sets.values())
    return list(base.rows(entity_set.name))


def one(base: Infobase, entity_set: EntitySet, key: str) -> Row:
    """Return the entity that a key in an OData path names.

    Raises:
        ODataFault: nobody has it (404, 9), or it is no key of this set

    """
    wanted = key_of(entity_set, key)
    if entity_set.kind in {"part", "record_set"}:
        for row in rows_of(base, entity_set):
            if tuple(row[name] for name in entity_set.keys) == wanted:
                return row
        raise no_entity()
    found = base.tables[entity_set.name].get(wanted)
    if found is None:
        raise no_entity()
    return found


def select(base: Infobase, entity_set: EntitySet, rows: Iterable[Row], query: Query) -> tuple[list[Row], int]:
    """Apply `$filter`, `$orderby`, `$skip`, `$top` to rows of the simulated base.

    Returns:
        the page, and how many rows there were before it was cut

    Raises:
        ODataFault: what 1C refuses in these options

    """
    found = list(rows)
    if text := query.text("$filter"):
        found = list(filter(compile_filter(text, entity_set, base.published, base.get), found))
    if entity_set.kind != "record_set":
        # Over record sets any order is passed over in silence.
        for part in reversed(query.names("$orderby")):
            found = _ordered(base, entity_set, found, part)
    total = len(found)
    skip, top = query.count("$skip"), query.count("$top")
    if query.text("$inlinecount") == "allpages" and base.switches.inline_count == "whole":
        return found, total
    found = found[skip or 0 :]
    return (found if top is None else found[:top]), total


def _ordered(base: Infobase, entity_set: EntitySet, rows: list[Row], text: str) -> list[Row]:
    words = text.split()
    if not words or len(words) > 2 or (len(words) == 2 and words[1] not in {"asc", "desc"}):
        raise bad_option(f"$orderby={text}")
    value = _path(base, entity_set, words[0])
    return sorted(rows, key=value, reverse=words[-1] == "desc")


def _path(base: Infobase, entity_set: EntitySet, path: str) -> Callable[[Row], Any]:
    head, _, tail = path.partition("/")
    if tail:
        reference = entity_set.by_name.get(f"{head}_Key")
        target = base.published.get(reference.targets[0]) if reference and reference.targets else None
        if reference is None or target is None:
            raise segment(head)
        further, key, owner = _path(base, target, tail), reference.name, target.name
        return lambda row: further(other) if (other := base.get(owner, row[key])) else ""
    field = entity_set.by_name.get(path)
    if field is None:
        raise segment(path)
    if field.kind == "ref" and field.targets:
        # References have no order of their own: they stand in the order of their words.
        return lambda row: folded(presentation(base, field.targets[0], row[path]))
    return lambda row: folded(row[path])


def slice_rows(base: Infobase, entity_set: EntitySet, name: str, arguments: str, query: Query) -> list[Row]:
    """Compute SliceLast or SliceFirst of OData over the rows of a periodic register.

    Args:
        base: the infobase
        entity_set: a `_RecordType` set, or an independent register with a period
        name: which of the two
        arguments: text between the brackets; quotes inside Condition are not doubled
        query: Period and Condition may stand here instead

    Raises:
        ODataFault: no such method here (400, 11), a condition 1C refuses

    """
    if not entity_set.sliced or name not in {"SliceLast", "SliceFirst"}:
        raise ODataFault(400, 11, f"Метод {name} не найден")
    found = PERIOD.search(arguments)
    until = period(found[1] if found else query.text("Period"))
    inside = CONDITION.search(arguments)
    condition = inside[1] if inside else _unquoted(query.text("Condition"))
    holds = compile_filter(condition, entity_set, base.published, base.get) if condition else None
    newest: dict[tuple[Any, ...], Row] = {}
    for row in base.rows(entity_set.name):
        if not row.get("Active", True) or (until != EMPTY_DATE and row["Period"] > until) or (holds and not holds(row)):
            continue
        key = tuple(row[one] for one in entity_set.sliced_by)
        held = newest.get(key)
        if held is None or (row["Period"] >= held["Period"]) == (name == "SliceLast"):
            newest[key] = row
    return list(newest.values())


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
