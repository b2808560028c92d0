"""Remembers what we wrote into a 1C order's comment without its words, and tells it from people's words. Pure."""

import re
from hashlib import sha256
from typing import Final

_MARK: Final = re.compile(r"([0-9]{1,5}):([0-9a-f]{32})")
_HEAD: Final = re.compile(
    r"Сделка № ([0-9]{1,18})(?: «[^\n]*»)?\r?\nhttps?://[^\s/]+/crm/deal/details/\1/(?:\s+|\Z)"
    r"(?:Счёт № [^\s]+(?: от [0-9]{2}\.[0-9]{2}\.[0-9]{4})?(?:\r?\n|\Z))?"
)
"""How what is made of a deal begins: number and title, link, invoice."""
_LINK: Final = re.compile(r"https?://\S+\Z")
_INVOICE: Final = "Счёт № "
_DELETED: Final = re.compile(r"Сделка № [0-9]{1,18} удалена в Битрикс24 [0-9.]{10}: решите с менеджером, [^\n]*")


def mark_of(text: str) -> str:
    """Return what is remembered of our comment in an order: length and digest, `57:0f3a…`; nothing of an empty one.

    Not its words: a title may name a person.
    """
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


def invoice_in(present: str, *former: str) -> str | None:
    """Return the line about an invoice in what is ours of an order's comment, empty where it has none.

    None: it is not ours to write: nothing is remembered, or the accountant has put his words in the place of ours.

    Args:
        present: the comment as it is.
        former: what is remembered of ours, the latest first, each as in `is_marked`.
    """
    known = [one for one in former if one]
    tails = [tail for one in known if (tail := tail_behind(present, one)) is not None]
    if not known or (present and not tails):
        return None
    lines = present.removesuffix(tails[0]).split("\n")[1:] if tails else []
    words = [line for line in lines[:2] if not _LINK.match(line)]
    return words[0] if words and words[0].startswith(_INVOICE) else ""


def without_deletions(text: str) -> str:
    """Return a part of an order's comment without what the bus has said of its deal's deletion: it was restored."""
    return "\n".join(line for line in text.split("\n") if not _DELETED.fullmatch(line.rstrip("\r")))


def by_people(comment: str) -> str:
    """Return an order's comment without what the bus put there: deal, link and invoice, or that the deal was deleted.

    1C copies the comment with the order, and the copy is of another deal.
    """
    head = _HEAD.match(comment)
    return without_deletions(comment[head.end() if head else 0 :])
