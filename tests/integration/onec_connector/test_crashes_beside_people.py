"""People edit an order in 1C that a process was writing when it died, or that 1C refuses to post."""

from decimal import Decimal

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import command, deal, known_item, line
from tests.integration.onec_connector.dying import Died, die_after_posting, die_at, live_again


async def an_order(connector, company):
    """Make an order of one row; returns it with the command that makes its quantity 5."""
    item = known_item(company)
    guid = (await connector.upsert(command(deal(company, lines=(line(item),)))))[0].ref.id
    return guid, command(deal(company, lines=(line(item, quantity="5"),)), edited=2)


async def test_an_edit_of_the_accountant_between_a_death_and_the_next_run_is_published_before_that_comes_again(
    connector, onec, company, database_of
):
    guid, changed = await an_order(connector, company)
    await connector.touch(guid)
    die_at(connector.flow.snapshots.base, 1, answered=False)
    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await live_again(connector, database_of)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": "9"}])

    with pytest.raises(Retryable):
        await survivor.upsert(changed)
    (fact,) = await survivor.touch(guid)

    assert [one.quantity for one in fact.order.lines] == [9]


async def test_an_order_taken_back_in_1c_after_it_was_posted_for_a_dead_process_stays_so(
    connector, onec, company, database_of
):
    guid, changed = await an_order(connector, company)
    die_at(connector.flow.snapshots.base, 1, answered=True)
    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await live_again(connector, database_of)
    die_after_posting(survivor.flow.snapshots.base)
    with pytest.raises(Died):
        await survivor.upsert(changed)
    survivor = await live_again(connector, database_of)
    await onec.do(f"orders/{guid}/unpost")

    await survivor.upsert(changed)

    assert (await onec.order(guid))["document"]["Posted"] is False


async def test_an_order_taken_back_in_1c_right_before_a_process_wrote_it_and_died_stays_so(
    connector, onec, company, database_of, monkeypatch
):
    guid, changed = await an_order(connector, company)
    store = connector.flow.store
    note, taken_back = store.note_step, []

    async def noted_while_the_accountant_takes_it_back(*words, **more):
        if not taken_back:
            taken_back.append(await onec.do(f"orders/{guid}/unpost"))
        return await note(*words, **more)

    monkeypatch.setattr(store, "note_step", noted_while_the_accountant_takes_it_back)
    die_at(connector.flow.snapshots.base, 1, answered=True)
    with pytest.raises(Died):
        await connector.upsert(changed)

    await (await live_again(connector, database_of)).upsert(changed)

    document = (await onec.order(guid))["document"]
    assert (document["Posted"], Decimal(document["Товары"][0]["Количество"])) == (False, 5)


async def test_an_edit_of_the_accountant_after_a_death_is_not_put_back_where_1c_refuses_to_post_it(
    connector, onec, company, database_of
):
    guid, changed = await an_order(connector, company)
    await connector.touch(guid)
    die_at(connector.flow.snapshots.base, 1, answered=True)
    with pytest.raises(Died):
        await connector.upsert(changed)
    survivor = await live_again(connector, database_of)
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
    guid, changed = await an_order(connector, company)
    await connector.touch(guid)
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
