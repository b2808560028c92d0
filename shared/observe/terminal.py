"""Quotes for a terminal: what came from the portal, from 1C or out of a message is seen there and does nothing."""

import json
import unicodedata
from typing import Any


def shown(text: str) -> str:
    """Return one line in which every character that would drive the terminal, an end of line too, is spelt out.

    Ready JSON, in which ends of lines are escaped already, means the same as before.
    """
    return text if text.isprintable() else "".join(one if _is_seen(one) else _spelt(one) for one in text)


def shown_lines(text: str) -> str:
    """Do the same with a text of several lines of our own."""
    return "\n".join(shown(line) for line in text.split("\n"))


def shown_json(value: Any) -> str:
    """Write JSON for programs and eyes: letters as they are, and every character that drives a terminal escaped."""
    return shown(json.dumps(value, ensure_ascii=False, default=str))


def _is_seen(one: str) -> bool:
    return one.isprintable() or unicodedata.category(one) == "Zs"


def _spelt(one: str) -> str:
    """Spell a character the way JSON does."""
    units = one.encode("utf-16-be", errors="surrogatepass").hex()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))
