"""Takes secrets out of texts and values that are about to be written anywhere."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.observe.secrets import MASK, hide

_SECRET_NAME = re.compile(
    r"pass(word|wd)?|secret|token|authorization|auth|api_?key|webhook|пароль|cookie", re.IGNORECASE
)
_IN_TEXT = (
    # Bitrix24's incoming webhook carries its secret in the path: /rest/<user>/<secret>/crm.item.list
    (re.compile(r"(/rest(?:/api)?/\d+/)[^\s/?&\"'<>]+"), rf"\1{MASK}"),
    (re.compile(r"(%2Frest(?:%2Fapi)?%2F\d+%2F)(?:(?!%2F)[^\s/?&\"'<>])+", re.IGNORECASE), rf"\1{MASK}"),
    # To the last @ of a word: a password may hold / and @ though it should not.
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{0,200}:)[^\s\"]{1,500}(?=@)", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"\b(Basic|Bearer)(\s|%20)+[A-Za-z0-9+/=._~%-]{4,}", re.IGNORECASE), rf"\1 {MASK}"),
    (
        re.compile(
            r"((?:password|passwd|пароль|secret|token|auth(?:_id)?|refresh_id|auth\[\w{1,40}|api_?key|authorization|cookie)"
            r"(?:\]|%5D)?(?:\\?[\"'])?\s*(?:[=:]|%3D)\s*+(?:\\?[\"'])?)"
            r"(?!\s{0,20}(?:Basic|Bearer)\b)(?:(?<=\")[^\"\n]+|(?<=')[^'\n]+|(?:(?!%26)[^\s\"'&,;})])+)",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
)


def mask(text: str) -> str:
    """Return the text without the secrets this process was given, and without whatever looks like one.

    That is: secrets of webhooks, credentials in addresses, Authorization values, passwords, tokens.
    """
    text = hide(text)
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def mask_value(name: str, value: Any) -> Any:
    """Mask a named value, and what is nested in it, by its name and by its text; what is no JSON becomes text."""
    if _SECRET_NAME.search(name) and isinstance(value, str | bytes):
        return MASK
    if isinstance(value, Mapping):
        return {mask(str(key)): mask_value(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(name, item) for item in value]
    if isinstance(value, bool | int | float | datetime | None):
        return value
    return mask(value if isinstance(value, str) else str(value))
