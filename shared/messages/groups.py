"""Field groups: fields edited, numbered and decided about together; their stamps, and marks at fields (`In`).

A group is a name, declared at the fields that belong to it; canonical forms and digests are derived from that, so that
no field can be forgotten: one without a group or a reason is an error when its model is first used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AfterValidator

from shared.messages.model import Count, Model

_AHEAD = timedelta(days=1)
"""More than clocks are apart; a version is the database's moment in milliseconds, or the next number."""


def _begun(version: int) -> int:
    """Reject a group's stamp of the future, as all later edits would be older."""
    if version > (datetime.now(UTC) + _AHEAD).timestamp() * 1000:
        raise ValueError("a version of the future")
    return version


Version = Annotated[Count, AfterValidator(_begun)]


class Stamp(Model):
    """Two numbers of one group.

    Args:
        edited: version of the last edit in the sender's system by anyone but the bus.
        known: the counterpart's `edited` that is contained in this value.
        decided: when both sides were compared by which a person has decided for this value, in milliseconds of the
            database's clock as versions are; 0: nobody has decided.
    """

    edited: Version = 0
    known: Version = 0
    decided: Version = 0


@dataclass(frozen=True, slots=True)
class In:
    """Mark of a field: it belongs to these groups, and its edits are told and written with theirs."""

    groups: tuple[str, ...]

    def __init__(self, *groups: str) -> None:
        object.__setattr__(self, "groups", groups)


@dataclass(frozen=True, slots=True)
class Apart:
    """Mark of a field: its value is nobody's edit, for this reason; it is part of no digest."""

    reason: str


@dataclass(frozen=True, slots=True)
class Since:
    """Mark of a field: it joined with this digest scheme. At its default it adds nothing to a digest."""

    scheme: int


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a group, or of a value within one, and the digest scheme it joined with."""

    name: str
    since: int = 1


@cache
def members(model: type[Model]) -> Mapping[str, tuple[Member, ...]]:
    """Return the fields of each group of a record, in the order in which the record declares them.

    Raises:
        TypeError: a field names neither its groups nor the reason why it is in none.
    """
    found: dict[str, list[Member]] = {}
    for name, info in model.model_fields.items():
        marks = [mark for mark in info.metadata if isinstance(mark, In | Apart)]
        if len(marks) != 1:
            raise TypeError(f"{model.__name__}.{name}: mark it with In(<group>) or Apart(<reason>), once")
        for group in marks[0].groups if isinstance(marks[0], In) else ():
            found.setdefault(group, []).append(Member(name, _since(info.metadata)))
    return {group: tuple(fields) for group, fields in found.items()}


@cache
def parts(model: type[Model]) -> tuple[Member, ...]:
    """Return the fields of a value within a field group that count for its digest: all but those marked `Apart`."""
    return tuple(
        Member(name, _since(info.metadata))
        for name, info in model.model_fields.items()
        if not any(isinstance(mark, Apart) for mark in info.metadata)
    )


def declared(record: type[Model]) -> Iterator[tuple[Member, ...]]:
    """Yield the counting fields of a record's field groups, and of every model within them."""
    yield from members(record).values()
    yield from (parts(model) for model in within(record) - {record})


def within(record: type[Model]) -> frozenset[type[Model]]:
    """Return the message models that a record's field groups consist of, the record's own included."""
    found: set[type[Model]] = set()
    waiting: list[type[Model]] = [record]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [kind for info in model.model_fields.values() for kind in _models(info.annotation)]
    return frozenset(found)


def _models(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _since(marks: list[object]) -> int:
    return next((mark.scheme for mark in marks if isinstance(mark, Since)), 1)
