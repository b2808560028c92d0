"""Learns the secrets of this process (settings, passwords in addresses) and hides them in a text, however spelt."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final
from urllib.parse import unquote

from shared.observe.readings import Reading, readings

MASK = "***"
SHORTEST = 4
"""Characters; what is shorter would be found in every other word."""
_CUT_FROM = 12
"""Characters of a secret that is also found where half of it or more is left: errors cut what they quote."""
_BASE64: Final = {"+": "[+-]", "/": "[/_]"}
_PORTS = re.compile("([0-9]{1,5}(?:[/?#,].*)?)?", re.DOTALL)
_DIGIT = "[A-Za-z0-9+/_-]?"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Secret:
    """A secret to be found in texts.

    Args:
        plain: the secret, spaces written as a form does.
        head: what is left of it at least.
        coded: its spellings in Base64 and in hexadecimal digits, each with what is looked for first, as that is quick.
    """

    plain: str
    head: str
    coded: tuple[tuple[str, re.Pattern[str]], ...]


_known: dict[str, _Secret] = {}


def learn(*secrets: str) -> None:
    """Remember secrets, so that `hide` finds them from now on."""
    for secret in secrets:
        if len(secret) >= SHORTEST and secret not in _known:
            plain = _as_form(secret)
            least = len(plain) if len(plain) < _CUT_FROM else max(8, len(plain) // 2)
            _known[secret] = _Secret(
                plain, plain[:least], (*_in_base64(secret), *_in_base64_twice(secret), _in_hex(secret))
            )


def hide(text: str) -> str:
    """Return a text without the secrets that were learnt.

    They are found plain, percent-encoded, quoted for JSON, HTML or Python, one within the other too, inside of what was
    written in Base64, across an end of line, and cut to their first half.
    """
    return masked(text, (place for one in readings(text) for place in one.places(known_in(one)))) if _known else text


def known_in(reading: Reading) -> list[Span]:
    """Find the learnt secrets in a reading of a text."""
    text = reading.text
    return [span for one in _known.values() for span in (*_plain_in(text, one), *_coded_in(text, one))]


def masked(text: str, places: Iterable[Span]) -> str:
    """Put the mask over the places of secrets in a text; places that touch become one."""
    parts: list[str] = []
    shown = 0
    for begin, end in sorted(places):
        if begin > shown or not parts:
            parts += [text[shown:begin], MASK]
        shown = max(shown, end)
    return "".join([*parts, text[shown:]])


def _plain_in(text: str, secret: _Secret) -> Iterator[Span]:
    looked = _as_form(text)
    at = looked.find(secret.head)
    while at >= 0:
        there = zip(secret.plain, looked[at : at + len(secret.plain)], strict=False)
        end = at + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], there))
        yield at, end
        at = looked.find(secret.head, end)


def _coded_in(text: str, secret: _Secret) -> Iterator[Span]:
    for common, pattern in secret.coded:
        if common in text:
            yield from (found.span() for found in pattern.finditer(text))


def _as_form(text: str) -> str:
    return text.replace(" ", "+")


def passwords_in(address: str) -> Iterator[str]:
    """Find the secret in an address: its password, both as it is written and unescaped.

    One that holds `/` or `@` as they are can be read in several ways: all of them are returned. One that is the user's
    name is none: that name stands everywhere, `guest` or the product's own. Without an `@`, somebody has forgotten the
    host.
    """
    rest = address.partition("://")[2] or address
    if "@" not in rest:
        yield from () if _PORTS.fullmatch(tail := rest.partition(":")[2]) else (tail, unquote(tail))
    for before in (rest.partition("@")[0], rest.rpartition("@")[0]) if "@" in rest else ():
        user, _, password = before.partition(":")
        yield from () if password == user else (password, unquote(password))


def secrets_in(value: str) -> Iterator[str]:
    """Return what is secret in a secret setting: all of it, or of an address its password and the end of its path."""
    if "://" in value:
        yield from passwords_in(value)
        path = value.partition("://")[2].partition("?")[0].rstrip("/").partition("/")[2]
        yield path.rpartition("/")[2]
    else:
        yield value


def _in_base64(secret: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield what is recognisable of a secret in Base64, for each offset in a group of three bytes."""
    for middle, shared in _middles(secret):
        spelt = "".join(_BASE64.get(one, one) for one in middle)
        common = max(re.findall("[A-Za-z0-9]*", middle), key=len)
        yield common, re.compile(f"{_DIGIT if shared else ''}{spelt}{_DIGIT}={{0,2}}")


def _in_base64_twice(secret: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the same of a secret in a header in a body that is shown in Base64; little is left of a short one.

    RabbitMQ's management interface shows payloads so.
    """
    for middle, _ in _middles(secret) if len(secret) >= _CUT_FROM else ():
        yield from _in_base64(middle)


def _middles(secret: str) -> Iterator[tuple[str, int]]:
    """Yield the Base64 digits that a secret alone decides, and how many before them it shares, for each offset."""
    coded = secret.encode(errors="surrogatepass")
    for before, shared in enumerate((0, 2, 3)):
        whole = (before + len(coded)) * 8 // 6
        yield b64encode(bytes(before) + coded).decode()[shared:whole], shared


def _in_hex(secret: str) -> tuple[str, re.Pattern[str]]:
    digits = secret.encode(errors="surrogatepass").hex(" ").replace(" ", "[ :-]?")
    return "", re.compile(digits, re.IGNORECASE)
