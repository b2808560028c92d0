"""Recognises one person (by INN, phone or e-mail) in whatever the bus keeps, so that he can be forgotten. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.canon.keys import emails, phone

_INN = re.compile(r"\d{10}|\d{12}", re.ASCII)
_LONG_RUSSIAN = re.compile(r"7\d{10}", re.ASCII)
_BETWEEN_DIGITS = r"[\s().-]{0,2}"


@dataclass(frozen=True, slots=True)
class Sought:
    """The INN, phone or e-mail of a person to be found in stored values, in all its spellings.

    Args:
        patterns: of the ways in which people and systems write it.
    """

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def by(cls, mark: str) -> "Sought | None":
        """Read what was typed as INN, phone or e-mail; None if it is none of these.

        Args:
            mark: of ten or twelve digits it is looked for as an INN and, where it may be one, as a phone.
        """
        mark = mark.strip()
        if "@" in mark:
            return cls((_of_email(mark),)) if emails(mark) == (mark.lower(),) else None
        found = [rf"(?<!\d){mark}(?!\d)"] if _INN.fullmatch(mark) else []
        if number := phone(mark):
            found.append(_of_phone(number.lstrip("+")))
        return cls(tuple(re.compile(one, re.ASCII) for one in found)) if found else None

    def is_in(self, value: Any) -> bool:
        """Tell whether a stored value, however nested, names the person sought by INN, phone or e-mail."""
        return any(pattern.search(text) for text in _texts(value) for pattern in self.patterns)


def _of_email(mark: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.%+-]){re.escape(mark)}(?!\.?[\w-])", re.IGNORECASE)


def _of_phone(digits: str) -> str:
    is_russian = _LONG_RUSSIAN.fullmatch(digits)
    area = rf"(?:(?:\+?7|8){_BETWEEN_DIGITS})?" if is_russian else r"\+?"
    return rf"(?<!\d){area}{_BETWEEN_DIGITS.join(digits[1:] if is_russian else digits)}(?!\d)"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _each([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _each(value)


def _each(values: Iterable[Any]) -> Iterator[str]:
    for one in values:
        yield from _texts(one)
