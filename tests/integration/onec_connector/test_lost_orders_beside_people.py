"""Lost deals whose orders people post, unpost or mark in 1C while they are lost."""

import pytest

from services.onec_connector.objects import order as names
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import command, created, deal, said

MARK = OrderPolicy(lost="mark")


async def lost(connector, company, edited, **changes):
    outcome, *_ = await connector.upsert(command(deal(company), edited=edited, wanted="cancelled", **changes))
    return outcome


async def is_posted(onec, guid):
    return (await onec.order(guid))["document"]["Posted"]


async def test_an_order_the_accountant_marked_after_the_loss_stays_so_when_its_deal_comes_back(
    connector, onec, company
):
    guid = await created(connector, company)
    await lost(connector, company, 2)
    await onec.do(f"orders/{guid}/mark")
    await connector.touch(guid)

    (refused,) = await connector.upsert(command(deal(company), edited=3))
    document = (await onec.order(guid))["document"]
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, guid, {"DeletionMark": False})
    back, _ = await connector.upsert(command(deal(company), edited=3))

    assert (type(refused), refused.reason) == (OrderRefused, "marked")
    assert (document["DeletionMark"], document["Posted"]) == (True, False)
    assert await is_posted(onec, guid) is True
    assert "снова проведён" in said(back)


@pytest.mark.parametrize("is_polled", [True, False])
async def test_a_second_loss_takes_back_the_order_that_the_accountant_posted_in_between(
    connector, onec, company, is_polled
):
    guid = await created(connector, company)
    await lost(connector, company, 2)
    await connector.upsert(command(deal(company), edited=3, wanted="hold"))
    await onec.do(f"orders/{guid}/post")
    if is_polled:
        await connector.touch(guid)

    outcome = await lost(connector, company, 4)
    again = await lost(connector, company, 4)
    unposted = await is_posted(onec, guid)
    await connector.upsert(command(deal(company), edited=5))

    assert "отменён (проведение снято)" in said(outcome)
    assert said(again) == ""
    assert (unposted, await is_posted(onec, guid)) == (False, True)


@pytest.mark.parametrize("is_polled", [True, False])
async def test_who_posts_the_order_of_a_lost_deal_is_not_overruled_by_the_same_loss(
    connector, onec, company, is_polled
):
    guid = await created(connector, company)
    await lost(connector, company, 2)
    await onec.do(f"orders/{guid}/post")
    if is_polled:
        await connector.touch(guid)

    outcome = await lost(connector, company, 2)

    assert said(outcome) == ""
    assert await is_posted(onec, guid) is True


async def test_a_second_loss_of_an_order_that_is_paid_by_then_is_told_and_done_once_the_payment_goes(
    connector, onec, company
):
    guid = await created(connector, company)
    await lost(connector, company, 2)
    await onec.do(f"orders/{guid}/post")
    await onec.do(f"orders/{guid}/pay")
    await connector.touch(guid)

    outcome = await lost(connector, company, 3)
    paid = await is_posted(onec, guid)
    await onec.do(f"orders/{guid}/unpay")
    await connector.touch(guid)
    await lost(connector, company, 3)

    assert "оплачено 100 %" in said(outcome)
    assert (paid, await is_posted(onec, guid)) == (True, False)


async def test_an_order_that_was_posted_and_unposted_by_people_stays_so_when_its_lost_deal_comes_back(
    connector, onec, company
):
    guid = await created(connector, company)
    await lost(connector, company, 2)
    for done in ("post", "unpost"):
        await onec.do(f"orders/{guid}/{done}")
        await connector.touch(guid)

    await connector.upsert(command(deal(company), edited=3))

    assert await is_posted(onec, guid) is False


@pytest.mark.parametrize("meanwhile", [["post"], []])
async def test_a_mark_of_the_accountant_stays_though_the_bus_had_set_one_before(connector, onec, company, meanwhile):
    guid = await created(connector, company)
    await lost(connector, company, 2, policy=MARK)
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, guid, {"DeletionMark": False})
    await connector.touch(guid)
    for done in (*meanwhile, "mark"):
        await onec.do(f"orders/{guid}/{done}")
        await connector.touch(guid)

    (refused,) = await connector.upsert(command(deal(company), edited=3, policy=MARK))

    assert (type(refused), refused.reason) == (OrderRefused, "marked")
    assert (await onec.order(guid))["document"]["DeletionMark"] is True


async def test_an_order_that_the_accountant_only_unmarked_is_posted_when_its_lost_deal_comes_back(
    connector, onec, company
):
    guid = await created(connector, company)
    await lost(connector, company, 2, policy=MARK)
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, guid, {"DeletionMark": False})
    await connector.touch(guid)

    back, *_ = await connector.upsert(command(deal(company), edited=3, policy=MARK))

    assert await is_posted(onec, guid) is True
    assert "снова проведён" in said(back)
