"""Tables of a page, and the facts of a row that are the same in every language: code, numbers, names of services."""

import re
from dataclasses import dataclass
from pathlib import Path

from shared.messages.routes import SERVICES

ROOT = Path(__file__).parents[3]
_BLOCK = re.compile(r"```\w*\n(.*?)```\n", re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?(?!\w)")
_PLACEHOLDERS = {"<group>": "<группа>", "<service>": "<сервис>", "FOLDER": "ПАПКА"}
_BOTH = re.compile("both connectors|оба коннектора")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, its cells as they stand in Markdown."""

    cells: tuple[str, ...]

    @property
    def facts(self) -> frozenset[str]:
        """What a translation has to keep; names of pages are another matter."""
        text = " ".join(self.cells)
        code = {_placed(one) for one in _CODE.findall(text) if not one.endswith(".md")}
        words = _BOTH.sub("b24-connector onec-connector", _CODE.sub(" ", text))
        numbers = {re.sub(r"\s", "", one).replace(",", ".") for one in _NUMBER.findall(words)}
        return frozenset(code | numbers | {one for one in SERVICES if one in words})

    @property
    def keys(self) -> tuple[str, ...]:
        """The names in the first cell; `prices.base`, `.kinds` are `prices.base` and `prices.kinds`."""
        names = [_placed(name) for name in _CODE.findall(self.cells[0])]
        parent = names[0].rpartition(".")[0] if names else ""
        return tuple(f"{parent}{name}" if name.startswith(".") else name for name in names)


def text_of(page: str) -> str:
    """Return a page, named from the root of the project."""
    return (ROOT / page).read_text(encoding="utf-8")


def code_of(text: str) -> frozenset[str]:
    """Return every word that stands as code in a page, between backticks or in a block."""
    blocks, spans = _BLOCK.findall(text), _CODE.findall(_BLOCK.sub("", text))
    return frozenset(word for part in (*blocks, *spans) for word in re.split(r"[\s.,:;(){}\[\]\"]+", part))


def tables_under(text: str, heading: str) -> list[list[Row]]:
    """Return the tables between a heading and the next one, without their own headings."""
    beneath = rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)"
    (part,) = re.findall(beneath, _BLOCK.sub("", text), re.DOTALL | re.MULTILINE)
    return [
        [_row(line) for line in table.splitlines()[2:]] for table in re.findall(r"(?:^\|.*\n)+", part, re.MULTILINE)
    ]


def written_out(cell: str) -> list[str]:
    """Return the names of a cell in which `.changed` behind `deal.touched` is `deal.changed`, sorted."""
    names: list[str] = []
    for name in _CODE.findall(cell):
        names.append(f"{names[-1].partition('.')[0]}{name}" if name.startswith(".") else name)
    return sorted(names)


def _placed(code: str) -> str:
    """Return code with the placeholders of the Russian pages."""
    for english, russian in _PLACEHOLDERS.items():
        code = code.replace(english, russian)
    return code


def _row(line: str) -> Row:
    return Row(tuple(cell.strip() for cell in _BETWEEN_CELLS.split(line)[1:-1]))
