"""Translates pydantic's errors about a rules file into an administrator's words, with a remedy."""

import re
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from shared.rules.candidates import closest
from shared.rules.errors import Problem
from shared.rules.model import Rules
from shared.rules.source import Place, Source, place_text

_TEXT = ("здесь нужен текст", "Напишите одно значение, без списка и вложенных ключей.")
_EMPTY = ("пустое значение", "Заполните его или уберите ключ.")
_NESTED = ("здесь нужны вложенные ключи", "Напишите их с новой строки и с отступом в два пробела.")
_LIST = ("здесь нужен список", "Каждую запись начните с новой строки и дефиса.")
_DATE = ("это не дата и время", "Пример: 2026-01-01T00:00:00+03:00.")
_NUMBER = ("это не целое число", "Напишите целое число без единиц измерения.")
_BOOL = ("это не да и не нет", "Напишите true или false.")

_WORDS: Mapping[str, tuple[str, str]] = {
    "string_type": _TEXT,
    "string_too_short": _EMPTY,
    "model_type": _NESTED,
    "model_attributes_type": _NESTED,
    "dict_type": _NESTED,
    "tuple_type": _LIST,
    "too_short": ("пусто", "Нужна хотя бы одна запись."),
    "datetime_type": _DATE,
    "datetime_parsing": _DATE,
    "datetime_from_date_parsing": _DATE,
    "timezone_aware": (
        "у времени не указан часовой пояс",
        "Допишите смещение от UTC: 2026-01-01T00:00:00+03:00 для Москвы.",
    ),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
}
_QUOTED = re.compile(r"'([^']*)'")


def problem_of(error: ErrorDetails, source: Source) -> Problem:
    """Translate one error of pydantic into a problem of the rules file with its line."""
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    complaint, remedy = _words(error, place)
    return Problem(source.line(place), place_text(source.written(place)), _shown(error), complaint, remedy)


def is_echo(error: ErrorDetails, errors: Iterable[ErrorDetails]) -> bool:
    """Tell whether pydantic's "missing key" only repeats that the key is mistyped, which another problem reports."""
    if error["type"] != "missing":
        return False
    *place, key = error["loc"]
    unknown = [one["loc"] for one in errors if one["type"] == "extra_forbidden"]
    return any(list(loc[:-1]) == place and closest(str(loc[-1]), _keys_at(loc[:-1])) == key for loc in unknown)


def nearest(word: str, known: Iterable[str]) -> str:
    """Word a remedy for the rules file: «Возможно, имелось в виду …», or the list of possible keys."""
    names = list(known)
    if likely := closest(word, names):
        return f"Возможно, имелось в виду «{likely}»."
    return f"Возможные значения: {', '.join(names)}."


def _words(error: ErrorDetails, place: Place) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    if "remedy" in context:
        return error["msg"], str(context["remedy"])
    if kind == "extra_forbidden":
        return "неизвестный ключ", nearest(str(place[-1]), _keys_at(place[:-1]))
    if kind == "missing":
        return "нет обязательного ключа", f"Добавьте {place[-1]}; образец стоит в deploy/config/rules.yaml."
    if kind in {"literal_error", "enum"}:
        return "неизвестное значение", nearest(str(error["input"]), _QUOTED.findall(str(context["expected"])))
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return "число вне границ", f"Граница здесь {bound}."
    return _WORDS.get(kind, (error["msg"], "Сравните с образцом в deploy/config/rules.yaml."))


def _shown(error: ErrorDetails) -> str | None:
    value = error["input"]
    if error["type"] in {"missing", "extra_forbidden"} or isinstance(value, dict | list) or value is None:
        return None
    if not error["loc"]:  # the whole file, passwords and all, is one value where the colons have no space
        return None
    return str(value)


def _keys_at(place: tuple[str | int, ...]) -> list[str]:
    """List the keys that may stand where pydantic's error found an unknown key, by the rules' model."""
    kind: Any = Rules
    for part in place:
        kind = _inside(kind, part)
    return list(kind.model_fields)


def _inside(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        annotation = kind.model_fields[str(part)].annotation
        return get_args(annotation)[0] if get_origin(annotation) is UnionType else annotation
    return get_args(kind)[-1 if get_origin(kind) is dict else 0]
