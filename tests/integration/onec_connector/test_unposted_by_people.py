"""An order that a person has unposted is posted by nobody, though the bus never had it posted itself."""

import pytest

from services.onec_connector.base import posting
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.integration.onec_connector.connector import command, deal


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(posting, "_PAUSES_S", ())


async def refused(connector, onec, company):
    """Return an order that 1C has refused to post, once its deal has heard of it."""
    await onec.do("switches", post_fail=1)
    outcome, *_ = await connector.upsert(command(deal(company)))
    assert isinstance(outcome, OrderRefused)
    await connector.touch(outcome.ref.id)
    return outcome.ref.id


async def test_an_order_that_people_posted_and_unposted_after_a_refusal_is_not_posted_by_a_later_try(
    connector, onec, company
):
    guid = await refused(connector, onec, company)
    for done in ("post", "unpost"):
        await onec.do(f"orders/{guid}/{done}")
        await connector.touch(guid)

    outcome, *_ = await connector.upsert(command(deal(company)))

    assert isinstance(outcome, OrderUpserted)
    assert (await onec.order(guid))["document"]["Posted"] is False


async def test_an_order_that_nobody_has_posted_yet_is_posted_by_a_later_try(connector, onec, company):
    guid = await refused(connector, onec, company)

    await connector.upsert(command(deal(company)))

    assert (await onec.order(guid))["document"]["Posted"] is True
