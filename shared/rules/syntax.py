"""Says in an administrator's words why a file is no YAML; the library's own words are English and about its parser."""

import re
from collections.abc import Iterator
from typing import Final

from ruamel.yaml.error import YAMLError

from shared.rules.errors import Problem

_INDENT: Final = "Проверьте отступы, двоеточия и кавычки в этой строке и в строке над ней."
_QUOTE: Final = "Возьмите значение в одинарные кавычки: 'значение'."
_BRACKET: Final = f"Закройте её или поставьте между записями запятую. Она сама часть значения? {_QUOTE}"
_APOSTROPHE: Final = (
    "Закройте её в конце того же значения; если кавычка — сама часть значения, возьмите значение в одинарные кавычки, "
    "а её напишите дважды: 'О''Коннор'."
)
_SPECIAL: Final = "значение начинается с особого знака YAML"
_SAID: Final = (
    ("'\\t'", "строка начинается с табуляции", "Замените её пробелами: YAML знает только их."),
    ("mapping values are not allowed", "лишний отступ или двоеточие внутри значения", f"Уберите отступ. {_QUOTE}"),
    ("could not find expected ':'", "нет двоеточия с пробелом после ключа", "Пишите так: default: Основной склад."),
    ("unexpected end of stream", "кавычка открыта и не закрыта", _APOSTROPHE),
    ("expected ',' or", "скобка открыта и не закрыта", _BRACKET),
    ("block end", "отступ не такой, как у соседних строк, или кавычка стоит внутри значения", _INDENT),
    ("cannot start any token", _SPECIAL, _QUOTE),
    ("alias", _SPECIAL, _QUOTE),
    ("are not allowed here", _SPECIAL, _QUOTE),
    ("expected a comment", _SPECIAL, _QUOTE),
    ("chomping", _SPECIAL, _QUOTE),
    ("found '<stream end>'", "скобка открыта и не закрыта", _BRACKET),
    ("node content", _SPECIAL, _QUOTE),
    ("expected '>'", _SPECIAL, _QUOTE),
    ("unknown escape", "в двойных кавычках стоит обратная косая черта", _QUOTE),
    ("special characters", "в файле есть невидимый управляющий знак", "Удалите его или наберите строку заново."),
    ("another document", "вторая строка «---» начинает ещё один файл", "Удалите её: правила пишутся в одном."),
)
"""What stands in the library's sentence, and what a person is told of it; the first line that fits."""
_BEGUN_EARLIER: Final = ("кавычка", "скобка", "нет двоеточия")
"""What is told with the line where it begins: the library notices it only further down."""
_UNSEEN: Final = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_TYPED: Final = (
    (
        re.compile(rf"[ \t]*(?:- +)?[{_UNSEEN}]|[ ]*[\w.\"'@-]+:[{_UNSEEN}]"),
        "отступ набран неразрывными пробелами",
        "Замените их обычными: такие пробелы попадают в файл из документа или со страницы.",
    ),
    (re.compile(r"[ ]*[–—−]\s"), "запись списка начинается с тире", "Замените его дефисом: -."),
)
"""What looks right on the screen and is something else to YAML, as a line of the file begins."""


def syntax_problem(error: YAMLError) -> Problem:
    """Return what makes a file no YAML as a problem of the rules file, with its line and the remedy."""
    told = str(getattr(error, "problem", None) or error)
    complaint, remedy = next(
        ((what, remedy) for words, what, remedy in _SAID if words in told), ("строка не разбирается", _INDENT)
    )
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if complaint.startswith(_BEGUN_EARLIER):
        marks.reverse()
    return Problem(_line(marks[0] or marks[1]), "", None, f"это не YAML: {complaint}", remedy)


def mistyped(text: str) -> Iterator[Problem]:
    """Find what a person does not see in a file: no-break spaces for spaces, dashes for hyphens; each once.

    Args:
        text: of the file, whole.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    for pattern, complaint, remedy in _TYPED:
        found = [number for number, line in enumerate(lines, 1) if pattern.match(line)]
        if found:
            more = f" (таких строк {len(found)})" if len(found) > 1 else ""
            yield Problem(found[0], "", None, f"{complaint}{more}", remedy)


def _line(mark: object) -> int:
    """Return the line of a YAML error's mark, counted from 1; 0 where there is none."""
    return int(getattr(mark, "line", -1)) + 1
