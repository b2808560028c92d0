"""How many orders are read at once, by how long those of the page before were."""

import pytest

from services.onec_connector.reader.census import AT_ONCE, size_after
from shared.messages.ring.census import PAGE


@pytest.mark.parametrize(
    ("orders", "rows", "size"),
    [(50, 3, AT_ONCE), (50, 25, 200), (200, 50, 100), (200, 100, PAGE), (50, 500, PAGE), (7, 0, AT_ONCE)],
)
def test_the_longer_orders_are_the_fewer_are_read_at_once_but_never_less_than_a_page(orders, rows, size):
    assert size_after([{"Товары": [{}] * rows}] * orders) == size


def test_an_order_without_its_part_has_no_rows():
    assert size_after([{}]) == AT_ONCE
