"""Whoever a person has separated from a client is not who his deal waits for."""

import pytest

from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import awaiting, command, customer_of, deal, known_client


@pytest.fixture
async def ruled_out(onec, company):
    """A client, and the branch with his deal's number that he is not."""
    client = known_client(company)
    requisite = client.requisites[0]
    branch = await onec.do("partners", name="Филиал", inn=requisite.inn, kpp="771243001")
    return client, branch


@pytest.mark.parametrize("by", ["legal_entity", "partner"])
async def test_a_deal_does_not_come_back_every_minute_to_what_is_ruled_out(connector, company, ruled_out, by):
    client, branch = ruled_out
    customer = customer_of(client)
    entity = customer.legal_entity.with_(kpp="771243001")
    if by == "partner":
        customer = customer.with_(not_these=(branch["partner"],))
    else:
        entity = entity.with_(not_these=(branch["legal_entity"],))
    order = deal(company, customer=customer.with_(legal_entity=entity))

    (outcome,) = await connector.upsert(command(order))
    awaited, heard = awaiting(connector)
    await awaited.look()

    assert isinstance(outcome, OrderRefused)
    assert [wait async for wait in connector.flow.waits.all()] != []
    assert heard == []
