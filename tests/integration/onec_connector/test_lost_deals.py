"""Lost deals take their orders back, and bring them back."""

import pytest

from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderStatus
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.integration.onec_connector.connector import command, created, deal, said


async def test_a_lost_deal_unposts_its_order_and_coming_back_posts_the_same_one(connector, onec, company):
    guid = await created(connector, company)

    lost, status = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))
    gone = (await onec.order(guid))["document"]["Posted"]
    back, _ = await connector.upsert(command(deal(company), edited=3))

    assert gone is False
    assert isinstance(status, OrderStatus)
    assert "отменён" in said(lost)
    assert (await onec.order(guid))["document"]["Posted"] is True
    assert back.ref.id == guid
    assert "снова" in said(back)


async def test_a_lost_deal_with_something_shipped_leaves_the_order_and_tells(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/ship")

    outcome, _ = await connector.upsert(command(deal(company), edited=2, wanted="cancelled"))

    assert (await onec.order(guid))["document"]["Posted"] is True
    assert "Заказ в 1С не отменён, решите с бухгалтером" in said(outcome)


async def test_a_lost_deal_marks_the_order_where_the_rules_say_so(connector, onec, company):
    guid = await created(connector, company)
    policy = OrderPolicy(lost="mark")

    await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    marked = (await onec.order(guid))["document"]["DeletionMark"]
    await connector.upsert(command(deal(company), edited=3, policy=policy))

    document = (await onec.order(guid))["document"]
    assert marked is True
    assert (document["DeletionMark"], document["Posted"]) == (False, True)


@pytest.mark.parametrize("lost", ["unpost", "mark"])
async def test_an_order_a_person_unposted_is_not_posted_when_its_lost_deal_comes_back(connector, onec, company, lost):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/unpost")
    await connector.touch(guid)
    policy = OrderPolicy(lost=lost)

    await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    outcome, _ = await connector.upsert(command(deal(company), edited=3, policy=policy))

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert (document["DeletionMark"], document["Posted"]) == (False, False)


async def test_an_order_the_accountant_marked_is_told_not_touched(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/mark")

    (outcome,) = await connector.upsert(command(deal(company, title="Другое"), edited=2))

    assert isinstance(outcome, OrderRefused)
    assert "помечен на удаление" in outcome.told[-1].text
    assert (await onec.order(guid))["document"]["DeletionMark"] is True
