"""What people read of a field: marks at the fields of a group (`FieldWords`, `Unsaid`), and their values as texts.

Whoever tells a write, previews it or shows a record derives its words from these marks, so that no field that crosses
can be forgotten: one without words or a reason is an error when its record's words are first used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.messages.groups import members, parts
from shared.messages.model import Model


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Mark of a field: what people read of it.

    Args:
        caption: Russian, as a sentence has it: «дата отгрузки».
        english: the same for the pages in English.
        changed: what a manager reads when a write changes it, «перенесена дата отгрузки»; empty: he has typed it
            himself, or it follows from what he is told.
        enumeration: its values are members of an enumeration of 1C, which people read spelt out.
    """

    caption: str
    english: str
    changed: str = ""
    enumeration: bool = False


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Mark of a field: nobody reads of it, for this reason."""

    reason: str


@cache
def worded(record: type[Model], group: str) -> Mapping[str, FieldWords]:
    """Return what people read of each field of a group, in the order of declaration.

    Args:
        record: that declares the fields.
        group: theirs.

    Returns:
        By the field's name; by `terms.agreement` for a part of a value that has words for each of its parts.

    Raises:
        TypeError: a field has neither words nor the reason why nobody reads of it.
    """
    return dict(_worded(record, [member.name for member in members(record)[group]]))


def values_said(record: Model, group: str) -> Iterator[tuple[FieldWords, Any]]:
    """Yield the words of each field of a group of a record, with its value."""
    for name, words in worded(type(record), group).items():
        value: Any = record
        for step in name.split("."):
            value = getattr(value, step)
        yield words, value


def _worded(model: type[Model], names: list[str]) -> Iterator[tuple[str, FieldWords]]:
    for name in names:
        info = model.model_fields[name]
        marks = [mark for mark in info.metadata if isinstance(mark, FieldWords | Unsaid)]
        kind = info.annotation
        if not marks and isinstance(kind, type) and issubclass(kind, Model):
            yield from ((f"{name}.{one}", words) for one, words in _worded(kind, [one.name for one in parts(kind)]))
        elif len(marks) != 1:
            raise TypeError(f"{model.__name__}.{name}: mark it with FieldWords(<caption>, …) or Unsaid(<reason>), once")
        elif isinstance(marks[0], FieldWords):
            yield name, marks[0]
