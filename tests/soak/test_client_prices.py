"""Five thousand rows of random markets: the connector's price is the one that 1C's form fills, to the kopeck."""

from collections import Counter

import pytest
from hypothesis import settings

from tests.integration.onec_connector.conftest import onec, running_base  # noqa: F401
from tests.integration.onec_connector.test_client_price_oracle import NEW, OLD, ROWS, differences
from tests.unit.round_trips.test_client_prices import (
    test_a_clients_price_stands_in_order_and_deal_and_comes_back_as_nobodys_edit as there_and_back,
)

MARKETS, SALES = 10, 25


@pytest.mark.parametrize(("modern", "sources"), [(False, OLD), (True, NEW)])
async def test_prices_of_many_markets_are_those_of_the_form(onec, modern, sources):  # noqa: F811
    found, counted = [], Counter[str]()
    for seed in range(MARKETS):
        await onec.do("reset")
        differing, met = await differences(onec, 100 + seed, modern=modern, sales=SALES)
        found += differing
        counted += met

    assert (found[:5], counted.keys(), counted.total()) == ([], sources, MARKETS * SALES * ROWS)


def test_as_many_prices_come_back_from_order_and_deal_to_the_kopeck():
    settings(max_examples=2 * MARKETS * SALES * ROWS, deadline=None)(there_and_back)()
