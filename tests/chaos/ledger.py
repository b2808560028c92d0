"""What was played and how it ended: a line a seed, of which only those of the present tree count."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.chaos.breaking.ways import BROKEN_WAYS, HELD_S
from tests.chaos.steps import WHEN, every_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.chaos.seeds import Outcome

PLAYED = ("services", "shared", "sandbox", "deploy/config", "tests/chaos", "pyproject.toml")
"""What a seed's end depends on; a changed document leaves a run as it is."""
Row = dict[str, Any]


class Ledger:
    """The lines of one tree on one broker.

    Args:
        file: to which lines are added, never changed.
        tree: `present_tree` when the run began.
        rabbitmq: version of the broker.
    """

    def __init__(self, file: Path, tree: str, rabbitmq: str = "") -> None:
        self._file, self._tree, self._rabbitmq = file, tree, rabbitmq

    def rows(self) -> list[Row]:
        """Read the lines of this tree, on any broker."""
        if not self._file.exists():
            return []
        rows = [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if row["tree"] == self._tree]

    def passed(self) -> set[int]:
        """Seeds after which both sides were equal, on this broker."""
        return {
            row["seeds"][0] for row in self.rows() if row["rabbitmq"] == self._rabbitmq and row["seconds"] is not None
        }

    def enter(self, outcome: Outcome) -> None:
        """Add a line; one write a line, so that two runs may share a ledger."""
        row = {"tree": self._tree, "rabbitmq": self._rabbitmq, **asdict(outcome)}
        with self._file.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(row, ensure_ascii=False) + "\n")


def present_tree() -> str:
    """Name the files that are played as they are committed; "+" where they were changed since."""
    parts = _git("ls-tree", "HEAD", *PLAYED)
    changed = _git("status", "--porcelain", "--", *PLAYED)
    return hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest() + ("+" if changed else "")


def _git(*words: str) -> str:
    # The folder may be somebody else's, as in a container.
    command = ("git", "-c", "safe.directory=*", *words)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """Sum a ledger up, line by line: verdicts, seconds to equality by kind of fault, what was visited."""
    equal = [row for row in rows if row["seconds"] is not None]
    brokers = Counter(row["rabbitmq"] for row in rows)
    crossed, failed = sum(len(row["crossed"]) for row in rows), len(rows) - len(equal)
    played = ", ".join(f"{count} on RabbitMQ {version}" for version, count in sorted(brokers.items()))
    yield f"{len(rows)} seeds, {played}: {len(equal)} equal, {failed} not, {crossed} crossed"
    yield f"{'fault':<28}{'struck':>7}{'p95, s':>8}{'worst, s':>9}"
    kinds = sorted({kind for row in rows for kind in row["faults"]})
    for kind in (*kinds, ""):
        seconds = [row["seconds"] for row in equal if not kind or kind in row["faults"]]
        struck = sum(row["faults"].count(kind) if kind else len(row["faults"]) for row in rows)
        yield f"{kind or 'any':<28}{struck:>7}{_p95(seconds):>8}{_worst(seconds):>9}"
    visited = Counter(place for row in rows for place in row["visited"])
    yield from _table("steps at which a service died", WHEN, every_step(), visited)
    for place, count in sorted(Counter(place for row in rows for place in row["missed"]).items()):
        yield f"  no service came to die {place}, {count} times"
    yield from _table("ways broken", tuple(HELD_S), set(BROKEN_WAYS), visited)


def _p95(seconds: Sequence[float]) -> str:
    return f"{sorted(seconds)[int(len(seconds) * 0.95)]:.0f}" if seconds else "-"


def _worst(seconds: Sequence[float]) -> str:
    return f"{max(seconds):.0f}" if seconds else "-"


def _table(what: str, columns: Sequence[str], every: set[str], visited: Counter[str]) -> Iterator[str]:
    """Count places, "column thing" or "service column step", a line a thing."""
    yield f"{what}: {len(every & set(visited))} of {len(every)}"
    yield " " * 56 + "".join(f"{column:>10}" for column in columns)
    counts: dict[str, dict[str, int]] = {}
    for place in sorted(every):
        column = next(word for word in place.split() if word in columns)
        thing = re.sub(r" \S*:", " ", place.replace(f"{column} ", ""))
        counts.setdefault(thing, {})[column] = visited[place]
    for thing, by_column in counts.items():
        yield f"  {thing:<54}" + "".join(f"{by_column[column]:>10}" for column in columns)
