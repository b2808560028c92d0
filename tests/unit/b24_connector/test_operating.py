"""What the connector reckons of a method's operating time at the portal."""

import math

import pytest

from services.b24_connector.assembly import connect_portal
from services.b24_connector.portal.operating import WINDOW_S, Operating
from services.b24_connector.settings import PortalAccess
from shared.bus.errors import Retryable

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


def test_a_portal_without_a_limit_makes_no_method_rest_and_one_that_blocks_all_the_same_is_heard():
    now = [0.0]
    operating = Operating(limit_s=math.inf, clock=lambda: now[0])
    for _ in range(5000):
        operating.note("catalog.product.add", {"processing": 0.69})
        now[0] += 0.5

    free = operating.fits_in_s("catalog.product.add")
    operating.block("catalog.product.add", 60)

    assert (free, operating.fits_in_s("catalog.product.add")) == (0, 60)


@pytest.mark.parametrize(("setting", "rests"), [(0, False), (1, True), (480, False)])
async def test_the_limit_is_the_settings(setting, rests):
    access = PortalAccess(b24_webhook="http://127.0.0.1:9/rest/1/secret/", b24_rate=0, b24_operating_s=setting)

    async with connect_portal(access) as portal:
        if rests:
            with pytest.raises(Retryable, match="rests until its operating time"):
                portal.check("catalog.product.add", 2)
        else:
            portal.check("catalog.product.add", 2)
