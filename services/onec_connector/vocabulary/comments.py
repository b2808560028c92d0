"""Remembers what we wrote into a 1C order's comment without its words, as a title may name a person. Pure."""

import re
from hashlib import sha256
from typing import Final

_MARK: Final = re.compile(r"([0-9]{1,5}):([0-9a-f]{32})")


def mark_of(text: str) -> str:
    """Return what is remembered of our comment in an order: length and digest, `57:0f3a…`; nothing of an empty one."""
    return f"{len(text)}:{sha256(text.encode()).hexdigest()[:32]}" if text else ""


def is_marked(text: str, former: str) -> bool:
    """Tell whether a text is the comment that is remembered as ours in an order.

    Args:
        text: whole.
        former: its mark, or the text itself, as an earlier release kept it; empty: nothing is remembered.
    """
    return text == former or mark_of(text) == former


def tail_behind(present: str, former: str) -> str | None:
    """Return what an order's comment has after the text remembered as ours; None if it does not begin with that.

    Args:
        present: the comment as it is.
        former: as in `is_marked`.
    """
    mark = _MARK.fullmatch(former)
    length = int(mark[1]) if mark else len(former)
    return present[length:] if former and is_marked(present[:length], former) else None
