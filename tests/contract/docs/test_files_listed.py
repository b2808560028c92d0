"""docs/architecture.md says of every file, in one line, what it is for."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_file_is_listed_as_its_docstring_says(monkeypatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "deploy" / "ci"), *sys.path])
    list_of_files = runpy.run_path(str(ROOT / "deploy" / "ci" / "files.py"))["listed"]()

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert page.endswith(list_of_files), "out of date; run: python deploy/ci/files.py"
