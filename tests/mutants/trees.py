"""A copy of the project in which one file at a time is another, and the tests that are run in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.mutants.uses import ROOT

LIMIT_S = 120.0
"""How long the tests of one mutant may take."""
_RED = re.compile(r"^FAILED (\S+?)(?:\[| |$)", re.MULTILINE)
_LEFT_OUT = (".local", ".venv", ".git")


@dataclass(frozen=True)
class Outcome:
    """What became of some tests.

    Args:
        red: those that failed, without their parameters.
        ended: they ran to their end, in time; False also where one could not begin.
        seconds: how long they took.
        said: the end of what was printed.
    """

    red: frozenset[str]
    ended: bool
    seconds: float
    said: str


class Tree:
    """A copy of the project; every program that a test starts imports it too, as it stands first on their path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._moments = count(int(time.time()) - 1_000_000)
        shutil.copytree(ROOT, root, ignore=_left_out, symlinks=True)
        (root / ".venv").symlink_to(ROOT / ".venv")

    @contextmanager
    def with_file(self, path: str, source: str) -> Iterator[None]:
        """Let a file be another one for a while."""
        former = (self.root / path).read_text(encoding="utf-8")
        self._write(path, source)
        try:
            yield
        finally:
            self._write(path, former)

    def _write(self, path: str, source: str) -> None:
        (self.root / path).write_text(source, encoding="utf-8")
        moment = next(self._moments)  # bytecode is known by the second of its source
        os.utime(self.root / path, (moment, moment))

    def run(self, tests: Sequence[str], *options: str, limit_s: float = LIMIT_S) -> Outcome:
        """Run tests by their ids."""
        words = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=line", "--no-header", *options, *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.root), "STACK_FORKS": "1", "COLUMNS": "400"}
        began = time.monotonic()
        try:
            done = subprocess.run(
                words,
                cwd=self.root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            return Outcome(frozenset(), ended=False, seconds=limit_s, said=str(error.output or "")[-2000:])
        took, red = time.monotonic() - began, frozenset(_RED.findall(done.stdout))
        has_ended = done.returncode in {0, 1} and "\nERROR " not in done.stdout
        return Outcome(red, has_ended, took, done.stdout[-3000:])


def _left_out(folder: str, names: list[str]) -> list[str]:
    top = [one for one in names if Path(folder) == ROOT and one in _LEFT_OUT]
    return top + [one for one in names if one == "__pycache__" or one.endswith(("_cache", ".pyc"))]
