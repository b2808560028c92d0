"""The rules every test of the router starts from."""

import pytest

from tests.delivered import delivered_rules


@pytest.fixture(name="rules", scope="session")
def _rules():
    return delivered_rules()
