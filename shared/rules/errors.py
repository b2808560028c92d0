"""Errors in a rules file, worded for the person who edits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct in a rules file.

    Args:
        line: counted from 1; 0 when it concerns the file as a whole.
        place: keys that lead there, `pipelines → 0 → work`; empty for the file.
        value: what stands there; None when it is missing or has no text of its own.
        complaint: what is wrong, in Russian, without a full stop.
        remedy: what to do, in Russian, a whole sentence.
    """

    line: int
    place: str
    value: str | None
    complaint: str
    remedy: str

    def __str__(self) -> str:
        """Return a problem of the rules file in words: `строка 14, pipelines → 0 → wrok: неизвестный ключ. …`."""
        where = ", ".join(part for part in (f"строка {self.line}" if self.line else "", self.place) if part)
        shown = f" «{self.value}»" if self.value is not None else ""
        return f"{where}{': ' if where else ''}{self.complaint}{shown}. {self.remedy}"


class RulesError(Exception):
    """The rules file cannot be used; the text lists everything that is wrong with it, one problem a line."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(f"{path}: {problem}" for problem in self.problems))
