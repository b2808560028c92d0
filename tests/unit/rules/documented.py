"""The table of states as docs/rules.md shows it."""

from pathlib import Path


def documented_table() -> str:
    """Return the block of docs/rules.md that an administrator copies into the rules file."""
    page = Path("docs/rules.md").read_text(encoding="utf-8")
    return page.partition("```yaml\n")[2].partition("```\n")[0]
