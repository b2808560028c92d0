"""What a reconciliation asks for: by each page little more than the call that lists it."""

from shared.messages.ring.census import PAGE
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import business, many_pairs  # noqa: F401 - a fixture

FEW, MORE = 10, 400
SHARE = 1.2
"""Requests for one list call of fifty records and side; a batch of the portal is one request."""


async def asked(business: Business) -> tuple[int, int]:  # noqa: F811
    """Compare both sides, and return how many requests the portal and 1C have had."""
    before = business.portal.requests, await business.onec.asked()
    await business.reconcile()
    return business.portal.requests - before[0], await business.onec.asked() - before[1]


async def test_fifty_records_more_cost_little_more_than_the_call_that_lists_them(business):  # noqa: F811
    deals = await many_pairs(business, FEW)
    await asked(business)  # what a process reads once and keeps
    of_few = await asked(business)
    for deal in deals:
        await business.twins(deal, MORE // FEW)

    of_many = await asked(business)

    assert await business.found() == {}
    lists = MORE / PAGE
    more = [many - few for many, few in zip(of_many, of_few, strict=True)]
    assert max(more) <= SHARE * lists, (of_few, of_many)
