"""The table of mutants: each use of a safeguard, and the test that goes red without it.

`uses.yaml` names the uses by file, as `tests.mutants.uses` finds them; `removals.yaml` has what is no call and is taken
away by changing lines of the source. A use without which nothing can fail says why (`idle`), and one whose test is
still to be written says what is missing (`open`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.mutants.safeguards import SAFEGUARDS
from tests.mutants.uses import ROOT, uses

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Mutant:
    """One safeguard taken away in one place.

    Args:
        name: safeguard, file, function.
        path: of the file.
        test: id of the test that must go red.
        prevents: what happens without the safeguard.
        source: of the file, without it.
    """

    name: str
    path: str
    test: str
    prevents: str
    source: str

    @property
    def test_file(self) -> Path:
        """Where the test is."""
        return ROOT / self.test.partition("::")[0]


def read_table() -> dict[str, dict[str, str]]:
    """Return the listed uses by name: `test` has their tests, `idle` and `open` why there is none."""
    table: dict[str, dict[str, str]] = {"test": {}, "idle": {}, "open": {}}
    for path, rows in _read("uses.yaml").items():
        for use, row in rows.items():
            safeguard, _, where = use.rpartition(" in ")
            for kind, said in (row if isinstance(row, Mapping) else {"test": row}).items():
                table[kind][f"{safeguard} {path} {where}"] = said
    return table


def mutants() -> list[Mutant]:
    """Return every mutant of the table, in the order of the source; uses that are not listed are left out."""
    tested = read_table()["test"]
    called = [
        Mutant(use.name, use.node.path, tested[use.name], use.safeguard.prevents, use.removed())
        for use in uses(SAFEGUARDS)
        if use.name in tested
    ]
    return called + [_removal(row) for row in _read("removals.yaml")]


def _removal(row: Mapping[str, str]) -> Mutant:
    source = (ROOT / row["path"]).read_text(encoding="utf-8")
    if source.count(row["old"]) != 1:
        raise LookupError(f"{row['path']} does not have this once: {row['old']}")
    name = f"{row['safeguard']} {row['path']} {row['old'].strip().splitlines()[0]}"
    return Mutant(name, row["path"], row["test"], row["prevents"], source.replace(row["old"], row["new"]))


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
