"""Lists as every list method of the portal makes them: filter, order, select, pages of 50."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sandbox.portal.engine.failures import invalid_value
from sandbox.portal.engine.fields import LINK_TYPES, MONEY_TYPES
from sandbox.portal.engine.state import Record, Table
from sandbox.portal.engine.values import to_day, to_decimal, to_moment

from .calls import Call, Page, whole

PAGE = 50
NUMBERS = LINK_TYPES | MONEY_TYPES | {"enumeration"}
_OPERATORS = ("!=%", "!%=", "!@", "!%", "!=", ">=", "<=", "=%", "%=", ">", "<", "@", "%", "=", "!")
_NEGATED = {"!": "=", "!=": "=", "!@": "@", "!%": "%", "!=%": "=%", "!%=": "=%"}
Test = Callable[[Record], bool]


@dataclass(frozen=True)
class Schema:
    """What a list method knows of its rows: types by field name, and whether it refuses unknown fields."""

    types: Mapping[str, str]
    strict: bool = False
    id_field: str = "id"
    source: Mapping[str, str] | None = None  # field name → key in the stored record, where they differ
    offset_counts: bool = True
    empty_finds_all: bool = False

    def read(self, record: Record, name: str) -> Any:
        """Return a stored value by the field's name in a list method's filter or order."""
        return record.get(self.source.get(name, name) if self.source else name)


def split_operator(key: str) -> tuple[str, str]:
    """Split a filter's key `>=updatedTime` into operator and field; no operator means equality."""
    for sign in _OPERATORS:
        if key.startswith(sign):
            return sign, key[len(sign) :]
    return "=", key


def compile_filter(raw: Any, schema: Schema) -> Test:
    """Turn the filter of a list method, nested groups included, into one test.

    Raises:
        PortalError: INVALID_ARG_VALUE, if the schema is strict and the filter names an unknown field.
    """
    if not isinstance(raw, dict):
        raw = dict(enumerate(raw)) if isinstance(raw, list) else {}
    tests: list[Test] = []
    any_of = False
    for key, value in raw.items():
        name = str(key)
        if name.lower() == "logic":
            any_of = str(value).upper() == "OR"
        elif name.isdigit() and isinstance(value, dict):
            tests.append(compile_filter(value, schema))
        else:
            made = _condition(name, value, schema)
            if made is not None:
                tests.append(made)
    if any_of and tests:
        return lambda record: any(test(record) for test in tests)
    return lambda record: all(test(record) for test in tests)


def _condition(key: str, value: Any, schema: Schema) -> Test | None:
    sign, name = split_operator(key)
    if name not in schema.types:
        if schema.strict:
            raise invalid_value(f"Invalid filter: field '{name}' is not allowed in filter")
        return None
    if sign in {">", ">=", "<", "<="} and isinstance(value, list | dict | bool):
        raise invalid_value(f"Invalid filter: value of field '{name}' should be string or number")
    if schema.empty_finds_all and value == "":
        return None
    plain = _NEGATED.get(sign, sign)
    test = _value_test("=%" if plain == "%=" else plain, value, schema.types[name], offset_counts=schema.offset_counts)
    negated = sign in _NEGATED

    def check(record: Record) -> bool:
        actual = schema.read(record, name)
        found = any(test(part) for part in actual) if isinstance(actual, list) and actual else test(actual)
        return found is not negated

    return check


def _value_test(sign: str, value: Any, kind: str, *, offset_counts: bool) -> Callable[[Any], bool]:
    if sign in {"=", "@"}:
        many = list(value.values()) if isinstance(value, dict) else value
        wanted = {
            _comparable(part, kind, offset_counts=offset_counts)
            for part in (many if isinstance(many, list) else [many])
        }
        return lambda actual: _comparable(actual, kind) in wanted
    if sign in {"%", "=%"}:
        text = f"%{value}%" if sign == "%" else str(value)
        like = re.compile(".*".join(re.escape(part) for part in text.split("%")), re.IGNORECASE | re.DOTALL)
        return lambda actual: like.fullmatch(str(_shown(actual))) is not None
    if kind in NUMBERS:  # an empty border counts as 0, as the database reads it: everything is above nothing
        return lambda actual: _ordered(sign, to_decimal(actual) or Decimal(0), to_decimal(value) or Decimal(0))
    border = _comparable(value, kind, offset_counts=offset_counts)
    return lambda actual: _ordered(sign, _comparable(actual, kind), border)


