"""The table of states as docs/rules.md shows it."""

import re
from pathlib import Path


def documented_table() -> str:
    """Return the block of docs/rules.md that an administrator copies into the rules file."""
    page = Path("docs/rules.md").read_text(encoding="utf-8")
    (table,) = (block for block in re.findall(r"```yaml\n(.*?)```\n", page, re.DOTALL) if "\nstates:" in f"\n{block}")
    return table
