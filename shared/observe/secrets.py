"""The secrets that this process was given, found in a text however it spells them."""

import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import unquote

MASK = "***"
SHORTEST = 4
"""Characters; what is shorter would be found in every other word."""
_BASE64: Final = {"+": r"(?:\+|-|%2[Bb])", "/": "(?:/|_|%2[Ff])"}
_UNCHANGED = re.compile("[A-Za-z0-9]*")
_DIGIT = "(?:[A-Za-z0-9+/_-]|%2[BbFf])?"

_Spelling = tuple[str, re.Pattern[str]]
"""What every way to spell has in common, which is looked for first because that is quick; and all of the ways."""

_known: dict[str, tuple[_Spelling, ...]] = {}


def learn(*secrets: str) -> None:
    """Remember secrets, so that `hide` finds them from now on."""
    for secret in secrets:
        if len(secret) >= SHORTEST and secret not in _known:
            _known[secret] = (_spelling(secret, _spelt(secret)), *_in_base64(secret))
    for secret in sorted(_known, key=len, reverse=True):  # the longest first: another may be a part of it
        _known[secret] = _known.pop(secret)


def hide(text: str) -> str:
    """Return the text without the secrets that were learnt.

    They are found plain, percent-encoded, quoted for JSON, HTML or Python, and inside of what was written in Base64.
    """
    for spellings in _known.values():
        for common, pattern in spellings:
            if common in text:
                text = pattern.sub(MASK, text)
    return text


def _spelling(plain: str, pattern: str) -> _Spelling:
    return max(_UNCHANGED.findall(plain), key=len), re.compile(pattern)


def passwords_in(address: str) -> Iterator[str]:
    """Find the password of an address, as it is written and as it is meant.

    One that holds `/` or `@` as they are can be read in several ways: all of them are returned. One that is the user's
    name is none: that name stands everywhere, `guest` or the product's own.
    """
    rest = address.partition("://")[2]
    for before in (rest.partition("@")[0], rest.rpartition("@")[0]) if "@" in rest else ():
        user, _, password = before.partition(":")
        yield from () if password == user else (password, unquote(password))


def secrets_in(value: str) -> Iterator[str]:
    """Find what is secret in a secret setting: all of it, or of an address the password and the end of the path."""
    if "://" in value:
        yield from passwords_in(value)
        yield value.rstrip("/").rpartition("/")[2]
    else:
        yield value


def _spelt(secret: str) -> str:
    return "".join(_spellings(one) for one in secret)


def _spellings(one: str) -> str:
    if one.isascii() and one.isalnum():
        return one
    coded = one.encode(errors="surrogatepass")
    units = one.encode("utf-16-be", errors="surrogatepass").hex()
    coded_ways = [
        "".join(f"%{byte:02x}" for byte in coded),
        "".join(rf"\x{byte:02x}" for byte in coded),
        "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4)),
    ]
    quoted = {rf"\{one}" if one in "\"'\\/" else one, escape(one), "+" if one == " " else one} - {one}
    ways = [*(f"(?i:{re.escape(way)})" for way in coded_ways), *(re.escape(way) for way in sorted(quoted))]
    return f"(?:{'|'.join([*ways, re.escape(one)])})"


def _in_base64(secret: str) -> Iterator[_Spelling]:
    """Yield what is left of a secret in Base64, by where in a group of three bytes it begins."""
    coded = secret.encode(errors="surrogatepass")
    for before, shared in enumerate((0, 2, 3)):
        whole = (before + len(coded)) * 8 // 6
        middle = b64encode(bytes(before) + coded).decode()[shared:whole]
        spelt = "".join(_BASE64.get(one, one) for one in middle)
        yield _spelling(middle, f"{_DIGIT if shared else ''}{spelt}{_DIGIT}(?:=|%3[Dd]){{0,2}}")
