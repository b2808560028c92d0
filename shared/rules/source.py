"""Parses the rules file's YAML, and remembers path and line of every value.

Every scalar stays text, so that the model alone decides what it means: YAML by itself reads an INN with a leading
zero as an octal number, `NO` as false and 12:30 as 750.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shared.rules.errors import Problem, RulesError
from shared.rules.syntax import mistyped, syntax_problem
from shared.russian import why_denied

Place = tuple[str | int, ...]

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_OWN_TAG = "tag:yaml.org,2002:"
_MOST = 50_000
"""Values in a file; aliases that stand for lists of aliases could make of one page more than memory holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed rules file with its line numbers.

    Args:
        content: plain dicts, lists, texts and None.
        keys: line of the key, or of the list entry, at each path.
    """

    content: Any
    keys: Mapping[Place, int]

    def written(self, place: Place) -> Place:
        """Return a value's path as the rules file writes it, where a list of one entry may lack its dash."""
        found: Place = ()
        for part in place:
            if (*found, part) in self.keys or isinstance(part, str):
                found = (*found, part)
        return found

    def line(self, place: Place) -> int:
        """Return the line in the rules file of a value, or of the nearest one around it; 0 for the whole file."""
        place = self.written(place)
        while place and place not in self.keys:
            place = place[:-1]
        return self.keys.get(place, 0)


def read_source(path: Path) -> Source:
    """Parse a rules file, with line numbers.

    Raises:
        RulesError: it cannot be read, is no YAML, or a key stands twice in one place.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        remedy = "Укажите путь к файлу правил в DEALBUS_RULES и проверьте права на чтение."
        raise RulesError(path, [Problem(0, "", None, f"файл не читается ({why_denied(error)})", remedy)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        remedy = "Сохраните файл в кодировке UTF-8."
        raise RulesError(path, [Problem(line, "", None, "файл не в кодировке UTF-8", remedy)]) from error
    return parse_source(path, text)


def compose(text: str) -> Node | None:
    """Parse a rules file's text to its YAML tree with positions; None if it has nothing but comments.

    Raises:
        YAMLError: it is no YAML.
    """
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    return root


def parse_source(path: Path, text: str) -> Source:
    """Parse the text of a rules file, or of another one that people write, with line numbers.

    Raises:
        RulesError: it is no YAML, or a key stands twice in one place.
    """
    if unseen := list(mistyped(text)):
        raise RulesError(path, unseen)
    keys: dict[Place, int] = {}
    wrong: list[Problem] = []
    try:
        node = compose(text)
        content = None if node is None else _content(node, (), keys, wrong)
    except YAMLError as error:
        raise RulesError(path, [syntax_problem(error)]) from error
    except RecursionError as error:
        complaint = "значения вложены без конца или повторены без числа"
        remedy = "Уберите якоря (&имя) и ссылки на них (*имя), напишите значения по одному."
        raise RulesError(path, [Problem(0, "", None, complaint, remedy)]) from error
    if node is None:
        remedy = "Возьмите за образец deploy/config/rules.yaml."
        raise RulesError(path, [Problem(0, "", None, "файл пуст", remedy)])
    if wrong:
        raise RulesError(path, wrong)
    return Source(content, keys)


def _content(node: Node, path: Place, keys: dict[Place, int], wrong: list[Problem]) -> Any:
    if len(keys) > _MOST:
        raise RecursionError("aliases of aliases")
    if isinstance(node, MappingNode):
        return _mapping(node, path, keys, wrong)
    if isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            keys[*path, index] = value.start_mark.line + 1
        return [_content(value, (*path, index), keys, wrong) for index, value in enumerate(node.value)]
    if not str(node.tag).startswith(_OWN_TAG):
        remedy = "Возьмите значение в одинарные кавычки: 'значение'."
        line = node.start_mark.line + 1
        wrong.append(Problem(line, place_text(path), None, "значение начинается с особого знака YAML", remedy))
    return _scalar(node)


def _mapping(node: MappingNode, path: Place, keys: dict[Place, int], wrong: list[Problem]) -> dict[str, Any]:
    found = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            remedy = "Уберите лишние скобки или возьмите значение в одинарные кавычки: 'значение'."
            wrong.append(Problem(line, place_text(path), None, "на месте ключа стоит скобка", remedy))
            continue
        place = (*path, str(key.value))
        if place in keys:  # what is nested in it would be there twice as well
            wrong.append(_twice(place, line, keys[place]))
            continue
        keys[place] = line
        found[str(key.value)] = _content(value, place, keys, wrong)
    return found


def _scalar(node: Node) -> str | None:
    is_plain = isinstance(node, ScalarNode) and node.style is None
    return None if is_plain and node.value in _EMPTY else str(node.value)


def _twice(place: Place, line: int, first: int) -> Problem:
    return Problem(
        line=line,
        place=place_text(place),
        value=None,
        complaint=f"ключ стоит второй раз, первый в строке {first}",
        remedy="Оставьте один из них.",
    )


def place_text(path: Place) -> str:
    """Write the path of a value in the rules file for people: `states → 3 → when`; entries count from 1."""
    return " → ".join(str(part + 1) if isinstance(part, int) else part for part in path)
