"""Quotes texts from the portal, from 1C or from messages for a terminal, so that they cannot control it."""

import json
import unicodedata
from typing import Any


def shown(text: str) -> str:
    """Return a text as one line for a terminal; every control character, line ends too, is spelt out.

    Ready JSON, in which ends of lines are escaped already, means the same as before.
    """
    return text if text.isprintable() else "".join(one if _is_seen(one) else _spelt(one) for one in text)


def shown_lines(text: str) -> str:
    """Return a text of our own for a terminal, line by line; control characters within a line are spelt out."""
    return "\n".join(shown(line) for line in text.split("\n"))


def shown_json(value: Any) -> str:
    """Write JSON for a terminal and for programs: letters as they are, control characters escaped."""
    return shown(json.dumps(value, ensure_ascii=False, default=str))


def _is_seen(one: str) -> bool:
    return one.isprintable() or unicodedata.category(one) == "Zs"


def _spelt(one: str) -> str:
    """Spell a control character of a terminal the way JSON does."""
    units = one.encode("utf-16-be", errors="surrogatepass").hex()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))
