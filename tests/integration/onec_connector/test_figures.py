"""How long a deal took to become an order: timed when something was written as the deal wanted it."""

from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.figures import Grown
from tests.integration.onec_connector.connector import command, deal

NAME = "bus_event_to_order_seconds_count"


async def test_an_order_is_timed_when_it_is_written_and_not_when_there_is_nothing_to_write(connector, company):
    timed = Grown(NAME)
    order = command(deal(company))
    await connector.upsert(order)
    created = timed()

    outcome, *_ = await connector.upsert(order)

    assert isinstance(outcome, OrderUpserted)
    assert (created, timed()) == (1, 1)


async def test_an_order_that_1c_does_not_post_is_timed_when_it_is_posted_at_last(connector, onec, company):
    timed = Grown(NAME)
    await onec.do("switches", post_fail=3)
    refused, *_ = await connector.upsert(command(deal(company)))
    unposted = timed()

    await connector.upsert(command(deal(company)))

    assert isinstance(refused, OrderRefused)
    assert (unposted, timed()) == (0, 1)
