"""What a `check` or `setup` found, for people: one readable line a matter."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from shared.observe.terminal import shown


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list.

    Args:
        ok: nothing to do.
        text: what was found, and what to do.
    """

    ok: bool
    text: str

    def __str__(self) -> str:
        return f"{'✔' if self.ok else '✘'} {shown(self.text)}"


def report(findings: Iterable[Finding]) -> int:
    """Print the list and return the exit code: 1 if a person must act."""
    listed = list(findings)
    sys.stdout.writelines(f"{finding}\n" for finding in listed)
    return 0 if all(finding.ok for finding in listed) else 1
