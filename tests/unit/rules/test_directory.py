"""Which directories cross."""

import pytest

from shared.rules.directory import DirectoryRules, ProductRules


def test_nothing_crosses_until_the_customer_says_so(rules):
    assert rules.directory == DirectoryRules()
    assert not rules.directory.products.enabled


@pytest.mark.parametrize("written", ["1c→b24", "1c->b24", "1C -> B24", "1с→b24"])
def test_a_direction_is_read_however_its_arrow_is_typed(written):
    assert ProductRules(direction=written).enabled
