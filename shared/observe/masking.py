"""Takes secrets out of texts and values that are about to be written anywhere."""

import re
from collections.abc import Mapping
from typing import Any

MASK = "***"

_SECRET_NAME = re.compile(
    r"pass(word|wd)?|secret|token|authorization|auth|api_?key|webhook|пароль|cookie", re.IGNORECASE
)
_IN_TEXT = (
    # Bitrix24's incoming webhook carries its secret in the path: /rest/<user>/<secret>/crm.item.list
    (re.compile(r"(/rest(?:/api)?/\d+/)[A-Za-z0-9]+"), rf"\1{MASK}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/]+(?=@)", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{4,}", re.IGNORECASE), rf"\1 {MASK}"),
    (
        re.compile(
            r"([\"']?\b(?:\w*password|passwd|\w*secret|\w*token|auth\[\w+\]|api_?key|authorization)[\"']?\s*[=:]\s*[\"']?)"
            r"(?!Basic|Bearer)[^\s\"'&,;})]+",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
)


def mask(text: str) -> str:
    """Return the text without webhook secrets, credentials in addresses, Authorization values, passwords, tokens."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def mask_value(name: str, value: Any) -> Any:
    """Mask a named value, and what is nested in it, by its name and by its text."""
    if _SECRET_NAME.search(name) and isinstance(value, str | bytes):
        return MASK
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: mask_value(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_value(name, item) for item in value]
    return value
