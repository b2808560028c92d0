"""Canonical forms of records and of the things in them, and the digests of their groups."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from shared.canon.forms import digest
from shared.messages.groups import Member, members, parts
from shared.messages.model import Model
from shared.messages.things import Customer, Line, Terms, Thing

G = TypeVar("G", bound=str)


def digests_of(record: Model, groups: Iterable[G], scheme: int) -> dict[G, str]:
    """Return the digest of each of `groups` in a record of any kind, of the canonical forms of the things in it."""
    of_group = members(type(record))
    return {group: digest(group_form(record, of_group[group], scheme)) for group in groups}


def group_form(record: Model, fields: Iterable[Member], scheme: int) -> object:
    """Return the canonical form of a group: the values of its first fields, then by name the fields that came later.

    Args:
        record: whose.
        fields: of the group, as declared.
        scheme: number of the digest scheme; fields that joined after it are left out.
    """
    first, later = [], {}
    for member in fields:
        value = getattr(record, member.name)
        if member.since == 1:
            first.append(form(value, scheme))
        elif member.since <= scheme and value != _default(record, member.name):
            later[member.name] = form(value, scheme)
    founding = first[0] if len(first) == 1 else first
    return [founding, later] if later else founding


def form(value: object, scheme: int) -> object:
    """Return the canonical form of a value: things by their id, and by their names only where they have none.

    A renamed item edits no order.
    """
    match value:
        case Customer():
            return [_thing(value, scheme), value.legal_entity and _thing(value.legal_entity, scheme)]
        case Thing():
            return _thing(value, scheme)
        case Terms():
            return _named(value, scheme)
        case tuple() if all(isinstance(one, Line) for one in value):
            return lines_form(value, scheme)
        case Mapping():
            return {name: one for name, one in value.items() if one}
        case _:
            return _whole(value, scheme)


def lines_form(lines: Iterable[Line], scheme: int) -> list[str]:
    """Return the canonical form of an order's rows: their order, our keys and the catalogue's names do not count."""
    return sorted(digest(_line(line, scheme)) for line in lines)


def _thing(thing: Thing, scheme: int) -> object:
    return _whole(thing, scheme) if thing.ref is None else [thing.ref.system, thing.ref.key]


def _whole(value: object, scheme: int) -> object:
    """Return the canonical form of a record's part with all its fields, without defaults and fields marked `Apart`."""
    match value:
        case Model():
            return {
                member.name: _whole(inner, scheme)
                for member in parts(type(value))
                if member.since <= scheme and (inner := getattr(value, member.name)) != _default(value, member.name)
            }
        case tuple():
            return [_whole(one, scheme) for one in value]
        case _:
            return value


def _line(line: Line, scheme: int) -> Mapping[str, object]:
    return {
        member.name: form(value, scheme)
        for member in parts(type(line))
        if member.since <= scheme and (value := getattr(line, member.name)) != _default(line, member.name)
    }


def _named(terms: Terms, scheme: int) -> Mapping[str, object]:
    return {
        member.name: form(value, scheme)
        for member in parts(type(terms))
        if (value := getattr(terms, member.name)) != _default(terms, member.name) or member.since == 1
        if member.since <= scheme
    }


def _default(record: Model, name: str) -> Any:
    return type(record).model_fields[name].default
