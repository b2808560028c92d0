"""Ten thousand pairs that are equal: nothing is found in them, and little more is asked for than their lists."""

import time

import pytest
import structlog

from shared.messages.ring.census import PAGE
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.test_planted import business  # noqa: F401 - a fixture
from tests.integration.reconciler.test_requests import SHARE

PAIRS, PATTERNS = 10_000, 20
log = structlog.get_logger()


@pytest.mark.timeout(1800)
async def test_ten_thousand_equal_pairs_have_no_difference_and_cost_little_more_than_their_lists(business):  # noqa: F811
    patterns = [business.deal(place) for place in range(PATTERNS)]
    await business.exchange(patterns)
    for deal in patterns:
        await business.twins(deal, PAIRS // PATTERNS - 1)
    before, begun = (business.portal.requests, await business.onec.asked()), time.monotonic()

    run = await business.reconcile(within_s=1800)

    asked = business.portal.requests - before[0], await business.onec.asked() - before[1]
    log.warning("both sides were compared", pairs=PAIRS, portal=asked[0], onec=asked[1], s=time.monotonic() - begun)
    assert await business.found() == {}
    assert (run.result["pairs"], run.result["differing"], run.result["moving"]) == (PAIRS, 0, 0)
    assert sum(asked) <= SHARE * 2 * PAIRS / PAGE, asked  # of one list call for fifty records of either side
