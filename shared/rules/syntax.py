"""Says in an administrator's words why a file is no YAML; the library's own words are English and about its parser."""

from typing import Final

from ruamel.yaml.error import YAMLError

from shared.rules.errors import Problem

_INDENT: Final = "Проверьте отступы, двоеточия и кавычки в этой строке и в строке над ней."
_QUOTE: Final = "Возьмите всё значение в одинарные кавычки: 'значение'."
_BRACKET: Final = "Закройте её или поставьте между записями запятую."
_SAID: Final = (
    ("'\\t'", "строка начинается с табуляции", "Замените её пробелами: YAML знает только их."),
    ("mapping values are not allowed", "лишний отступ или двоеточие внутри значения", f"Уберите отступ. {_QUOTE}"),
    ("could not find expected ':'", "нет двоеточия с пробелом после ключа", "Пишите так: default: Основной склад."),
    ("unexpected end of stream", "кавычка открыта и не закрыта", "Закройте её в конце того же значения."),
    ("expected ',' or", "скобка открыта и не закрыта", _BRACKET),
    ("block end", "отступ не такой, как у соседних строк, или кавычка стоит внутри значения", _INDENT),
    ("cannot start any token", "значение начинается с особого знака YAML", _QUOTE),
    ("alias", "значение начинается с особого знака YAML", _QUOTE),
    ("unknown escape", "в двойных кавычках стоит обратная косая черта", _QUOTE),
    ("special characters", "в файле есть невидимый управляющий знак", "Удалите его или наберите строку заново."),
    ("another document", "вторая строка «---» начинает ещё один файл", "Удалите её: правила пишутся в одном."),
)
"""What stands in the library's sentence, and what a person is told of it; the first line that fits."""
_BEGUN_EARLIER: Final = ("кавычка", "скобка", "нет двоеточия")
"""What is told with the line where it begins: the library notices it only further down."""


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


def _line(mark: object) -> int:
    """Return the line of a YAML error's mark, counted from 1; 0 where there is none."""
    return int(getattr(mark, "line", -1)) + 1
