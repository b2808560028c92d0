"""Names and registration numbers of sole traders and firms, without the words people write around them. Pure."""

import re
from functools import cache

_TRADER = r"(?:ип|индивидуальный\s+предприниматель)"
_FARMER = r"(?:гкфх|глава\s+(?:кфх|к\(ф\)х|крест\S+(?:\s+\(?|\s*-\s*)ферм\S+\s+хоз\S+))"
_BEFORE = re.compile(rf"^(?:(?:{_TRADER}|{_FARMER})[\s,]+)+", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:[\s,]+(?:{_TRADER}|{_FARMER}))+$", re.IGNORECASE)


def own_name(name: str) -> str:
    """Return a man's name without the form of his business around it («ИП», «Глава КФХ»)."""
    return " ".join(_BEHIND.sub("", _BEFORE.sub("", name.strip())).split())


def registered_number(text: str, digits: int) -> str:
    """Return a firm's or trader's ОГРН or ОГРНИП within a text, also where a date stands close; empty: there is none.

    Args:
        text: as people type it: with a word before it and a date behind, or without the blanks between.
        digits: of the number, 13 or 15.
    """
    found = _number(digits).search(text)
    return found[0] if found else ""


@cache
def _number(digits: int) -> re.Pattern[str]:
    date_before, date_behind = r"(?<=\d\d\.\d\d\.\d{4})", r"(?=\d\d\.\d\d\.\d\d)"
    return re.compile(rf"(?:(?<!\d)(?<!\d\.)|{date_before})\d{{{digits}}}(?:(?!\d|\.\d)|{date_behind})")
