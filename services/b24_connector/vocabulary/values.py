"""Single values as the portal spells them: three kinds of nothing, numbers as strings, localised clocks."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import phonenumbers

CENT = Decimal("0.01")
_MARKUP = re.compile(r"\[/?[a-zA-Z*]+(?:=[^\]]*)?\]|<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>|\[br\]|</p>", re.IGNORECASE)


def identity(value: Any) -> str:
    """Return an id as text; 0, null and "" are all nobody."""
    text = "" if value is None else str(value)
    return "" if text in {"0", "False"} else text


def number(value: Any) -> Decimal:
    """Read a number, by its digits and never by a binary float; nothing is 0."""
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def cents(value: Decimal) -> Decimal:
    """Round half up to kopecks."""
    return value.quantize(CENT, ROUND_HALF_UP)


def moment(value: Any) -> datetime | None:
    """Read a moment with an offset, in UTC."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def day(value: Any) -> date | None:
    """Read a date-only field: its first ten characters, since its clock time is the portal's offset."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def is_yes(value: Any) -> bool:
    """Read a flag."""
    return str(value).upper() in {"Y", "1", "TRUE"}


def guid(value: Any) -> str:
    """Return a GUID in lower case, or nothing where the text is none: by default `xmlId` is the own id as text."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return ""


def plain_text(value: Any) -> str:
    """Return a comment without BB codes and HTML."""
    text = _MARKUP.sub("", _BREAK.sub("\n", str(value or "")))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def phone(value: Any) -> str:
    """Return a phone in E.164 where it can be read as one of Russia's or an international one, else as typed."""
    text = str(value or "").strip()
    try:
        read = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(read):
        return text
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
