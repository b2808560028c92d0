"""Cleans texts of what a message or system cannot hold; compares texts cut short or spaced otherwise. Pure."""

import re

_END_OF_LINE = re.compile("[\x85\u2028\u2029]")
_NOTHING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")


def shortens(short: str, whole: str) -> bool:
    """Tell whether a text is another one cut short with «…»: whoever says it has had no room for the whole."""
    begun, said = (_in_line(one) for one in (short.removesuffix("…"), whole))
    return short.endswith("…") and begun != said and said.startswith(begun)


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for blanks, line ends and what nobody sees: 1C keeps names in a line."""
    return one == other or _in_line(one) == _in_line(other)


def _in_line(text: str) -> str:
    return " ".join(legible(text).split())


def legible(text: str) -> str:
    """Return a clean text, without control characters and changes of direction; tabs and line ends stay."""
    if text.isprintable():
        return text
    return _HALF.sub("\ufffd", _NOTHING.sub("", _END_OF_LINE.sub("\n", text)))
