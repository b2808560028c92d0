"""Writes objects of the base's seed, contact details too: no handlers, codes in order, rows numbered."""

from __future__ import annotations

from typing import Any

from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.numbers import code_catalog
from sandbox.base.objects.published import schema
from sandbox.base.schema import Property
from sandbox.dataset import guid_of

KINDS = {
    "Телефон": "Телефон",
    "АдресЭлектроннойПочты": "Электронная почта",
    "Адрес": "Адрес",
}
PREDEFINED = {
    ("Партнеры", "Телефон"): "ТелефонПартнера",
    ("Партнеры", "АдресЭлектроннойПочты"): "EmailПартнера",
    ("Партнеры", "Адрес"): "АдресПартнера",
    ("Контрагенты", "Телефон"): "ТелефонКонтрагента",
    ("Контрагенты", "АдресЭлектроннойПочты"): "EmailКонтрагента",
    ("Контрагенты", "Адрес"): "ЮрАдресКонтрагента",
    ("КонтактныеЛицаПартнеров", "Телефон"): "ТелефонКонтактногоЛица",
    ("КонтактныеЛицаПартнеров", "АдресЭлектроннойПочты"): "EmailКонтактногоЛица",
}
MORE_ADDRESSES = {
    "ФактАдресКонтрагента": "Фактический адрес (Контрагенты)",
    "ПочтовыйАдресКонтрагента": "Почтовый адрес (Контрагенты)",
}


def add(base: Infobase, set_name: str, guid: str, /, **values: Any) -> Row:
    """Write a catalog item of the seed; lists become numbered rows of parts. What an old release lacks is left out.

    Raises:
        KeyError: no release has such a property
        ValueError: a text or a word that this property does not hold

    """
    entity_set = base.schema[set_name]
    row = base.blank(entity_set)
    row["Ref_Key"] = guid
    for name, value in values.items():
        if part := entity_set.parts_by_name.get(name):
            lines = ({key: one for key, one in line.items() if key in part.by_name} for line in value)
            row[name] = [new_line(part, guid, number) | line for number, line in enumerate(lines, 1)]
        elif one := entity_set.by_name.get(name):
            row[name] = _fitting(one, value)
        elif name not in schema()[set_name].by_name:
            raise KeyError(name)
    code_catalog(base, set_name, row)
    return base.commit(set_name, row)


def _fitting(one: Property, value: Any) -> Any:
    known = one.allowed.get(one.targets[0]) if one.kind == "enum" else None
    if (known and value and value not in known) or (one.size and len(value) > one.size):
        message = f"{one.name} does not hold {value!r}"
        raise ValueError(message)
    return value


def details(owner: str, pairs: dict[str, str]) -> list[Row]:
    """Return rows of contact details of the seed: type → presentation; empty ones are left out."""
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


def addresses(texts: dict[str, str]) -> list[Row]:
    """Return rows of a legal entity's addresses in the seed, by `legal`, `actual` and `postal`."""
    kinds = {
        "legal": kind_guid("Контрагенты", "Адрес"),
        "actual": guid_of("contact-kind:ФактАдресКонтрагента"),
        "postal": guid_of("contact-kind:ПочтовыйАдресКонтрагента"),
    }
    return [{"Тип": "Адрес", "Вид_Key": kinds[kind], "Представление": text} for kind, text in texts.items()]


def kind_guid(owner: str, kind: str) -> str:
    """Return the guid of a kind of contact details in the seed; `owner` is the catalog it belongs to."""
    return guid_of(f"contact-kind:{owner}/{kind}")
