"""Ten thousand inputs take longer than a test may otherwise."""

from pathlib import Path

import pytest

from tests.fuzz.amount import LONG

ROOM = Path(__file__).parent
LONGEST_S = 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items if LONG else ():
        if ROOM in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_S))
