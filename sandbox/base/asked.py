"""Records which names of 1C, sets, fields and enumeration values, the bus asks the simulated base for.

The bus names itself in `User-Agent`; what tests and people ask is not noted. A run of the tests checks what was noted
against every supported release (`tests/asked.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lark import Token, Tree

from sandbox.base.faults import ODataFault
from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata import address, filters, query, writes
from sandbox.base.odata.service import ODataCall
from sandbox.base.schema import EntitySet, Part, Property

CALLER = "dealbus"


@dataclass(frozen=True, order=True)
class Ask:
    """One name of 1C that a caller of the simulated base asked for.

    `of` is a set or the row type of a part; `use` is call, select, order, filter, cast (a composite compared with a
    cast), any (a part looked through) or send. `value` is a value of an enumeration.
    """

    of: str
    field: str = ""
    use: str = "call"
    value: str = ""


class Recorder:
    """Records each asked name of 1C once in a file of a folder; does nothing without a folder."""

    def __init__(self, folder: str = "") -> None:
        self._file = Path(folder) / f"{os.getpid()}.jsonl" if folder else None
        self._known: set[Ask] = set()

    def note(self, base: Infobase, call: ODataCall) -> None:
        """Record the names of 1C in a call of the bus; a call that cannot be read is refused elsewhere."""
        if self._file is None or not call.headers.get("user-agent", "").startswith(CALLER):
            return
        try:
            fresh = set(asks_of(base, call)) - self._known
        except ODataFault:
            return
        self._known |= fresh
        if fresh:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in sorted(fresh))


def read(folder: Path) -> set[Ask]:
    """Read which names of 1C the recorders of a folder have noted."""
    lines = (line for path in folder.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines())
    return {Ask(**json.loads(line)) for line in lines}


def asks_of(base: Infobase, call: ODataCall) -> Iterator[Ask]:
    """Find every name of 1C in a call of the simulated base: path, query and body.

    Raises:
        ODataFault: the path, the query or the body cannot be parsed

    """
    path = call.path.strip("/")
    if not path or path.startswith("$"):
        return
    where, asked = address.parse(path), query.parse(call.raw_query)
    yield Ask(where.set_name)
    entity_set = base.schema.get(where.set_name)
    for name in asked.names("$select"):
        yield _named(where.set_name, name, "select")
    for name in asked.names("$orderby"):
        yield _named(where.set_name, name.split()[0], "order")
    if text := asked.text("$filter"):
        yield from _Conditions(where.set_name, entity_set).walk(filters.parse(text))
    if call.method in {"POST", "PATCH"} and call.body:
        yield from _sent(where.set_name, entity_set, writes.body_of(call.body))


def _named(set_name: str, name: str, use: str) -> Ask:
    part, _, field = name.partition("/")
    return Ask(f"{set_name}_{part}_RowType", field, use) if field else Ask(set_name, name, use)


def _value(one: Property | None, value: Any) -> str:
    return str(value) if one is not None and one.kind == "enum" and value else ""


def _sent(set_name: str, entity_set: EntitySet | None, body: Row) -> Iterator[Ask]:
    for name, value in body.items():
        if "@" in name:
            continue
        part = entity_set.parts_by_name.get(name) if entity_set else None
        yield Ask(set_name, name, "send", _value(entity_set.by_name.get(name) if entity_set else None, value))
        for row in value if isinstance(value, list) else ():
            yield from _row(f"{set_name}_{name}_RowType", part, row)


def _row(row_type: str, part: Part | None, row: Row) -> Iterator[Ask]:
    if part and set(part.by_name) - {"Ref_Key"} <= set(row):
        return  # a row that carries everything was read from this base and goes back
    for name, value in row.items():
        if "@" not in name:
            yield Ask(row_type, name, "send", _value(part.by_name.get(name) if part else None, value))


class _Conditions:
    """Finds the names of 1C in a `$filter` condition; a lambda's variable stands for a row of its part."""

    def __init__(self, set_name: str, entity_set: EntitySet | None) -> None:
        self._set, self._entity_set = set_name, entity_set
        self._parts: dict[str, str] = {}

    def walk(self, node: Tree[Token]) -> Iterator[Ask]:
        sides = [child for child in node.children if isinstance(child, Tree)]
        if node.data == "compare":
            cast = any(_is_cast(side) for side in sides)
            text = next((str(side.children[0])[1:-1] for side in sides if side.data == "string"), "")
            for side in sides:
                yield from self._side(side, "cast" if cast else "filter", text)
        elif node.data == "path":
            yield from self._side(node, "filter", "")
        else:
            for side in sides:
                yield from self.walk(side)

    def _side(self, side: Tree[Token], use: str, text: str) -> Iterator[Ask]:
        if side.data != "path":
            yield from self.walk(side)
            return
        steps = [step for step in side.children if isinstance(step, Tree)]
        names = [str(step.children[0]) for step in steps if step.data == "name"]
        if steps[0].data == "call":
            yield from self._called(steps[0], names)
        elif steps[-1].data == "lambda_":
            body, variable = steps[-1].children[2], str(steps[-1].children[1])
            self._parts[variable] = f"{self._set}_{names[0]}_RowType"
            yield Ask(self._set, names[0], "any")
            if isinstance(body, Tree):
                yield from self.walk(body)
        elif names[0] in self._parts and len(names) > 1:
            yield Ask(self._parts[names[0]], names[1], use)
        else:
            known = self._entity_set.by_name.get(names[0]) if self._entity_set else None
            yield Ask(self._set, names[0], use, _value(known, text))

    def _called(self, call: Tree[Token], names: list[str]) -> Iterator[Ask]:
        """Yield the asked names in a call within `$filter`; those behind a cast belong to the set it is cast to."""
        arguments = [one for one in call.children[1:] if isinstance(one, Tree)]
        is_cast = str(call.children[0]) == "cast"
        for one in arguments:
            if is_cast and one.data == "path":
                yield from self._side(one, "cast", "")
            else:
                yield from self.walk(one)
        if is_cast and names:
            yield Ask(str(arguments[-1].children[0])[1:-1], names[0], "filter")


def _is_cast(side: Tree[Token]) -> bool:
    step = side.children[0] if side.data == "path" else None
    return isinstance(step, Tree) and step.data == "call" and str(step.children[0]) == "cast"
