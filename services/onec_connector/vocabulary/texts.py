"""Texts for 1C: quoted and cut, so that it keeps them as they are sent (pure)."""

import re

from shared.canon.texts import legible

_END_OF_LINE = re.compile("\r\n|[\n\r]")


def in_line(words: str, length: int) -> str:
    """Return words for a field of one line: an end of line in them begins none of its own.

    Args:
        words: from anywhere.
        length: of the field; 1C cuts what is longer without a word.
    """
    return cut(_END_OF_LINE.sub(" ", legible(words)), length)


def same_line(words: str, there: str, length: int) -> bool:
    """Tell whether a field of one line holds words already, as far as it has room for them.

    Args:
        words: as `in_line` takes them.
        there: what the field holds.
        length: of the field.
    """
    return in_line(there, length) in {in_line(words, length), name_in_line(words, length)}


def name_in_line(words: str, length: int) -> str:
    """Return a name for a field of one line; one that is longer ends in «…», so that nobody takes it for the whole."""
    whole = in_line(words, length)
    return whole if whole == in_line(words, 2 * len(words)) else f"{cut(whole, length - 1).rstrip()}…"


def in_lines(words: str, length: int) -> str:
    """Return words for a field of several lines; `length` as for one."""
    return cut(_END_OF_LINE.sub("\n", legible(words)), length)


def cut(words: str, length: int) -> str:
    """Cut to a length as 1C counts it, in units of UTF-16: an emoji is two, and is not halved."""
    coded = words.encode("utf-16-le", errors="surrogatepass")
    return coded[: 2 * length].decode("utf-16-le", errors="ignore")
