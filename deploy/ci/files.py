# ruff: noqa: INP001 - run by its path
"""Lists every file in one line at the end of docs/architecture.md: `python deploy/ci/files.py`.

The line of a file is the first one of its docstring.
"""

import ast
from collections import defaultdict
from pathlib import Path

from wrap import wrapped

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
ROOMS = ("services", "shared", "sandbox", "deploy", "benchmarks")
HEADING = "## Every file in one line\n"
HOW = "Generated from the docstrings of the files: `python deploy/ci/files.py`.\n"


def listed() -> str:
    """Return the list, a part for each folder."""
    folders: dict[Path, list[str]] = defaultdict(list)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if says := ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
                folders[path.parent].append(f"* `{path.name}`: {says.splitlines()[0]}\n")
    parts = (f"### `{folder.relative_to(ROOT)}`\n\n{''.join(lines)}" for folder, lines in sorted(folders.items()))
    return wrapped("\n".join((HEADING, HOW, *parts)))


def main() -> None:
    """Write the list anew."""
    above = PAGE.read_text(encoding="utf-8").partition(HEADING)[0].rstrip("\n")
    PAGE.write_text(f"{above}\n\n{listed()}", encoding="utf-8")


if __name__ == "__main__":
    main()
