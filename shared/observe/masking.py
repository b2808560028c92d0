"""Removes secrets from texts and values before they are written anywhere."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.observe.readings import Reading, readings
from shared.observe.secrets import MASK, Span, known_in, masked

_SECRET_NAME = re.compile(
    r"pass(word|wd)?|secret|token|authorization|auth|api_?key|webhook|пароль|cookie", re.IGNORECASE
)
_NAMES = (
    r"password|passwd|pwd|пароль|secret|token|auth(?:_id)?|refresh_id|api[_-]?key|authorization|cookie|ibsession"
    r"|(?:php)?sess(?:ion)?_?id|app_sid|auth\[[\"']?\w{1,40}"
)
_SCHEMES = "(?:Basic|Bearer|Digest|NTLM|Negotiate)"
_BARE = r"[^\s\"'&,;})\]]|[,;)}\]](?![\s\"',;)}\]&]|$|\w{1,40}[=:])"
_SAMPLE = r"(?:имя:пароль|user:password)@[^\s@\"]{0,200}(?:[\s\"]|$)"
# The last group of each is the secret.
_IN_TEXT = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        # Bitrix24's incoming webhook carries its secret in the path: /rest/<user>/<secret>/crm.item.list
        r"/rest(?:/+api)?/+\d+/+([^\s/?&\"'<>\\]+)",
        # To the last @ of a word: a password may hold / and @ though it should not.
        # Our samples of an address hide nothing, and nobody could follow them without the word.
        rf"\b[a-z][a-z0-9+.-]{{0,20}}://(?!{_SAMPLE})[^\s:/@]{{0,200}}:([^\s\"]{{1,500}})(?=@)",
        r"\b(?:Basic|Bearer)\s+([A-Za-z0-9+/=._~%-]{4,})",
        r"\b(?:Digest\s+(\w+=[^\r\n]+)|(?:NTLM|Negotiate)\s+([A-Za-z0-9+/=]{16,}))",
        r"\bcookie[\"']?\s*:\s*+[\"']?([^\r\n\"']+)",
        rf"<(?:\w{{1,20}}:)?(?:{_NAMES})(?:\s[^<>]{{0,100}})?>([^<]{{1,500}})",
        (
            rf"(?:{_NAMES})[\"']?\]?[\"']?\s*(?:=>|[=:]|(?<=[\"']),)\s*+(?!(?:b?[\"'])?\s{{0,20}}{_SCHEMES}\b)"
            rf"(?:\w{{0,20}}\(?(?=[\"']))?(?:\"((?:\\.|[^\"\\]){{1,2000}})|'((?:\\.|[^'\\]){{1,2000}})|((?:{_BARE})+))"
        ),
    )
)


def mask(text: str) -> str:
    """Return a text without the secrets of this process, and without whatever looks like one.

    That is: secrets of webhooks, credentials in addresses, Authorization values, passwords, tokens; escaped ones too.
    """
    return masked(text, (place for one in readings(text) for place in one.places(_secret_in(one))))


def _secret_in(reading: Reading) -> list[Span]:
    looks = () if reading.is_joined else _IN_TEXT
    found = (one for pattern in looks for one in pattern.finditer(reading.text))
    return [*known_in(reading), *(one.span(one.lastindex or 0) for one in found)]


def mask_value(name: str, value: Any) -> Any:
    """Mask the secrets in a named value and in what is nested in it, by its name and by its text."""
    if _SECRET_NAME.search(name) and isinstance(value, str | bytes):
        return MASK
    if isinstance(value, Mapping):
        return {mask(str(key)): mask_value(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(name, item) for item in value]
    if isinstance(value, bool | int | float | datetime | None):
        return value
    return mask(value if isinstance(value, str) else str(value))
