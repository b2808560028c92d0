"""Compiled expressions of a `$filter` condition: a value of a kind, and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Env = Mapping[str, Any]


@dataclass(frozen=True)
class Expr:
    """A `$filter` value of a kind (bool, str, num, date, guid, any = stored composite, pair = cast, null).

    `lambdas` says that an any/all is inside; `target` is the set a `pair` was cast to.
    """

    kind: str
    value: Callable[[Env], Any]
    lambdas: bool = False
    target: str = ""


def constant(kind: str, value: Any) -> Expr:
    """Make a `$filter` expression whose value never changes."""
    return Expr(kind, lambda _: value)
