"""Every word of the project stands in docs/words.md once, is used, and none that was given up names a class."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "words.md"
ROOMS = ("services", "shared", "sandbox", "tests", "benchmarks", "deploy")
CLASS = re.compile(r"^\s*class _?(\w+)", re.MULTILINE)
PART = re.compile(r"[A-Z][a-z0-9]*")
RETIRED = {"Visit", "Desk", "Book", "Shelf", "Shelves", "Letters", "Rooms", "Tenant"}
"""Given up, each for a word of the page: delivery, context, repository, reference data, dead letter, customer …"""


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line != "| Word | Means |"]


TERMS = [cells[0].split(",")[0] for cells in rows()]


@cache
def used() -> str:
    """All text and code but the page itself, in lower case."""
    docs = [path for path in (ROOT / "docs").rglob("*.md") if path != PAGE]
    code = [path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8").lower() for path in (*docs, *code, ROOT / "README.md"))


def classes() -> dict[str, str]:
    """Every class of the project's Python, with a file that has it."""
    return {
        name: str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in CLASS.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("term", TERMS)
def test_every_word_is_used(term: str) -> None:
    spelt = rf"{re.escape(term.lower())}|{term.lower().replace(' ', '')}"  # `HandlerResult`

    assert re.search(rf"\b({spelt})", used())


def test_every_word_stands_there_once() -> None:
    assert [term for term, count in Counter(TERMS).items() if count > 1] == []


def test_a_row_has_a_word_and_its_meaning() -> None:
    assert len(TERMS) > 90
    assert [cells for cells in rows() if len(cells) != 2 or not all(cells)] == []


def test_no_meaning_offers_a_second_one() -> None:
    """A word in two senses would need "or, of …:" or a number; two terms are two rows."""
    assert [cells[0] for cells in rows() if re.search(r"; of (a|the) \w+:|\b1\) |\(2\)", cells[1])] == []


def test_no_word_is_a_retired_one() -> None:
    assert RETIRED & {term.title() for term in TERMS} == set()


def test_no_class_is_called_by_a_retired_word() -> None:
    found = {name: path for name, path in classes().items() if RETIRED & set(PART.findall(name))}

    assert found == {}
