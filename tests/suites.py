"""The suites of this folder: which starts first, how long each took, and what all of them asked of 1C."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOM = Path(__file__).parent

# What takes longest starts first, lest a run on several cores end with one of them at work.
LONGEST_FIRST = (
    "soak/test_kills.py",
    "soak",
    "acceptance",
    "chaos",
    "upgrade",
    "integration/growing",
    "integration",
    "model",
    "contract",
    "fuzz",
    "unit",
)


def place_in_the_run(item: pytest.Item) -> int:
    """Return where a test's suite stands among those that start first."""
    path = item.path.relative_to(ROOM).as_posix()
    return next(place for place, suite in enumerate(LONGEST_FIRST) if path.startswith(suite))


class SuiteMinutes:
    """Adds up what the tests of each suite took, set-up included, and prints it below everything else."""

    def __init__(self) -> None:
        self._seconds: Counter[str] = Counter()
        self._tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        suite = report.nodeid.split("/", 2)[1]
        self._seconds[suite] += report.duration
        self._tests[suite] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("minutes of each suite")
        for suite, seconds in self._seconds.most_common():
            terminalreporter.line(f"{suite:<12} {seconds / 60:6.1f} min {self._tests[suite]:6} tests")


class AskedOfOnec:
    """Lets every simulated base note what the connector asks of it, whichever suite starts it.

    At the end of the run a name that a supported release of 1C lacks makes the run red (`tests/asked.py`).
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="asked-"))
        self.complaints: list[str] = []
        os.environ["ONEC_ASKED"] = str(self.folder)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if any(self.folder.iterdir()):
            recorder, asked = import_module("sandbox.base.asked"), import_module("tests.asked")
            self.complaints = asked.complaints(recorder.read(self.folder))
        if self.complaints:
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.complaints:
            terminalreporter.section("asked of 1C, and not there in every release", red=True)
            for line in self.complaints:
                terminalreporter.line(line)

    def pytest_unconfigure(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
