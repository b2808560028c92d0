"""Removes from a log line what names people: tax numbers, e-mails, phones. Its key says whom it is about."""

import re
from collections.abc import Mapping
from typing import Any, Final

from stdnum.ru.inn import is_valid

PERSON: Final = "<…>"
"""What stands there instead."""
_NUMBER = re.compile(r"(?<![\w.-])(?:\d{10}|\d{12})(?![\w-]|\.\d)", re.ASCII)  # not a part of a GUID or a fraction
_EMAIL = re.compile(r"(?<![/\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.)+\w{2,24}")  # not the user of an address
_PHONE = re.compile(r"(?<!\w)\+\d(?:[\s()-]{0,2}\d){9,14}(?!\w)", re.ASCII)


def without_people(value: Any) -> Any:
    """Return a value of a log line, however nested, without tax numbers, e-mails and phones."""
    if isinstance(value, str):
        return _EMAIL.sub(PERSON, _PHONE.sub(PERSON, _NUMBER.sub(_unless_no_inn, value)))
    if isinstance(value, Mapping):
        return {without_people(key): without_people(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_people(item) for item in value]
    return value


def _unless_no_inn(found: re.Match[str]) -> str:
    return PERSON if is_valid(found[0]) else found[0]