def _ordered(sign: str, left: Any, right: Any) -> bool:
    if left is None or right is None or type(left) is not type(right):
        return False
    return bool({">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[sign])


def _comparable(value: Any, kind: str, *, offset_counts: bool = True) -> Any:
    """Bring stored and sent values to one form for a filter; nothing, 0 and "" are the same nothing."""
    if value in (None, "", []):
        return None
    if kind in NUMBERS:
        number = to_decimal(value)
        return number or None
    if kind == "datetime":
        ignored = not offset_counts and not isinstance(value, datetime)
        return _without_offset(str(value)) if ignored else to_moment(value)
    if kind == "date":
        return value if isinstance(value, date) else to_day(value)
    if kind == "boolean":  # user fields: only 1 and 0 are understood, although answers say Y and N
        return value if isinstance(value, bool) else {"1": True, "0": False}.get(str(value), str(value))
    return ("y" if value else "n") if isinstance(value, bool) else str(value).casefold()


def _without_offset(text: str) -> datetime | None:
    """Read the clock time only, as portals do that ignore the offset in a filter."""
    return to_moment(re.sub(r"([+-]\d\d:?\d\d|Z)$", "", text.strip()))


def _shown(value: Any) -> Any:
    return "" if value is None else value


def narrow(table: Table, raw: Any, id_field: str) -> Iterable[Record]:
    """Return the rows that a list method's filter has to test: the named ones if it names ids, else all."""
    if not isinstance(raw, dict):
        return table
    for sign in ("", "=", "@"):
        if sign + id_field in raw:
            value = raw[sign + id_field]
            wanted = list(value.values()) if isinstance(value, dict) else value
            numbers = {to_decimal(part) for part in (wanted if isinstance(wanted, list) else [wanted])}
            found = (table.get(int(number)) for number in numbers if number is not None)
            return [row for row in found if row is not None]
    return table


def sort_rows(rows: list[Record], order: Any, schema: Schema) -> list[Record]:
    """Sort the rows of a list method of the simulated portal by the wanted fields, then by id.

    Raises:
        PortalError: INVALID_ARG_VALUE, if the schema is strict and the order names an unknown field.
    """
    keys = list(order.items()) if isinstance(order, dict) else []
    if not keys:
        keys = [(schema.id_field, "ASC")]
    elif all(str(key) != schema.id_field for key, _ in keys):
        keys.append((schema.id_field, "ASC"))
    for key, direction in reversed(keys):
        name = str(key)
        if name not in schema.types:
            if schema.strict:
                raise invalid_value(f"Invalid order: field '{name}' is not allowed in order")
            continue
        rows.sort(key=_sort_key(name, schema), reverse=str(direction).upper() == "DESC")
    return rows


def _sort_key(name: str, schema: Schema) -> Callable[[Record], tuple[bool, Any]]:
    def key(record: Record) -> tuple[bool, Any]:
        value = schema.read(record, name)
        if isinstance(value, list):
            value = str(value)
        return (value not in (None, ""), value if value not in (None, "") else 0)

    return key


def paged(call: Call, rows: list[Record], show: Callable[[Record], Any]) -> tuple[list[Any], int | None, int | None]:
    """Cut one page of a list method and say what comes beside it: rows shown, total, next."""
    start = whole(call.value("start") or 0, "start")
    if start < 0:
        total = 0 if call.portal.switches.total_without_count == "zero" else None
        return [show(row) for row in rows[:PAGE]], total, None
    shown = [show(row) for row in rows[start : start + PAGE]]
    following = start + PAGE
    return shown, len(rows), following if following < len(rows) else None


def select_rows(call: Call, table: Iterable[Record], schema: Schema) -> list[Record]:
    """Return the rows that match a list method's filter, in the call's order."""
    raw = call.value("filter") or {}
    test = compile_filter(raw, schema)
    rows = narrow(table, raw, schema.id_field) if isinstance(table, Table) else table
    return sort_rows([row for row in rows if test(row)], call.value("order"), schema)


def list_page(call: Call, table: Iterable[Record], schema: Schema, show: Callable[[Record], Any]) -> Page:
    """Answer a plain list method of the simulated portal whose rows stand directly in `result`."""
    shown, total, following = paged(call, select_rows(call, table, schema), show)
    return Page(shown, total, following)


def selected(call: Call) -> list[str] | None:
    """Return the names in `select` of a list method of the simulated portal; None for everything."""
    raw = call.value("select")
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, str):
        raw = [raw]
    if not raw or "*" in raw:
        return None
    return [str(name) for name in raw]


def keep(row: Record, names: list[str] | None, always: Iterable[str] = ()) -> Record:
    """Keep the selected keys of a row that a list method of the simulated portal shows."""
    if names is None:
        return row
    wanted = {*names, *always}
    return {key: value for key, value in row.items() if key in wanted}
