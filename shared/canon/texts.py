"""Cleans texts of what a message or a system cannot hold. Pure."""

import re

_END_OF_LINE = re.compile("[\x85\u2028\u2029]")
_NOTHING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")


def legible(text: str) -> str:
    """Return a text without control characters and changes of direction; tabs and line ends stay."""
    if text.isprintable():
        return text
    return _HALF.sub("\ufffd", _NOTHING.sub("", _END_OF_LINE.sub("\n", text)))
