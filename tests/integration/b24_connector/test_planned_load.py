"""A first load is let go as fast as the portal's operating time allows, beside what is left to orders of it."""

import pytest

from services.console.load.pace import LoadPace
from services.console.load.things import COMPANIES, PRODUCTS
from tests.integration.b24_connector.catalogue_load import in_virtual_time
from tests.integration.b24_connector.deal_calls import deals_wait_no_longer_than_for_a_batch
from tests.integration.b24_connector.planned_load import (
    CLIENT,
    PRICES,
    PRODUCT,
    Loaded,
    Wanted,
    least_s,
    loaded,
    loaded_beside_deals,
)

LOADED, CLIENTS = 2000, 400


def goods(count: int) -> list[Wanted]:
    """So many products."""
    return [Wanted(PRODUCT) for _ in range(count)]


def prices(count: int) -> list[Wanted]:
    """Three prices each for so many products, which are there by now."""
    return [Wanted(PRICES) for _ in range(count)]


def clients(count: int) -> list[Wanted]:
    """So many companies, each with a requisite and an address."""
    return [Wanted(CLIENT) for _ in range(count)]


def is_as_fast_as_may_be(load: Loaded, *, share: float = 1.05) -> bool:
    """Compare with the least that the calls take, in whole windows; nothing may have been refused."""
    return not load.portal.refused and load.took_s <= share * least_s(load.portal.asked)


def estimate_error(load: Loaded, *, stroke: float) -> float:
    """How far the time that is told after a twentieth of the work is from the truth, as a share of it."""
    done_at, total = sorted(load.done_at), len(load.done_at)
    pace, now = LoadPace(total, began=0.0, stroke=stroke), 0.0
    while pace.done < total / 20:
        now += 5.0
        pace.note(now, sum(one <= now for one in done_at))
    truth = load.took_s - now
    return abs(pace.left_s(now) - truth) / truth


def test_products_are_made_as_fast_as_the_portal_allows_and_the_time_that_is_left_is_told_early():
    load = in_virtual_time(lambda: loaded(goods(LOADED)))

    assert is_as_fast_as_may_be(load)
    assert load.portal.asked == {"catalog.product.add": LOADED}
    assert estimate_error(load, stroke=PRODUCTS.ways[0].stroke) <= 0.15


def test_companies_leave_a_fifth_of_each_method_to_orders_and_use_the_rest():
    load = in_virtual_time(lambda: loaded(clients(CLIENTS)))

    assert is_as_fast_as_may_be(load, share=1.1)  # two windows: what is lost in each weighs more than in a real load
    assert estimate_error(load, stroke=COMPANIES.ways[0].stroke) <= 0.15
    assert load.portal.asked == dict.fromkeys(("crm.item.add", "crm.requisite.add", "crm.address.add"), CLIENTS)


@pytest.mark.parametrize(
    ("thing", "count", "every_s"),
    [(clients, 2 * CLIENTS, 20), (prices, 5 * LOADED, 1), (goods, LOADED, 20)],
    ids=["companies", "prices", "products"],
)
def test_deals_moved_in_the_middle_of_a_load_wait_behind_one_batch_of_it_at_most(thing, count, every_s):
    """Companies are made by a method that deals are made by too, and a price costs the portal next to nothing."""
    load = in_virtual_time(lambda: loaded_beside_deals(thing(count), every_s=every_s))

    assert deals_wait_no_longer_than_for_a_batch(load.idle, load.beside)
    assert max(load.beside.overtaken_by(load.portal.log)) <= 1
    assert not load.portal.refused
