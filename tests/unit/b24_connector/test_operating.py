"""What the connector reckons of a method's operating time at the portal."""

import pytest

from services.b24_connector.portal.operating import WINDOW_S, Operating

ADD = "catalog.product.add"


def test_calls_of_a_former_process_are_counted_and_say_nothing_of_what_a_call_costs():
    now = [0.0]
    operating = Operating(clock=lambda: now[0])
    operating.note(ADD, {"operating": 470.0})

    assert operating.cost_s(ADD) == pytest.approx(0.69)
    assert operating.fits_in_s(ADD) > 0
    now[0] = WINDOW_S
    assert operating.fits_in_s(ADD) == 0


def test_a_call_that_is_under_way_counts_as_charged():
    operating = Operating(limit_s=10, clock=lambda: 0.0)

    with operating.held({ADD: 14}):
        assert operating.fits_in_s(ADD) > 0
    assert operating.fits_in_s(ADD) == 0
