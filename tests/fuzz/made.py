"""Valid messages of every kind, made from what their models say."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from shared.messages.model import Model
from shared.messages.ring.message import Snapshot

WORDS = ("41", "Ромашка", "ООО «Болты»\nи гайки", "😀", "", "[b]x[/b]", "deal:41", "a" * 60, "\t", "5b1d6e0a-0000")


def message_of(luck: Random, kind: type[Model]) -> Any:
    """Return a valid message of a class."""
    values = _values(luck, kind)
    if issubclass(kind, Snapshot):
        values[kind.RECORD] = values[kind.RECORD].with_(ref={"system": "b24", "kind": "deal", "id": "41"})
    return kind(**values)


def _values(luck: Random, kind: type[Model]) -> dict[str, Any]:
    wanted = {name: info for name, info in kind.model_fields.items() if info.is_required() or luck.random() < 0.6}
    return {name: _value(luck, info.annotation, info) for name, info in wanted.items()}


def _value(luck: Random, kind: Any, info: FieldInfo | None = None) -> Any:
    plain: dict[Any, Callable[[], Any]] = {
        str: lambda: luck.choice(WORDS)[: _longest(info)],
        int: lambda: luck.choice((0, 1, luck.randint(0, 9))),
        bool: lambda: luck.random() < 0.5,
        Decimal: lambda: Decimal(luck.randint(-(10**9), 10**9)).scaleb(-luck.randint(0, 4)),
        date: lambda: date(2026, 1, 1) + timedelta(days=luck.randint(0, 900)),
        datetime: lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=luck.randint(0, 10**7)),
        NoneType: lambda: None,
    }
    if kind in plain or kind is AwareDatetime:
        return plain[datetime if kind is AwareDatetime else kind]()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return luck.choice(list(kind))
    if isinstance(kind, type) and issubclass(kind, Model):
        return kind(**_values(luck, kind))
    return _generic(luck, get_origin(kind) or kind, get_args(kind))


def _generic(luck: Random, origin: Any, inner: tuple[Any, ...]) -> Any:
    if origin is Literal:
        return luck.choice(inner)
    if origin in (Union, UnionType):
        return _value(luck, luck.choice(inner))
    if origin is Annotated:
        return _value(luck, inner[0])
    if origin is tuple:
        return tuple(_value(luck, inner[0]) for _ in range(luck.randint(0, 2)))
    assert origin is dict, origin
    return {_value(luck, inner[0]): _value(luck, inner[1]) for _ in range(luck.randint(0, 2))}


def _longest(info: FieldInfo | None) -> int | None:
    found = (one for mark in info.metadata for one in (mark, *getattr(mark, "metadata", ()))) if info else ()
    return next((one.max_length for one in found if isinstance(one, MaxLen)), None)
