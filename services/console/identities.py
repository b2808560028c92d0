"""Reads the ids of records as people type them or copy them out of 1C: blanks, capitals, a whole link of 1C."""

import re
from typing import Final

from shared.messages.identity import is_id
from shared.messages.things import Ref

_LINK: Final = re.compile(r"(?:.*[?&])?ref=([0-9a-f]{32})", re.DOTALL)
_WITHOUT_DASHES: Final = re.compile(r"[0-9a-f]{32}")


def identity_of(typed: str) -> str:
    """Return a typed id as the services spell it: without blanks around it, in lower case, a link of 1C as its GUID.

    1C writes a reference's parts back to front into a link.
    """
    words = typed.strip().lower()
    if (link := _LINK.fullmatch(words)) is None:
        return words
    tail = link[1]
    return "-".join((tail[24:], tail[20:24], tail[16:20], tail[:4], tail[4:16]))


def key_of(typed: str) -> str:
    """Return a typed key of any record as the services spell it, `company:5` for «company: 5»; it may be none."""
    kind, colon, identity = typed.partition(":")
    return f"{kind.strip().lower()}:{identity_of(identity)}" if colon else typed.strip()


def misspelt(ref: Ref) -> str:
    """Say why no record can have a typed id and where the right one is read; empty: it is well-formed."""
    if is_id(ref):
        return ""
    if ref.system == "b24":
        return (
            f"«{ref.key}»: номер записи портала состоит из цифр, он стоит в её адресе (/crm/company/details/5/). "
            f"Пишите {ref.kind}:5."
        )
    if _WITHOUT_DASHES.fullmatch(ref.id):
        return (
            f"«{ref.key}»: без дефисов не видно, GUID это или конец ссылки 1С. Ссылку вставьте вместе с ref=: "
            f"{ref.kind}:ref={ref.id}, GUID напишите с дефисами."
        )
    return (
        f"«{ref.key}»: это не GUID записи 1С (8-4-4-4-12 знаков, 0–9 и a–f). Его показывает dealbus match show; "
        f"годится и ссылка на карточку 1С («Получить ссылку»): {ref.kind}:<ссылка>."
    )
