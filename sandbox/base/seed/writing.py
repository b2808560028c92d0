"""Writing seed objects: no handlers, codes in order, rows numbered."""

from __future__ import annotations

from typing import Any

from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.numbers import code_catalog
from sandbox.dataset import guid_of

KINDS = {
    "Телефон": "Телефон",
    "АдресЭлектроннойПочты": "Электронная почта",
    "Адрес": "Адрес",
}


def add(base: Infobase, set_name: str, guid: str, /, **values: Any) -> Row:
    """Write a catalog item; lists become numbered rows of parts.

    Raises:
        KeyError: the set has no such property

    """
    entity_set = base.schema[set_name]
    row = base.blank(entity_set)
    row["Ref_Key"] = guid
    for name, value in values.items():
        if name in entity_set.parts_by_name:
            part = entity_set.parts_by_name[name]
            row[name] = [new_line(part, guid, number) | one for number, one in enumerate(value, 1)]
        else:
            if name not in row:
                raise KeyError(name)
            row[name] = value
    code_catalog(base, set_name, row)
    return base.commit(set_name, row)


def details(owner: str, pairs: dict[str, str]) -> list[Row]:
    """Rows of contact details: type → presentation; empty ones are left out."""
    rows = []
    for kind, text in pairs.items():
        if not text:
            continue
        line: Row = {"Тип": kind, "Вид_Key": kind_guid(owner, kind), "Представление": text}
        if kind == "Телефон":
            line["НомерТелефона"] = "".join(filter(str.isdigit, text))[:20]
        if kind == "АдресЭлектроннойПочты":
            line |= {"АдресЭП": text, "ДоменноеИмяСервера": text.partition("@")[2]}
        rows.append(line)
    return rows


def kind_guid(owner: str, kind: str) -> str:
    """Guid of a kind of details: `owner` is the catalog they belong to."""
    return guid_of(f"contact-kind:{owner}/{kind}")
