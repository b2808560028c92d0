"""Digests of canonical forms: equal values, equal digest, in every release.

A field that has its default value is left out, so that a new optional field changes no digest of yesterday.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from shared.messages.order import Customer, GroupName, Line, SalesOrder, Terms, Thing


def digest(value: object) -> str:
    """Return 32 hexadecimal digits that stand for `value`.

    Numbers count by value (1 == 1.00), moments by the instant they name, mappings and sets without order.

    Args:
        value: pydantic models, dataclasses, mappings, sequences, sets, numbers, texts, dates, None, nested.

    Raises:
        TypeError: something else is in it.
    """
    text = json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def lines_digest(lines: Iterable[Line]) -> str:
    """Return the digest of rows: their order, our keys and the names in the catalogue are no part of it."""
    return digest(sorted(digest(_line(line)) for line in lines))


def group_digests(order: SalesOrder, groups: Iterable[GroupName]) -> dict[GroupName, str]:
    """Return the digest of each of `groups` in a snapshot, for readers and for the target of a write alike.

    Things count by their id, and by their names only where they have none: a renamed item edits no order.
    """
    return {group: _group_digest(order, group) for group in groups}


def _group_digest(order: SalesOrder, group: GroupName) -> str:
    if group is GroupName.ROWS:
        return lines_digest(order.lines)
    values: dict[GroupName, object] = {
        GroupName.MANAGER: _thing(order.manager),
        GroupName.ORGANISATION: _thing(order.organisation),
        GroupName.PARTIES: [_customer(order.customer), _thing(order.person)],
        GroupName.HEADER: [order.title, order.note, _terms(order.terms), order.ship_on, order.delivery],
        GroupName.STAGE: [order.stage, order.phase],
        GroupName.STATE: [order.state, order.posted, order.phase],
        GroupName.GIVEN: [order.number, order.url, order.total, order.dated],
    }
    return digest(values[group])


def _thing(thing: Thing | None) -> object:
    if thing is None or thing.ref is None:
        return thing
    return [thing.ref.system, thing.ref.key]


def _customer(customer: Customer | None) -> object:
    return customer and [_thing(customer), _thing(customer.legal_entity)]


def _terms(terms: Terms) -> object:
    """Only what a person names for this order: defaults are the rules', and change with the rules file."""
    return {
        name: _thing(value) if isinstance(value, Thing) else value
        for name, value in terms
        if not name.endswith("_default") and name != "ship_in_days"
    }


def _line(line: Line) -> object:
    return {
        name: _thing(value) if isinstance(value, Thing) else value
        for name, value in line
        if name != "key" and value != Line.model_fields[name].default
    }


def _canonical(value: object) -> Any:
    match value:
        case Enum():
            return _canonical(value.value)
        case None | bool() | str():
            return value
        case Mapping():
            return {str(key): _canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [_canonical(item) for item in value]
        case set() | frozenset():
            return sorted((_canonical(item) for item in value), key=json.dumps)
        case _:
            return _scalar(value)


def _scalar(value: object) -> Any:
    match value:
        case int() | float() | Decimal():
            return {"": _number(Decimal(str(value)))}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return _record(value)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _record(value: object) -> dict[str, Any]:
    if isinstance(value, BaseModel):
        defaults = {name: field.default for name, field in type(value).model_fields.items()}
    elif is_dataclass(value):
        defaults = {field.name: _default(field) for field in fields(value)}
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form; turn it into text, numbers, lists or mappings")
    values = {name: getattr(value, name) for name in defaults}
    return {name: _canonical(item) for name, item in values.items() if item != defaults[name]}


def _default(field: "Field[Any]") -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()
