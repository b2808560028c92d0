"""A simulator's memory as JSON and back: money, moments and keys, for which JSON has no words."""

import gzip
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


def pack(value: Any) -> Any:
    """Turn a value of a simulator's memory into what JSON can hold; `unpack` turns it back.

    Raises:
        TypeError: something is in it that no simulator remembers.
    """
    match value:
        case Mapping() if all(isinstance(key, str) for key in value):
            return {key: pack(one) for key, one in value.items()}
        case Mapping():
            return {"$map": [[pack(key), pack(one)] for key, one in value.items()]}
        case list():
            return [pack(one) for one in value]
        case tuple():
            return {"$tuple": [pack(one) for one in value]}
        case set():
            return {"$set": sorted((pack(one) for one in value), key=json.dumps)}
        case _:
            return _pack_scalar(value)


def _pack_scalar(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return {"$number": str(value)}
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored")


_BACK: dict[str, Callable[[Any], Any]] = {
    "$map": lambda pairs: {unpack(key): unpack(one) for key, one in pairs},
    "$tuple": lambda parts: tuple(unpack(one) for one in parts),
    "$set": lambda parts: {unpack(one) for one in parts},
    "$number": Decimal,
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
}


def unpack(value: Any) -> Any:
    """Turn what `pack` has made of a simulator's memory back into the value."""
    match value:
        case dict():
            (mark, inner), *others = value.items() or [("", None)]
            if mark in _BACK and not others:
                return _BACK[mark](inner)
            return {key: unpack(one) for key, one in value.items()}
        case list():
            return [unpack(one) for one in value]
        case _:
            return value


def read(path: Path) -> Any:
    """Read a simulator's memory from its answer to `GET control/state`, as it is or gzipped."""
    content = path.read_bytes()
    return unpack(json.loads(gzip.decompress(content) if path.suffix == ".gz" else content))
