"""What nobody expects in JSON: odd values in odd places, bytes that were cut, packed or spelt otherwise.

A number is drawn for each input and everything else follows from it (`random.Random`): an input may depend on what
was asked, however many ask at once.
"""

import gzip
import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import strategies as st

SEEDS = st.integers(0, 2**40)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 41, 2**62, 2**200, 10**400, 1e308, -0.0, float("nan"), float("inf"), "", " ", "0"),
    *("1E+40000000", "-1E-40000000", "1E+99999999999999999999", "NaN", "sNaN", "Infinity", "9" * 5000, "1_000", "²"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", "0001-01-01T00:00:00", "2026-02-30"),
    *(
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "3999-12-31T00:00:00",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+03:00",
        "\x00",
        "\x1b[2J",
        "\ud800",
        "x" * 5000,
        "$result[c0]",
    ),
    *("[url=https://a.b]x[/url]", "<script>", "Ячейка", "../..", "http://[", "{}", "[]", "null", "1e30", "0" * 40),
    *([], {}, [[]], [None], ["41"], [{}], {"": {"": None}}, {"id": 41}, {"value": []}, [None] * 60, {"0": {}, "1": {}}),
)
BARE_NUMBERS = ("1E+40000000", "1E-40000000", "1e999999999999999999999", "-0", "9" * 5000, "NaN", "-Infinity")
"""Numbers that Python's own writer does not make."""
_HOLE = "a hole for a bare number"

PAGES = (b"<html>busy</html>", b"", b" ", b"null", b"[]", b"{}", b"0", b'"fine"', b'{"status":"ok"}', b"\xff\xfe", b"{")
CHARSETS = ("utf-8",) * 5 + ("windows-1251", "utf-16", "idna", "base64", "hex", "zlib", "rot13", "undefined", "no", "")
PACKINGS = (b"gzip", b"br", b"gzip, gzip", b"\xff", b"deflate")
BOMB = gzip.compress(bytes(33 * 1024 * 1024))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the ways to whatever is in a value, the value itself left out."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, item in items for way in ((*path, key), *places(item, (*path, key)))]


def changed(luck: Random, good: Any, *, most: int = 3, least: int = 0) -> Any:
    """Return a copy in which some places hold something odd, or are gone."""
    value = deepcopy(good)
    for _ in range(luck.randint(least, most)):
        if not (ways := places(value)):
            return odd(luck)
        *path, last = luck.choice(ways)
        holder = value
        for key in path:
            holder = holder[key]
        if luck.random() < 0.3:
            del holder[last]
        else:
            holder[last] = odd_like(luck, holder[last]) if luck.random() < 0.5 else odd(luck)
    return value


def odd_like(luck: Random, value: Any) -> Any:
    """Return an odd value of the same kind, which types alone do not tell from a good one."""
    alike = [one for one in ODD if type(one) is type(value) and one != value]
    return deepcopy(luck.choice(alike)) if alike else odd(luck)


def odd(luck: Random) -> Any:
    """Return a value that nobody expects."""
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: luck.randint(-(2**70), 2**70),
        lambda: luck.uniform(-1e12, 1e12),
        lambda: "".join(chr(luck.choice((luck.randrange(128), luck.randrange(0xD000)))) for _ in range(9)),
    )
    return deepcopy(luck.choice(ODD)) if luck.random() < 0.8 else luck.choice(kinds)()


def spelt(luck: Random, value: Any) -> bytes:
    """Return bytes of a value: as JSON, with numbers that Python does not write, cut, or in other encodings."""
    if (ways := places(value)) and luck.random() < 0.2:
        *path, last = luck.choice(ways)
        holder = value = deepcopy(value)
        for key in path:
            holder = holder[key]
        holder[last] = _HOLE
    text = json.dumps(value, ensure_ascii=luck.random() < 0.5)
    raw = text.replace(f'"{_HOLE}"', luck.choice(BARE_NUMBERS)).encode(errors="surrogatepass")
    return luck.choice(_SPELLINGS)(luck, raw) if luck.random() < 0.3 else raw


def _cut(luck: Random, raw: bytes) -> bytes:
    return raw[: luck.randint(0, len(raw))]


def _overwritten(luck: Random, raw: bytes) -> bytes:
    at = luck.randint(0, len(raw))
    return raw[:at] + luck.randbytes(luck.randint(0, 8)) + raw[luck.randint(at, len(raw)) :]


def _recoded(luck: Random, raw: bytes) -> bytes:
    return raw.decode(errors="replace").encode(luck.choice(("utf-16", "utf-32", "cp1251", "utf-7")), errors="replace")


def _marked(_: Random, raw: bytes) -> bytes:
    return b"\xef\xbb\xbf" + raw


def _deep(luck: Random, raw: bytes) -> bytes:
    depth = luck.choice((50, 200, 300, 450, 900, 100_000))
    return raw[:1] + b'"deep":' * raw.startswith(b"{") + b"[" * depth + b"]" * depth + b"," + raw[1:]


def _escaped(_: Random, raw: bytes) -> bytes:
    """Spell letters the long way, as JSON may: whoever looks for a word in the bytes does not find it."""
    return raw.replace(b"v", b"\\u0076").replace(b"/", b"\\/")


_SPELLINGS = (_cut, _overwritten, _recoded, _marked, _deep, _escaped)


def headers(luck: Random) -> list[tuple[bytes, bytes]]:
    """Return headers of an answer."""
    found = [(b"Content-Type", f"application/json; charset={luck.choice(CHARSETS)}".encode())]
    return [*found, (b"Content-Encoding", luck.choice(PACKINGS))] if luck.random() < 0.1 else found
