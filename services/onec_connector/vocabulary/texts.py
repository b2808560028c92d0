"""Puts texts into 1C's fields of one line or of several, cut as 1C counts, so that they stay as sent. Pure."""

import re

from shared.canon.texts import legible, same_words

_END_OF_LINE = re.compile("\r\n|[\n\r]")


def in_line(words: str, length: int) -> str:
    """Return a text for a 1C field of one line: line ends in it become spaces.

    Args:
        words: from anywhere.
        length: of the field; 1C cuts what is longer without a word.
    """
    return cut(_END_OF_LINE.sub(" ", legible(words)), length)


def same_line(words: str, there: str, length: int) -> bool:
    """Tell whether a 1C field of one line holds a text already, as far as it has room for it; blanks are no edit.

    Args:
        words: as `in_line` takes them.
        there: what the field holds.
        length: of the field.
    """
    held = in_line(there, length)
    return any(same_words(held, one) for one in (in_line(words, length), name_in_line(words, length)))


def name_in_line(words: str, length: int) -> str:
    """Return a name for a 1C field of one line; a longer one ends in «…», so nobody takes it for the whole."""
    whole = in_line(words, length)
    return whole if whole == in_line(words, 2 * len(words)) else f"{cut(whole, length - 1).rstrip()}…"


def in_lines(words: str, length: int | None = None) -> str:
    """Return a text for a 1C field of several lines; `length` as for a field of one line, None: it has no limit."""
    whole = _END_OF_LINE.sub("\n", legible(words))
    return whole if length is None else cut(whole, length)


def cut(words: str, length: int) -> str:
    """Cut a text to a length as 1C counts it, in units of UTF-16: an emoji is two, and is not halved."""
    coded = words.encode("utf-16-le", errors="surrogatepass")
    return coded[: 2 * length].decode("utf-16-le", errors="ignore")
