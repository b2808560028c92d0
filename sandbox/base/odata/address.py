"""Parses the path of an OData request: set, key, and what is asked of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.base.faults import ODataFault
from sandbox.base.odata.values import EMPTY_DATE, read_date
from sandbox.base.schema import EntitySet

SET = re.compile(r"([^(/]+)(?:\((.*?)\))?((?:/.*)?)", re.DOTALL)
GUID = re.compile(r"guid'([0-9a-fA-F-]{36})'")
DATETIME = re.compile(r"datetime'(.*?)'")
PAIR = re.compile(r"\s*([\w]+)\s*=\s*((?:guid|datetime)?'(?:[^']|'')*'|-?\d+|true|false)\s*(?:,|$)")
CALL = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """`Set(key)/tail`; key is None where none was given, tail without its slash."""

    set_name: str
    key: str | None
    tail: str


def parse(path: str) -> Address:
    """Parse the decoded path of an OData request below the service's root.

    Raises:
        ODataFault: not a path of OData (400, 6)

    """
    found = SET.fullmatch(path)
    if not found:
        raise ODataFault(400, 6, f"Неправильный адрес: {path}")
    return Address(found[1], found[2], found[3].strip("/"))


def call(tail: str) -> tuple[str, str]:
    """Parse `Name(arguments)` in an OData path; the arguments are empty if there are none."""
    found = CALL.fullmatch(tail)
    if not found:
        raise ODataFault(400, 6, f"Сегмент пути {tail} не найден!")
    return found[1], found[2] or ""


def _literal(text: str) -> object:
    if found := GUID.fullmatch(text):
        return found[1].lower()
    if found := DATETIME.fullmatch(text):
        try:
            return read_date(found[1])
        except ValueError:
            raise ODataFault(400, 14, f"Неверный литерал {text}") from None
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text


def key_of(entity_set: EntitySet, key: str) -> tuple[object, ...]:
    """Parse a key in an OData path into the values of the set's key properties, in their order.

    A composite reference goes as a plain quoted string beside its `_Type`.

    Raises:
        ODataFault: not a key (400, 6), an element missing (400, 7)

    """
    if found := GUID.fullmatch(key.strip()):
        return (found[1].lower(),)
    pairs = {name: _literal(value) for name, value in PAIR.findall(key)}
    if not pairs:
        raise ODataFault(400, 6, f"Неправильный ключ: {key}")
    missing = [name for name in entity_set.keys if name not in pairs]
    if missing:
        raise ODataFault(400, 7, f"Не указан элемент ключа {missing[0]}")
    by_name = entity_set.by_name
    try:
        return tuple(
            int(str(pairs[name])) if name in by_name and by_name[name].kind == "int64" else pairs[name]
            for name in entity_set.keys
        )
    except ValueError:
        raise ODataFault(400, 1, f"Неправильный ключ: {key}") from None


def period(text: str) -> object:
    """Parse `datetime'…'` in the OData path of a virtual table; EMPTY_DATE if it is absent."""
    return _literal(text) if text else EMPTY_DATE
