"""Whatever the page on threats says is held by a test that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and "Held by" not in line
]
NAMED = re.compile(r"`([a-z0-9_/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:2])[:60])
def test_every_line_names_a_test_that_exists(row: list[str]) -> None:
    held = NAMED.findall(row[-1])

    missing = [
        f"{file}::{name}"
        for file, name in held
        if not (ROOT / "tests" / file).exists()
        or (name and f"def {name}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8"))
    ]
    assert held
    assert missing == []


def test_every_line_has_the_columns_of_its_table() -> None:
    assert len(ROWS) > 20
    assert {len(row) for row in ROWS} <= {4, 5}
