"""Text of the pages ends at column 120, as code does: `python deploy/ci/wrap.py` wraps what does not."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("wrap", ROOT / "deploy" / "ci" / "wrap.py")
assert SPEC
assert SPEC.loader
wrap = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(wrap)

LONG = "слово " * 30
TABLE = f"| {LONG} | {LONG} |"
COMMAND = f"`make {'x' * 60} y`"


@pytest.mark.parametrize("page", [str(page.relative_to(ROOT)) for page in wrap.pages()])
def test_a_page_is_wrapped(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    long = [
        line for line, after in zip(text.split("\n"), wrap.wrapped(text).split("\n"), strict=False) if line != after
    ]

    assert long[:1] == [], f"run python deploy/ci/wrap.py {page}"


def test_a_paragraph_is_wrapped_and_says_the_same() -> None:
    lines = wrap.wrapped(f"{LONG}\n{LONG}\n\nshort").split("\n")

    assert max(map(len, lines)) <= wrap.COLUMNS
    assert " ".join(lines).split() == f"{LONG}{LONG}short".split()


@pytest.mark.parametrize("whole", [TABLE, f"# {LONG}", f"```\n{LONG}\n```", f"short\n{TABLE}\nshort"])
def test_tables_headings_and_code_stay(whole: str) -> None:
    assert wrap.wrapped(whole) == whole


def test_an_entry_of_a_list_keeps_its_indent_and_its_neighbours() -> None:
    first, second, *rest = wrap.wrapped(f"* {LONG}\n* short\n").split("\n")

    assert (first[:2], second[:2], rest) == ("* ", "  ", ["* short", ""])


def test_code_within_a_line_is_not_broken() -> None:
    assert COMMAND in wrap.wrapped(f"{LONG} {COMMAND} {LONG}")


def test_no_line_begins_with_a_mark_that_would_begin_a_list() -> None:
    text = f"{'слово ' * 19}1 - 2 {LONG}"

    assert not any(line.startswith("-") for line in wrap.wrapped(text).split("\n"))
