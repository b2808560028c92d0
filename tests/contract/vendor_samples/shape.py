"""Compares an answer with a published one: every published key, with the same JSON type; named values exactly."""

import re
from collections.abc import Iterator
from typing import Any

_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?$")
_STEP = re.compile(r"(?<!odata)\.")  # the dot of `odata.error` is part of a name


def kind(value: Any) -> str:
    """Return the JSON type of a value; moments with and without an offset are kinds of text of their own."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        moment = _MOMENT.match(value)
        return "text" if not moment else "moment with offset" if moment[1] else "moment"
    return "list" if isinstance(value, list) else "object"


def differences(published: Any, ours: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield a path and a sentence for whatever an answer of ours lacks or types otherwise.

    A published null says that the page has no value there: ours may hold one. Each element of a list
    of ours must look like one of the published; a list that has elements there may not be empty here.
    """
    if published is None and not isinstance(ours, list | dict):
        return
    if kind(published) != kind(ours):
        yield path, f"is {kind(ours)} ({ours!r}), published as {kind(published)} ({published!r})"
    elif isinstance(published, dict):
        for key, value in published.items():
            inner = f"{path}.{key}" if path else key
            if key in ours:
                yield from differences(value, ours[key], inner)
            else:
                yield inner, f"is missing, published as {value!r}"
    elif isinstance(published, list) and published:
        yield from _list_differences(published, ours, path)


def _list_differences(published: list[Any], ours: list[Any], path: str) -> Iterator[tuple[str, str]]:
    if not ours:
        yield path, "is empty, published with elements"
    for element in ours:
        found = [list(differences(one, element, f"{path}[]")) for one in published]
        yield from min(found, key=len)


def value_at(value: Any, path: str) -> Any:
    """Return what stands at a dotted path; numbers are places in lists, "" is the whole."""
    for step in _STEP.split(path) if path else ():
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value
