"""The rules that tests of decisions start from."""

import pytest

from tests.delivered import delivered_rules


@pytest.fixture(name="rules", scope="session")
def _rules():
    return delivered_rules()
