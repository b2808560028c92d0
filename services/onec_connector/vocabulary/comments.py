"""What we wrote into an order's comment, remembered without its words: the deal's title may name a person. Pure."""

import re
from hashlib import sha256
from typing import Final

_MARK: Final = re.compile(r"([0-9]{1,5}):([0-9a-f]{32})")


def mark_of(text: str) -> str:
    """Return what is remembered of a text: length and digest, `57:0f3a…`; of none nothing."""
    return f"{len(text)}:{sha256(text.encode()).hexdigest()[:32]}" if text else ""


def is_marked(text: str, former: str) -> bool:
    """Tell whether a text is the one that is remembered.

    Args:
        text: whole.
        former: its mark, or the text itself, as an earlier release kept it; empty: nothing is remembered.
    """
    return text == former or mark_of(text) == former


def tail_behind(present: str, former: str) -> str | None:
    """Return what stands in a comment behind the text that is remembered; None: it does not begin with that.

    Args:
        present: the comment as it is.
        former: as in `is_marked`.
    """
    mark = _MARK.fullmatch(former)
    length = int(mark[1]) if mark else len(former)
    return present[length:] if former and is_marked(present[:length], former) else None
