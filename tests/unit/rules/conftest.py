"""The rules that tests of decisions start from."""

from pathlib import Path

import pytest

from shared.rules import load_rules


@pytest.fixture(name="rules", scope="session")
def _rules():
    return load_rules(Path("deploy/config/rules.yaml"))
