"""Digests of canonical forms: equal values have equal digests, in every release.

A field that has its default value is left out, so that a new optional field changes no digest of yesterday.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel


def digest(value: object) -> str:
    """Return 32 hexadecimal digits that stand for the canonical form `value`, the same in every release.

    Numbers count by value (1 == 1.00), moments by the instant they name, mappings and sets without order.

    Args:
        value: pydantic models, dataclasses, mappings, sequences, sets, numbers, texts, dates, None, nested.

    Raises:
        TypeError: something else is in it.
    """
    text = json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


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
