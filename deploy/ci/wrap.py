# ruff: noqa: INP001 - run by its path
"""Wraps paragraphs and list entries of Markdown at column 120: `python deploy/ci/wrap.py [page …]`; without pages, all.

Only a paragraph with a longer line is wrapped anew. Tables, code blocks, headings and pictures stay as they are, and so
does a change of CHANGELOG, which is one line; code between backticks is never broken. The specification is kept as it
came.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = 120
ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "sandbox", "tests", "deploy", "benchmarks")
ONE_LINE_A_CHANGE = "CHANGELOG.md"
SPECIFICATION = ROOT / "docs" / "spec"

_FENCE = re.compile(r"\s*(```|~~~)")
_APART = re.compile(r"\s*(```|~~~|\||#|<|>|!\[|\[[^\]]+\]:|(?:[-*+]|\d+\.)\s|$)")
"""What begins no line of a paragraph that goes on: a table, a heading, markup, the next entry of a list, nothing."""
_STAYS = re.compile(r"\s*(```|~~~|\||#|<|>|!\[|\[[^\]]+\]:|$)")
_BEGINNING = re.compile(r"^(\s*)((?:[-*+]|\d+\.)\s+)?(.*)$")
_CODE = re.compile(r"(`+[^`]+`+)")
_MARK = re.compile(r"[-+*>#|]|\d+[.)]$|```|=+$")
"""A word that would begin something else, were it the first of a line."""


def pages() -> Iterator[Path]:
    """Yield the project's pages of Markdown."""
    yield from (page for page in sorted(ROOT.glob("*.md")) if page.name != ONE_LINE_A_CHANGE)
    for folder in FOLDERS:
        yield from (page for page in sorted((ROOT / folder).rglob("*.md")) if SPECIFICATION not in page.parents)


def wrapped(text: str) -> str:
    """Return a page with its long paragraphs wrapped."""
    lines, done, place, fenced = text.split("\n"), [], 0, False
    while place < len(lines):
        fenced ^= bool(_FENCE.match(lines[place]))
        end = place + 1
        if not fenced and not _STAYS.match(lines[place]):
            while end < len(lines) and not _APART.match(lines[end]) and not lines[end - 1].endswith("  "):
                end += 1
        block = lines[place:end]
        is_long = not fenced and not _STAYS.match(block[0]) and any(len(line) > COLUMNS for line in block)
        done += _paragraph(block) if is_long else block
        place = end
    return "\n".join(done)


def _paragraph(block: list[str]) -> list[str]:
    """Wrap one paragraph, or one entry of a list, that stands in lines."""
    indent, mark, first = _BEGINNING.match(block[0]).groups(default="")  # type: ignore[union-attr]  # fits any line
    deeper = indent + " " * len(mark)
    words = _words(" ".join([first, *(line.strip() for line in block[1:])]))
    lines, line = [], indent + mark + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) <= COLUMNS:
            line += f" {word}"
        elif _MARK.match(word):
            before, _, last = line.rpartition(" ")
            lines.append(before)
            line = f"{deeper}{last} {word}"
        else:
            lines.append(line)
            line = deeper + word
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Split a text at its blanks, but not at those of code."""
    whole = "".join(part.replace(" ", "\0") if part.startswith("`") else part for part in _CODE.split(text))
    return [word.replace("\0", " ") for word in whole.split()]


def main() -> None:
    """Wrap the pages of the command line, or all, and name those that were changed."""
    for page in [Path(word) for word in sys.argv[1:]] or pages():
        text = page.read_text(encoding="utf-8")
        if (after := wrapped(text)) != text:
            page.write_text(after, encoding="utf-8")
            print(page)  # noqa: T201


if __name__ == "__main__":
    main()
