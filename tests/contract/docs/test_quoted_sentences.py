"""A sentence that a guide quotes, so that an administrator finds it there, is one that the services say."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GUIDES = sorted((ROOT / "docs").rglob("*.ru.md"))
SAYS = "`dealbus check` пишет"
QUOTED = re.compile(r"«((?:[^«»]|«[^«»]*»)+)»")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
SHORTEST = 8
"""Shorter pieces between two «…» are names and numbers."""


@cache
def said() -> tuple[str, ...]:
    """Every text of the services, «…» in place of what is filled in."""
    rooms = (path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py"))
    return tuple(text for path in rooms for text in _texts(ast.parse(path.read_text(encoding="utf-8"))))


def _texts(tree: ast.AST) -> Iterator[str]:
    spoken_to_readers = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in spoken_to_readers:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _rows(page: Path, header: str) -> Iterator[str]:
    """The first cells of a page's tables whose first heading is this one."""
    within = False
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        within = bool(cells) and (within or cells[0] == header)
        if within and cells[0] != header and cells[0].strip("-"):
            yield cells[0]


def _unsaid(quotes: list[str]) -> list[str]:
    pieces = [piece.strip(" .,:;") for quote in quotes for piece in re.split("[…<>]", quote)]
    return [one for one in pieces if len(one) >= SHORTEST and not any(one in text for text in said())]


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.name)
def test_a_finding_that_a_guide_explains_is_said_by_check(page: Path) -> None:
    assert _unsaid([quote for cell in _rows(page, SAYS) for quote in QUOTED.findall(cell)]) == []


def test_a_symptom_that_the_readme_explains_is_said() -> None:
    cells = list(_rows(ROOT / "README.md", "Symptom"))
    quotes = [quote for cell in cells for quote in (*QUOTED.findall(cell), *re.findall("`([^`]+)`", cell))]

    assert len(cells) > 10
    assert _unsaid([quote for quote in quotes if CYRILLIC.search(quote)]) == []


def test_the_guides_explain_findings_at_all() -> None:
    assert sum(1 for page in GUIDES for _ in _rows(page, SAYS)) > 15
