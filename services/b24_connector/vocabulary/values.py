"""Single values as the portal spells them: ids, numbers, times, flags, GUIDs, typed texts and markup. Pure."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from html.entities import html5
from typing import Any
from uuid import UUID

_CODES = "b|i|u|s|p|br|url|img|user|color|background|size|font|quote|code|list|\\*|left|right|center|table|tr|td|th"
_ATTRIBUTE = r"""\s+[a-z][a-z-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?"""
_MARKUP = re.compile(
    rf"</?[a-z][a-z0-9]*(?:{_ATTRIBUTE})*\s*/?>|\[/?(?:{_CODES}|disk|justify|video|spoiler)(?:[ =][^\]]{{0,500}})?\]",
    re.IGNORECASE,
)
_BLOCKS = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in ((r"<style\b", "</style>"), (r"<script\b", "</script>"), ("<!--", "-->"))
)
"""What is left out with all that stands between; each is looked for once, as a text may open any number of them."""
_BREAK = re.compile(r"<br\s*/?>|\[br\]|</(?:p|div|li|tr|h\d)>|\[/p\]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_APART = "\u200b"
_WITHOUT_SEMICOLON = "|".join(name for name in html5 if not name.endswith(";"))
_OPENING = re.compile(rf"\[(?=[/a-z*])|<(?=[/a-z!?])|&(?=#[x\d]|\w+;|{_WITHOUT_SEMICOLON})", re.IGNORECASE)
_OPENED = re.compile(rf"([\[<&]){_APART}")


def identity(value: Any) -> str:
    """Return an id of the portal as text; 0, null and "" all mean nobody."""
    text = "" if value is None else str(value)
    return "" if text in {"0", "False"} else text


def typed(value: Any) -> str:
    """Return what a person typed in the portal, «0» included; null and False are nothing."""
    return "" if value is None or value is False else str(value).strip()


def number(value: Any) -> Decimal:
    """Read a number of the portal by its digits and never by a binary float; nothing is 0."""
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def moment(value: Any) -> datetime | None:
    """Read a moment of the portal with its offset, as UTC."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    # The first and the last year of all are nobody's moments, and cannot be told in another zone.
    return read.astimezone(UTC) if read.tzinfo and MINYEAR < read.year < MAXYEAR else None


def day(value: Any) -> date | None:
    """Read a date-only field of the portal: its first ten characters, as its clock time is the offset."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def is_yes(value: Any) -> bool:
    """Read a flag of the portal."""
    return str(value).upper() in {"Y", "1", "TRUE"}


def guid(value: Any) -> str:
    """Return a GUID in lower case, or nothing if the text is none: by default `xmlId` is the own id as text."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return ""


def plain_text(value: Any) -> str:
    """Return a portal's comment as it is seen: without BB codes and HTML; other brackets stay."""
    text = str(value or "")
    for opening, closing in _BLOCKS:
        text = _without(text, opening, closing)
    bare = _MARKUP.sub("", _BREAK.sub("\n", text))
    text = _OPENED.sub(r"\1", _ENTITY.sub(lambda found: unescape(found[0]).replace("\u00a0", " "), bare))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    left, at = [], 0
    while (begun := opening.search(text, at)) and (ended := closing.search(text, begun.end())):
        left.append(text[at : begun.start()])
        at = ended.end()
    return "".join([*left, text[at:]])


def as_text(words: str) -> str:
    """Quote words for a place where the portal reads markup, so that they are seen as they are.

    A space without width behind whatever may begin one takes its meaning; `plain_text` takes it out again.
    """
    return _OPENING.sub(rf"\g<0>{_APART}", words)
