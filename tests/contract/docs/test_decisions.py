"""Every decision has the headings that CONTRIBUTING asks for, and a number of its own."""

import re

import pytest

from tests.contract.docs.tables import ROOT

PAGES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["Context", "Decision", "Why", "Consequences", "Status"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_the_five_headings(page) -> None:
    assert re.findall(r"(?m)^## (.+)$", page.read_text(encoding="utf-8")) == HEADINGS


def test_decisions_are_numbered_without_a_gap() -> None:
    titles = [re.findall(r"\A# (\d{4})\. ", page.read_text(encoding="utf-8")) for page in PAGES]

    assert titles == [[page.name[:4]] for page in PAGES]
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))
