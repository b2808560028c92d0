"""Undoes escapes in a text, reading by reading, so that secrets are found in an address in JSON in a log line."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import unquote

_DEEPEST, _MOST = 3, 20
"""How often something is undone, and how many readings of one text there are at most."""
_HEX = "[0-9A-Fa-f]"
_LETTERS: Final = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\b": "\b", r"\f": "\f"}


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to escape: the mark it is known by, what is escaped, and how that is undone."""

    mark: str
    escaped: re.Pattern[str]
    undo: Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with some escapes undone, and where each character came from.

    Args:
        text: what it says.
        written: the text as it is written.
        ways: what was undone.
    """

    text: str
    written: str
    ways: tuple[_Way, ...] = ()

    @property
    def is_joined(self) -> bool:
        """Whether lines were joined in this reading of the text; words of two lines are one word then, too."""
        return _BREAK in self.ways

    def places(self, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield where parts of this unescaped reading stand in the text as it is written."""
        if not self.ways:
            yield from spans
        elif spans:
            where = self._where()
            yield from ((where[begin][0], where[end - 1][1]) for begin, end in spans if begin < end)

    def _where(self) -> list[tuple[int, int]]:
        text, where = self.written, [(at, at + 1) for at in range(len(self.written))]
        for way in self.ways:
            shorter: list[tuple[int, int]] = []
            behind = 0
            for found in way.escaped.finditer(text):
                shorter += where[behind : found.start()]
                whole = (where[found.start()][0], where[found.end() - 1][1])
                shorter += [whole] * len(way.undo(found))
                behind = found.end()
            where = shorter + where[behind:]
            text = way.escaped.sub(way.undo, text)
        return where


def readings(text: str) -> Iterator[Reading]:
    """Yield a text as it is written, then with one escape undone, then with two."""
    known = {text}
    waiting = [Reading(text, text)]
    for one in waiting:
        yield one
        for way in _WAYS if len(one.ways) < _DEEPEST and len(known) < _MOST else ():
            if way.mark in one.text and (plain := way.escaped.sub(way.undo, one.text)) not in known:
                known.add(plain)
                waiting.append(Reading(plain, text, (*one.ways, way)))


def _of_utf8(mark: str) -> str:
    """Return a pattern of one character whose UTF-8 bytes are each written behind an escape mark."""
    more = f"{mark}[89ABab]{_HEX}"
    several = f"{mark}[CDcd]{_HEX}{more}|{mark}[Ee]{_HEX}{more * 2}|{mark}[Ff][0-7]{more * 3}"
    return f"{mark}[0-7]{_HEX}|{several}"


def _unslashed(found: re.Match[str]) -> str:
    written = found[0]
    if written.startswith(r"\x"):
        return bytes.fromhex(written.replace(r"\x", "")).decode(errors="replace")
    if written.startswith((r"\u{", r"\U")):
        return _character(int(written[2:].strip("{}"), 16))
    if written.startswith(r"\u"):
        return bytes.fromhex(written.replace(r"\u", "")).decode("utf-16-be", errors="surrogatepass")
    if written[1:].isdigit():
        return chr(int(written[1:], 8))
    return _LETTERS.get(written, written[1:])


def _character(code: int) -> str:
    return chr(code) if code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


_PAIR = rf"\\u[Dd][89ABab]{_HEX}{{2}}\\u[Dd][C-Fc-f]{_HEX}{{2}}"
_WHOLE = rf"\\u\{{{_HEX}{{1,6}}\}}|\\U{_HEX}{{8}}"
_OCTAL = r"\\(?:0[4-7][0-7]|1[0-7]{2})"
_SLASHED = re.compile(rf"{_of_utf8(chr(92) * 2 + 'x')}|{_OCTAL}|{_PAIR}|{_WHOLE}|\\u{_HEX}{{4}}|\\[\"'\\/nrtbf]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|(?:amp|lt|gt|quot|apos);)")
_BREAK = _Way("\n", re.compile(r"\r?\n"), lambda _: "")
_WAYS: Final = (
    _Way("%", re.compile(_of_utf8("%")), lambda found: unquote(found[0])),
    _Way("\\", _SLASHED, _unslashed),
    _Way("&", _ENTITY, lambda found: unescape(found[0])),
    _BREAK,
)
