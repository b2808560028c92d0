"""The first load of a catalogue of twenty thousand items, hours of it, in virtual time."""

import pytest

from services.console.load.things import COMPANIES, PRODUCTS
from tests.integration.b24_connector import planned_load
from tests.integration.b24_connector.catalogue_load import in_virtual_time, least_s
from tests.integration.b24_connector.test_load import (
    deals_wait_no_longer_than_for_a_batch,
    killed_and_resumed,
    loaded_beside_deals,
)
from tests.integration.b24_connector.test_planned_load import (
    clients,
    estimate_error,
    goods,
    is_as_fast_as_may_be,
    prices,
)

LOADED, CLIENTS, RESUMED = 20_000, 2000, 2000


def test_twenty_thousand_items_take_what_the_portals_operating_time_allows():
    loading, took, deals, written_again = in_virtual_time(lambda: loaded_beside_deals(LOADED))

    assert len(loading.shelf) == LOADED
    assert took <= 1.2 * least_s(LOADED)
    assert not loading.wire.refused
    assert deals_wait_no_longer_than_for_a_batch(*deals)
    assert max(deals[1].overtaken_by(loading.wire.log)) <= 1
    assert written_again == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_load_that_is_killed_five_times_makes_nothing_twice_and_misses_nothing(seed):
    loading = in_virtual_time(lambda: killed_and_resumed(seed, RESUMED, within_s=500))

    keys = [row["xmlId"] for row in loading.shelf]
    assert (len(keys), len(set(keys))) == (RESUMED, RESUMED)
    assert not loading.wire.refused


def test_twenty_thousand_products_lose_no_twentieth_of_the_portals_time_and_are_told_how_long_they_take():
    load = in_virtual_time(lambda: planned_load.loaded(goods(LOADED)))

    assert is_as_fast_as_may_be(load)
    assert estimate_error(load, stroke=PRODUCTS.ways[0].stroke) <= 0.15


def test_three_prices_for_each_of_them_lose_no_twentieth_of_it():
    load = in_virtual_time(lambda: planned_load.loaded(prices(LOADED)))

    assert is_as_fast_as_may_be(load)
    assert load.portal.asked == {"catalog.price.add": 3 * LOADED}


def test_two_thousand_companies_lose_no_twentieth_of_it_and_are_told_how_long_they_take():
    load = in_virtual_time(lambda: planned_load.loaded(clients(CLIENTS)))

    assert is_as_fast_as_may_be(load)
    assert estimate_error(load, stroke=COMPANIES.ways[0].stroke) <= 0.15
