"""Codes of the values of a deal's list fields: read, found by the values' names, and what a list lacks of them. Pure.

Not every portal keeps the XML_ID that the values of a new list are given, nor shows it afterwards: boxed ones give each
value 32 digits of their own instead, take ours with an update alone, and may leave it out of what they answer. There a
value is known by its name.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.names import FieldKey, ListField, Option
from shared.canon.keys import is_inn, tax_numbers

Row = Mapping[str, Any]
Part = dict[str, str]
_PORTALS_OWN = re.compile("[0-9a-f]{32}")


def read_list(key: FieldKey, row: Row) -> ListField:
    """Read one of our list fields from a row of `crm.deal.userfield.list`."""
    parts = row.get("LIST") or ()
    field = ListField(
        str(row["ID"]),
        tuple(_read_option(key, part) for part in parts),
        hides_codes=bool(parts) and not any("XML_ID" in part for part in parts),
    )
    if key == "exchange":
        return named(field, STATES)
    if key == "organisation":
        return named(field, {inn: one.name for one in field.options if is_inn(inn := tax_numbers(one.name, "")[0])})
    return field


def _read_option(key: FieldKey, part: Row) -> Option:
    code = str(part.get("XML_ID") or "")
    if key == "organisation":  # a person may have typed the INN
        code, _ = tax_numbers(code, "")
    if _PORTALS_OWN.fullmatch(code):
        code = ""
    return Option(str(part.get("ID")), code, str(part.get("VALUE") or ""))


def named(field: ListField, names: Mapping[Any, str]) -> ListField:
    """Return a list field whose values without a code have the one that is meant by their name.

    Args:
        field: as it was read.
        names: by code; a name of several codes means none.
    """
    codes: dict[str, set[str]] = {}
    for code, name in names.items():
        codes.setdefault(_folded(name), set()).add(str(code))
    options = []
    for one in field.options:
        meant = codes.get(_folded(one.name), set()) if not one.code else ()
        options.append(replace(one, code=next(iter(meant)), by_name=True) if len(meant) == 1 else one)
    return replace(field, options=tuple(options))


def lacking_parts(field: ListField, names: Mapping[Any, str], *, is_new: bool) -> list[Part]:
    """Return the parts of LIST that a field lacks to have a value for each of these codes; none where it has.

    Args:
        field: as it is.
        names: of its values, by code.
        is_new: its values have just been made: where codes are hidden, it is known for them alone that they have none.
    """
    field, parts = named(field, names), []
    nobodys: dict[str, list[Option]] = {}
    for one in field.options:
        if not one.code:  # two codes have one name, and each is to have a value of its own
            nobodys.setdefault(_folded(one.name), []).append(one)
    for code, name in ((str(code), name) for code, name in names.items()):
        known = field.of_code(code)
        if known is None and (same := nobodys.get(_folded(name))):
            known = same.pop(0)
        if known is None:
            # One of another name may bear this code unseen, and two of one code are refused.
            parts.append({"VALUE": name} if field.hides_codes else {"VALUE": name, "XML_ID": code})
        elif (known.by_name or not known.code) and (is_new or not field.hides_codes):
            parts.append({"ID": known.id, "VALUE": known.name, "XML_ID": code})
    return parts


def uncoded(field: ListField) -> tuple[Option, ...]:
    """Return the values of a list that are known by their names, where codes can be seen: the portal keeps others."""
    if field.hides_codes:
        return ()
    return tuple(one for one in field.options if one.by_name and field.of_code(one.code) is one)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
