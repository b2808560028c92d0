"""A function's first docstring line, with its name, says which file it stands in: no other function says the same."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("services", "shared", "sandbox")
FEWEST_WORDS = 4
SAYS_NOTHING = re.compile(r"\w+ (it|them|this|that|one|all of it|each)\.")
OF_ONE_THING = {"__call__"}  # a protocol and what fits it


@cache
def first_lines() -> list[tuple[str, str, str]]:
    """Name, first line and file of every function with a docstring."""
    return list(_found())


def _found() -> Iterator[tuple[str, str, str]]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
                    yield node.name, text.splitlines()[0], str(path.relative_to(ROOT))


@cache
def returns(path: str) -> dict[str, str]:
    """What each function of a file is annotated to return."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name: ast.unparse(node.returns)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None
    }


def test_no_two_files_have_a_function_of_one_name_and_first_line() -> None:
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, line, path in first_lines():
        if name not in OF_ONE_THING:
            places[name, line].add(path)

    assert {said: sorted(files) for said, files in places.items() if len(files) > 1} == {}


def test_a_first_line_names_its_thing() -> None:
    vague = [
        f"{path}: {name}: {line}"
        for name, line, path in first_lines()
        if SAYS_NOTHING.fullmatch(line) or len(line.split()) < FEWEST_WORDS
    ]

    assert vague == []


def test_a_refusal_says_what_is_refused() -> None:
    """Both connectors refuse in the same words: whose refusal it is stands in front, not behind "Say that"."""
    refusing = [
        f"{path}: {name}: {line}"
        for name, line, path in first_lines()
        if returns(path).get(name, "").endswith("Refusal") and not name.startswith("_")
    ]

    assert len(refusing) > 60
    assert [one for one in refusing if ": Return the refusal of a" not in one] == []


def test_a_first_line_is_a_sentence() -> None:
    assert [f"{path}: {name}: {line}" for name, line, path in first_lines() if line[-1] not in ".?!…"] == []


def test_the_functions_are_found_at_all() -> None:
    assert len(first_lines()) > 2500
