"""What an order's state says of its rows: all cancelled, or sold for nothing."""

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.orders import read_state

ROW, CANCELLED = {names.CANCELLED: False}, {names.CANCELLED: True}


@pytest.mark.parametrize(
    ("rows", "total", "emptied", "free"),
    [
        ([ROW], 2400, False, False),
        ([CANCELLED, ROW], 2400, False, False),
        ([CANCELLED, CANCELLED], 0, True, False),
        ([], 0, True, False),
        ([CANCELLED, ROW], 0, False, True),
        ([{}], 0, False, True),
    ],
)
def test_a_state_says_what_is_left_of_its_order(rows, total, emptied, free):
    state = read_state({names.LINES: rows, names.TOTAL: total}, {"Состояние": "Закрыт"})

    assert (state.emptied, state.free) == (emptied, free)


def test_a_document_that_was_read_without_rows_says_nothing_of_them():
    state = read_state({names.TOTAL: 0}, None)

    assert (state.emptied, state.free) == (False, False)
