"""Words and numbers of the boards: how sums, quantities, moments and states are written for people."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal

_ORDER = re.compile(r"#e1cib/data/.*[?&]ref=([0-9a-f]{32})")
_WORD = re.compile(r"[А-ЯЁA-Z][а-яёa-z0-9]*|[а-яёa-z0-9]+")

FIELDS: Mapping[str, str] = {
    "title": "Название",
    "assignedById": "Ответственный",
    "companyId": "Компания",
    "contactId": "Контакт",
    "opportunity": "Сумма",
    "comments": "Комментарий",
}
"""Names of a deal's own fields in its card; those that are not here are of no interest to a manager."""


def money(value: Any) -> str:
    """Write a sum for the boards: «12 345,60»."""
    return str(format_decimal(Decimal(str(value or 0)), "#,##0.00", locale="ru"))


def number(value: Any) -> str:
    """Write a quantity or percentage for the boards, without needless zeros: «2,5»."""
    return str(format_decimal(Decimal(str(value or 0)), "#0.######", locale="ru"))


def spaced(name: str) -> str:
    """Write the name of an enumeration's value for the boards: «ГотовКОтгрузке» → «Готов к отгрузке»."""
    first, *others = _WORD.findall(name) or [""]
    return " ".join((first, *(word.lower() for word in others)))


def order_page(link: str) -> str:
    """Turn 1C's link to an order, whose `ref` is the guid from behind, into the boards' page of it; others stay."""
    found = _ORDER.search(link)
    if not found:
        return link
    ref = found[1]
    return f"/orders/{UUID(ref[24:] + ref[20:24] + ref[16:20] + ref[:16])}"


def moment(value: Any) -> str:
    """Write a moment for the boards, in the zone it carries: «28.11.2026 18:05:09»."""
    try:
        return datetime.fromisoformat(str(value)).strftime("%d.%m.%Y %H:%M:%S")
    except ValueError:
        return str(value or "")
