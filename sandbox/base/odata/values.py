"""Converts values between the OData wire and the simulated base's tables, as 1C does."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sandbox.base.faults import ODataFault, unparsable
from sandbox.base.schema import EMPTY_GUID, Property

EMPTY_DATE = datetime(1, 1, 1)  # noqa: DTZ001 - the platform's dates carry no zone
UNDEFINED = "StandardODATA.Undefined"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
EMPTY: dict[str, Any] = {
    "str": "",
    "text": "",
    "binary": "",
    "enum": "",
    "any": "",
    "any_type": UNDEFINED,
    "ref": EMPTY_GUID,
    "guid": EMPTY_GUID,
    "num": Decimal(0),
    "int16": 0,
    "int32": 0,
    "int64": 0,
    "bool": False,
    "date": EMPTY_DATE,
}
KEEP = object()


def date_text(value: datetime) -> str:
    """Convert a stored date to the text 1C writes: no zone, whole seconds, four digits of the year."""
    return value.replace(microsecond=0).isoformat() if value.year >= 1000 else f"{value.year:04}{value:-%m-%dT%H:%M:%S}"


def number(value: Decimal) -> int | float:
    """Convert a stored number of the simulated base to JSON without needless digits: 2400, 1250.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def to_json(kind: str, value: Any) -> Any:
    """Convert a stored value of the simulated base to JSON; an Int64 becomes a string."""
    if kind == "date":
        return date_text(value)
    if kind == "num":
        return number(value)
    return str(value) if kind == "int64" else value


def to_text(kind: str, value: Any) -> str:
    """Convert a stored value of the simulated base to the text of an Atom element."""
    if kind == "bool":
        return "true" if value else "false"
    return str(to_json(kind, value))


def unavailable(target: str) -> str:
    """Name the type of a reference whose set the simulated base does not publish."""
    return f"UnavailableEntities.UnavailableEntity_{uuid5(NAMESPACE_URL, target)}"


def read_date(text: str) -> datetime:
    """Convert a date sent by OData to the stored one; 1C accepts one spelling only.

    Raises:
        ValueError: anything else, also a short form or a zone

    """
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _string(one: Property, value: Any) -> Any:
    if isinstance(value, list | dict):
        raise ODataFault(500, -1, "Произошла внутренняя ошибка OData сервиса. Несоответствие типов")
    text = "" if value is None else str(value)
    if one.kind == "enum" and text:
        known = one.allowed.get(one.targets[0])
        if known and text not in known:
            raise unparsable(text, "Edm.String")
    return text[: one.size] if one.size else text


def _guid(one: Property, value: Any) -> str:
    if value is None or value == "":
        return EMPTY_GUID
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise unparsable(value, one.edm) from None


def _integer(_: Property, value: Any) -> Any:
    # Text that is not a number is passed over in silence: the old value stays.
    try:
        return int(Decimal(str(value))) if value is not None and not isinstance(value, bool) else KEEP
    except InvalidOperation:
        return KEEP


def _double(one: Property, value: Any) -> Decimal:
    if value is None:
        return Decimal(0)
    try:
        sent = Decimal(str(value))
    except InvalidOperation:
        raise unparsable(value, one.edm) from None
    # More digits than the attribute keeps are rounded away without a word.
    exponent = sent.as_tuple().exponent
    is_finer = one.scale is not None and isinstance(exponent, int) and -exponent > one.scale
    return sent.quantize(Decimal(1).scaleb(-(one.scale or 0)), ROUND_HALF_UP) if is_finer else sent


def _boolean(one: Property, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in {"true", "false"}:
        return value == "true"
    raise unparsable(value, one.edm)


def _datetime(one: Property, value: Any) -> datetime:
    if value is None or value == "":
        return EMPTY_DATE
    try:
        return read_date(str(value))
    except ValueError:
        raise unparsable(value, one.edm) from None


READERS = {
    "ref": _guid,
    "guid": _guid,
    "num": _double,
    "int16": _integer,
    "int32": _integer,
    "int64": _integer,
    "bool": _boolean,
    "date": _datetime,
}


def from_json(one: Property, value: Any) -> Any:
    """Convert a JSON value sent by OData to the stored one, as 1C would.

    Returns:
        the value to store, or `KEEP` where what was sent is passed over in silence

    Raises:
        ODataFault: text in a Guid, Boolean, Double or DateTime (code 1), a list in a string (500, -1)

    """
    return READERS.get(one.kind, _string)(one, value)
