"""The process dies right before or right after any call that writes; the command comes again to a new one."""

import asyncio
from decimal import Decimal

import pytest

from services.onec_connector.writer.partners.customers import Customers
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderUpserted
from tests.integration.onec_connector.connector import command, deal, known_item, line, said
from tests.integration.onec_connector.dying import Died, die_at, live_again


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", [1, 2], ids=["create", "post"])
async def test_exactly_one_posted_order_when_the_process_dies_around_a_write_of_the_create(
    connector, onec, company, database_of, place, answered
):
    await connector.upsert(command(deal(company, number=9)))  # the base is known to honour our keys
    order = command(deal(company))
    die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(order)
    outcome, _ = await (await live_again(connector, database_of)).upsert(order)

    mine = [one for one in await onec.orders() if one["НомерПоДаннымКлиента"] == "B24-1"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert [(one["guid"], one["Posted"]) for one in mine] == [(outcome.ref.id, True)]
    assert (outcome.told[0].topic, outcome.told[0].once) == ("created", True)


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", [1, 2], ids=["patch", "post"])
async def test_the_edit_is_whole_and_posted_when_the_process_dies_around_a_write_of_the_change(
    connector, onec, company, database_of, place, answered
):
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await live_again(connector, database_of)
    outcome, _ = await survivor.upsert(changed)

    shown = await onec.order(guid)
    document = shown["document"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert document["Posted"] is True
    assert Decimal(document["Товары"][0]["Количество"]) == 5
    assert (await survivor.flow.store.get("deal:1")).writing is None
    posted = [one["total"] for one in shown["history"] if one["event"] == "post"]
    assert Decimal(posted[-1]) == Decimal(document["СуммаДокумента"])
    assert await survivor.touch(guid) == []


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", [1, 2], ids=["unpost", "mark"])
async def test_a_lost_deal_comes_back_to_its_order_when_the_process_died_around_taking_it_back(
    connector, onec, company, database_of, place, answered
):
    policy = OrderPolicy(lost="mark")
    guid = (await connector.upsert(command(deal(company))))[0].ref.id
    die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    survivor = await live_again(connector, database_of)
    outcome, _ = await survivor.upsert(command(deal(company), edited=3, policy=policy))

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert (document["DeletionMark"], document["Posted"]) == (False, True)


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
async def test_taking_an_order_back_is_finished_and_told_by_whoever_comes_next(
    connector, onec, company, database_of, answered
):
    policy = OrderPolicy(lost="mark")
    guid = (await connector.upsert(command(deal(company))))[0].ref.id
    lost = command(deal(company), edited=2, wanted="cancelled", policy=policy)
    die_at(connector.flow.snapshots.base, 2, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(lost)
    outcome, _ = await (await live_again(connector, database_of)).upsert(lost)

    document = (await onec.order(guid))["document"]
    assert (document["DeletionMark"], document["Posted"]) == (True, False)
    assert "помечен на удаление" in said(outcome)


async def test_two_deals_of_a_new_client_at_once_make_one_client(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    commands = [command(deal(company, number=number, client=client)) for number in (1, 2)]

    results = await asyncio.gather(*(connector.upsert(one) for one in commands), return_exceptions=True)
    for one, result in zip(commands, results, strict=True):
        if isinstance(result, Exception):
            await connector.upsert(one)

    documents = [(await onec.order(one["guid"]))["document"] for one in await onec.orders()]
    assert len(documents) == 2
    assert len({one["Контрагент_Key"] for one in documents}) == 1


async def test_a_client_who_is_made_between_the_look_for_him_and_the_claim_is_not_made_again(
    connector, onec, company, monkeypatch
):
    await onec.do("switches", honour_client_ref_key=False)
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company")
    first, second = (command(deal(company, number=number, client=client)) for number in (1, 2))
    look, looks = Customers.find, []

    async def looked_for_while_the_other_deal_makes_him(*words):
        found = await look(*words)
        looks.append(found)
        if len(looks) == 1:
            await connector.upsert(second)
        return found

    monkeypatch.setattr(Customers, "find", looked_for_while_the_other_deal_makes_him)

    await connector.upsert(first)

    documents = [(await onec.order(one["guid"]))["document"] for one in await onec.orders()]
    assert len(documents) == 2
    assert len({one["Контрагент_Key"] for one in documents}) == 1
