"""Values between the portal's wire and its store: ids are int, money Decimal, moments aware, flags Y or N."""

import contextlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from .clock import PORTAL_ZONE
from .failures import PortalError, wrong_field
from .fields import LINK_TYPES, Field

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Round a sum of the simulated portal half up to two digits."""
    return value.quantize(CENT, ROUND_HALF_UP)


def to_decimal(value: Any) -> Decimal | None:
    """Read a number of a request to the simulated portal from JSON or a form; None when it is none."""
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return None


def to_moment(value: Any) -> datetime | None:
    """Read a moment in any spelling the simulated portal takes; without an offset it is its own time."""
    if isinstance(value, datetime):
        return value
    text = str(value).strip()
    with contextlib.suppress(ValueError):
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=PORTAL_ZONE) if read.tzinfo is None else read.astimezone(PORTAL_ZONE)
    for pattern in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, pattern).replace(tzinfo=PORTAL_ZONE)
    return None


def to_day(value: Any) -> date | None:
    """Read the day of a date-only field of the simulated portal: its first ten characters, as it was sent."""
    moment = to_moment(str(value)[:10])
    return moment.date() if moment else None


def is_yes(value: Any) -> bool:
    """Tell whether a flag sent to the simulated portal is set, in any of the spellings in use."""
    return value is True or str(value).upper() in {"Y", "1", "TRUE"}


def flag(value: Any) -> str:
    """Write a stored flag of the simulated portal as Y or N."""
    return "Y" if is_yes(value) else "N"


def _money_text(value: Any) -> str:
    """Read a money user field of the simulated portal, `300|RUB`."""
    text = str(value)
    return text if "|" in text or text == "" else f"{text}|RUB"


def _link(value: Any) -> int | None:
    if value in (None, ""):
        return None
    number = to_decimal(value)
    return int(number) if number is not None else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "double": lambda value: to_decimal(value) or Decimal(0),
    "datetime": to_moment,
    "date": to_day,
    "char": flag,
    "boolean": is_yes,
    "money": _money_text,
    "enumeration": _link,
    **dict.fromkeys(LINK_TYPES, _link),
}


def read_field(one: Field, value: Any) -> Any:
    """Turn the value of a field sent to the simulated portal into the stored one.

    Raises:
        PortalError: a single value was sent to a multiple field.
    """
    if one.multiple:
        return _read_many(one, value)
    if isinstance(value, list | dict) and one.type != "file":
        raise wrong_field(f"Поле {one.name} не принимает список")
    if value is None:
        return None
    reader = _READERS.get(one.type)
    if reader is None:
        return str(value)
    if value == "" and one.type != "char":
        return None
    return reader(value)


def _read_many(one: Field, value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        raise PortalError(400, "100", f"Expected iterable value for multiple field, but got {type(value).__name__}")
    single = Field(one.name, one.upper, one.type)
    read = [read_field(single, part) for part in value if part not in (None, "")]
    return list(dict.fromkeys(read))


def show_new(one: Field, value: Any) -> Any:
    """Show a stored value of the simulated portal the way `crm.item.*` does: numbers, Y/N, moments with offset."""
    if one.type == "date" and isinstance(value, date):
        # The clock time of a date-only field is the offset itself.
        return f"{value.isoformat()}T03:00:00+03:00"
    if one.type == "boolean" and isinstance(value, bool):
        return "Y" if value else "N"
    return value


def show_old(one: Field, value: Any) -> Any:
    """Show a stored value of the simulated portal the way the old methods do: nearly everything is a string."""
    if one.multiple:
        return [show_old(Field(one.name, one.upper, one.type), part) for part in value or []] or False
    if one.type == "boolean":
        return None if value is None else "1" if value else "0"
    if value is None:
        return "0" if one.type in {"crm_company", "crm_contact"} else None
    return _printed(value)


def _printed(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T03:00:00+03:00"
    return f"{cents(value):f}" if isinstance(value, Decimal) else str(value)


def strings(record: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the named values of a stored record of the simulated portal as strings; None stays."""
    return {name: _as_text(record.get(name)) for name in names}


def _as_text(value: Any) -> Any:
    if value is None or isinstance(value, str | list | dict | bool):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
