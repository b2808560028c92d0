"""Findings of `check` and `setup`, for people: one readable line each."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from shared.observe.terminal import shown


@dataclass(frozen=True, slots=True)
class Finding:
    """One line that `check` or `setup` prints.

    Args:
        ok: nothing to do.
        text: what was found, and what to do.
    """

    ok: bool
    text: str

    def __str__(self) -> str:
        return f"{'✔' if self.ok else '✘'} {shown(self.text)}"


def report(findings: Iterable[Finding]) -> int:
    """Print the findings of `check` or `setup`, and return the exit code: 1 if a person must act."""
    listed = list(findings)
    sys.stdout.writelines(f"{finding}\n" for finding in listed)
    return 0 if all(finding.ok for finding in listed) else 1


def read_findings(printed: str) -> list[Finding]:
    """Read findings back from what `report` has printed; other lines are left out."""
    marks = {"✔ ": True, "✘ ": False}
    return [Finding(ok=marks[line[:2]], text=line[2:]) for line in printed.splitlines() if line[:2] in marks]
