"""The process dies right before or right after any call that writes; the command comes again to a new one."""

import asyncio
from decimal import Decimal

import pytest

from services.onec_connector.assembly import Site, assemble
from services.onec_connector.profile.reading import read_profile
from shared.bus.errors import Retryable
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.integration.onec_connector.connector import RULES, Connector, command, deal, known_item, line, said


class Died(BaseException):
    """No handler of ours may clean up after a process that is gone."""


def _die_at(base, place: int, *, answered: bool) -> None:
    """Let the `place`-th write be the last thing this process does."""
    exchange, writes = base._exchange, []

    async def last_words(method, path, body, session):
        if method == "GET":
            return await exchange(method, path, body, session)
        writes.append(path)
        if len(writes) == place and not answered:
            raise Died
        response = await exchange(method, path, body, session)
        if len(writes) == place:
            raise Died
        return response

    base._exchange = last_words


async def _live_again(connector: Connector, database) -> Connector:
    base = connector.flow.snapshots.base
    if "_exchange" in vars(base):
        del base._exchange
    site = Site(connector.flow.snapshots.place, "portal-1", await read_profile(base), RULES)

    async def publish(*messages) -> None:
        connector.published.extend(messages)

    return Connector(assemble(base, site, database, publish), connector.onec, connector.published)


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", [1, 2], ids=["create", "post"])
async def test_exactly_one_posted_order_when_the_process_dies_around_a_write_of_the_create(
    connector, onec, company, database_of, place, answered
):
    await connector.upsert(command(deal(company, number=9)))  # the base is known to honour our keys
    order = command(deal(company))
    _die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(order)
    outcome, _ = await (await _live_again(connector, database_of)).upsert(order)

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
    _die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await _live_again(connector, database_of)
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
    _die_at(connector.flow.snapshots.base, place, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(command(deal(company), edited=2, wanted="cancelled", policy=policy))
    survivor = await _live_again(connector, database_of)
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
    _die_at(connector.flow.snapshots.base, 2, answered=answered)

    with pytest.raises(Died):
        await connector.upsert(lost)
    outcome, _ = await (await _live_again(connector, database_of)).upsert(lost)

    document = (await onec.order(guid))["document"]
    assert (document["DeletionMark"], document["Posted"]) == (True, False)
    assert "помечен на удаление" in said(outcome)


async def test_an_edit_of_the_accountant_between_a_death_and_the_next_run_is_published_before_that_comes_again(
    connector, onec, company, database_of
):
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    _die_at(connector.flow.snapshots.base, 1, answered=False)
    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await _live_again(connector, database_of)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])

    with pytest.raises(Retryable):
        await survivor.upsert(changed)
    (fact,) = await survivor.touch(guid)

    assert [one.quantity for one in fact.order.lines] == [9]


async def test_an_edit_of_the_accountant_after_a_death_is_not_put_back_where_1c_refuses_to_post_it(
    connector, onec, company, database_of
):
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    _die_at(connector.flow.snapshots.base, 1, answered=True)
    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await _live_again(connector, database_of)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])
    await onec.do("switches", post_fail=3)

    with pytest.raises(Retryable):
        await survivor.upsert(changed)
    (fact,) = await survivor.touch(guid)

    assert [one.quantity for one in fact.order.lines] == [9]


@pytest.mark.parametrize("counts", ["record", "database"])
async def test_an_edit_of_the_accountant_is_not_put_back_where_1c_refuses_to_post_before_he_was_heard(
    connector, onec, company, counts
):
    await onec.do("switches", data_version=counts)
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    base = connector.flow.snapshots.base
    exchange = base._exchange

    async def edited(method, path, body, session):
        response = await exchange(method, path, body, session)
        if method == "PATCH":
            base._exchange = exchange
            await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])
            await onec.do("switches", post_fail=6)
        return response

    base._exchange = edited
    for _ in range(2):
        with pytest.raises(Retryable):
            await connector.upsert(changed)
    (fact,) = await connector.touch(guid)

    assert [one.quantity for one in fact.order.lines] == [9]


@pytest.mark.parametrize("counts", ["record", "database"])
async def test_what_1c_refuses_to_post_is_put_back_whatever_else_is_saved_meanwhile(connector, onec, company, counts):
    await onec.do("switches", data_version=counts)
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    await connector.touch(guid)
    base = connector.flow.snapshots.base
    exchange = base._exchange

    async def saved(method, path, body, session):
        response = await exchange(method, path, body, session)
        if method == "PATCH":
            base._exchange = exchange
            await onec.do("partners", name="Другой")
            await onec.do("switches", post_fail=3)
        return response

    base._exchange = saved
    outcome, *_ = await connector.upsert(
        command(deal(company, lines=(line(item, quantity="5"), line(known_item(company, 1)))), edited=2)
    )

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderRefused)
    assert [Decimal(one["Количество"]) for one in document["Товары"]] == [2]


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
