"""The functions a `$filter` may call; those the platform lacks (`tolower`, `contains` …) are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lark import Token, Tree

from sandbox.base.faults import bad_option
from sandbox.base.odata.expressions import Env, Expr, constant

Compile = Callable[[Tree[Token]], Expr]
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def folded(value: Any) -> Any:
    """Fold the case of a text for `$filter`: the platform's strings are compared without regard to it."""
    return value.casefold().rstrip() if isinstance(value, str) else value


def _like(pattern: str) -> re.Pattern[str]:
    """Translate a ПОДОБНО pattern of `like` in a `$filter`: `%`, `_`, `[a-z]`, `[^a-z]`."""
    pieces = re.findall(r"\[[^\]]*\]|%|_|.", pattern, re.DOTALL)
    known = {"%": ".*", "_": "."}
    text = "".join(known.get(one, one if one.startswith("[") and len(one) > 1 else re.escape(one)) for one in pieces)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _day_of_week(value: datetime) -> int:
    return value.isoweekday()


def _date_add(value: datetime, unit: str, count: Decimal) -> datetime:
    return value + timedelta(seconds=UNITS[unit.lower()] * int(count))


def _date_difference(start: datetime, end: datetime, unit: str) -> Decimal:
    return Decimal(int((end - start).total_seconds()) // UNITS[unit.lower()])


def _round(value: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)


def _substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    first = int(start) - 1  # the first character is number 1, as in the manual's example substring(ИНН, 1, 2)
    return text[first:] if length is None else text[first : first + int(length)]


PRIMITIVES = {"Number": "num", "String": "str", "Date": "date", "Boolean": "bool"}
# name → (kinds of arguments, kind of result, what it does); a trailing "?" marks an argument that may be absent
FUNCTIONS: dict[str, tuple[tuple[str, ...], str, Callable[..., Any]]] = {
    "substringof": (("str", "str"), "bool", lambda needle, text: folded(needle) in text.casefold()),
    "startswith": (("str", "str"), "bool", lambda text, start: text.casefold().startswith(start.casefold())),
    "endswith": (("str", "str"), "bool", lambda text, end: text.casefold().endswith(end.casefold())),
    "like": (("str", "str", "str?"), "bool", lambda text, mask, *_: bool(_like(mask).fullmatch(text))),
    "concat": (("str", "str"), "str", lambda one, two: one + two),
    "substring": (("str", "num", "num?"), "str", _substring),
    "year": (("date",), "num", lambda at: at.year),
    "quarter": (("date",), "num", lambda at: (at.month + 2) // 3),
    "month": (("date",), "num", lambda at: at.month),
    "day": (("date",), "num", lambda at: at.day),
    "hour": (("date",), "num", lambda at: at.hour),
    "minute": (("date",), "num", lambda at: at.minute),
    "second": (("date",), "num", lambda at: at.second),
    "dayofweek": (("date",), "num", _day_of_week),
    "dayofyear": (("date",), "num", lambda at: at.timetuple().tm_yday),
    "dateadd": (("date", "str", "num"), "date", _date_add),
    "datedifference": (("date", "date", "str"), "num", _date_difference),
    "round": (("num", "num?"), "num", _round),
}


def build(node: Tree[Token], compile_one: Compile) -> Expr:
    """Compile a function call of a `$filter`.

    Raises:
        ODataFault: unknown function or wrong arguments (400, 14)

    """
    name = str(node.children[0])
    arguments = [compile_one(child) for child in node.children[1:] if isinstance(child, Tree)]
    if name == "cast":
        return _cast(arguments)
    if name == "isof":
        return _isof(arguments)
    if name not in FUNCTIONS:
        raise bad_option(f"неизвестная функция {name}")
    kinds, result, run = FUNCTIONS[name]
    least = sum(not kind.endswith("?") for kind in kinds)
    if not least <= len(arguments) <= len(kinds) or any(
        one.kind != kind.rstrip("?") for one, kind in zip(arguments, kinds, strict=False)
    ):
        raise bad_option(f"неверные аргументы функции {name}")

    def value(env: Env) -> Any:
        values = [one.value(env) for one in arguments]
        if any(one is None for one in values):
            return False if result == "bool" else None
        return run(*values)

    return Expr(result, value)


def _cast(arguments: list[Expr]) -> Expr:
    target = _target(arguments, "cast")
    source = arguments[0]
    type_name = f"StandardODATA.{target}"
    if source.kind == "guid":
        return Expr("pair", lambda env: (source.value(env), type_name), target=target)
    if source.kind == "any":
        return Expr("pair", source.value, target=target)
    raise bad_option("неверные аргументы функции cast")


def _isof(arguments: list[Expr]) -> Expr:
    target = _target(arguments, "isof")
    source = arguments[0]
    if source.kind != "any":
        return constant("bool", value=PRIMITIVES.get(target) == source.kind)
    return Expr("bool", lambda env: (source.value(env) or ("", ""))[1] == f"StandardODATA.{target}")


def _target(arguments: list[Expr], name: str) -> str:
    if len(arguments) != 2 or arguments[1].kind != "str":
        raise bad_option(f"неверные аргументы функции {name}")
    return str(arguments[1].value({})).removeprefix("StandardODATA.")
