"""Polling 1C for orders that moved, without a broker."""

from datetime import UTC, datetime, timedelta

import pytest

from services.onec_connector.objects import order as names
from shared.messages.ring.facts import OrderStatus
from tests.integration.onec_connector.connector import (
    accountants_order,
    command,
    created,
    deal,
)
from tests.integration.onec_connector.polling import poller_of, touched_orders


async def test_polling_touches_what_moved_and_nothing_else(connector, onec, company, database_of):
    poller, published = poller_of(connector, database_of)
    guid = await accountants_order(onec, company)
    old = await accountants_order(onec, company, date="2025-06-01T10:00:00")

    await poller.hot()
    await poller.whole(timedelta(days=900))
    await poller.hot()
    first = touched_orders(published)
    await onec.do(f"orders/{guid}/pay", percent=50)
    await poller.hot()
    second = touched_orders(published)
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": "Проверено"})
    await poller.hot()
    third = touched_orders(published)
    await poller.hot()

    assert old not in first
    assert (first, second, third, touched_orders(published)) == ([guid], [guid], [guid], [])


async def test_an_old_order_that_is_dated_anew_after_the_cut_off_is_touched(connector, onec, company, database_of):
    poller, published = poller_of(connector, database_of)
    old = await accountants_order(onec, company, date="2025-12-20T10:00:00")
    await poller.whole(timedelta(days=900))
    first = touched_orders(published)
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, old, {names.DATE: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")})

    await poller.hot()
    second = touched_orders(published)
    await poller.hot()

    assert (first, second, touched_orders(published)) == ([], [old], [])


@pytest.mark.parametrize("first_look", ["documents", "states"])
async def test_a_payment_between_the_first_two_looks_is_touched(connector, onec, company, database_of, first_look):
    poller, published = poller_of(connector, database_of)
    guid = await accountants_order(onec, company)
    await poller.documents(timedelta(days=3))
    if first_look == "states":  # seen by a version of the bus that did not look at figures
        await database_of.seen_onec.update_one({"_id": guid}, {"$unset": {"figures": ""}})
    first = touched_orders(published)
    await onec.do(f"orders/{guid}/pay", percent=50)

    await poller.open()

    assert (first, touched_orders(published)) == ([guid], [guid])


async def test_an_order_that_is_closed_with_a_debt_is_looked_at_until_it_is_paid(connector, onec, company, database_of):
    await onec.do("switches", control_close=False)
    poller, published = poller_of(connector, database_of)
    guid = await accountants_order(onec, company)
    await onec.do(f"orders/{guid}/ship")
    await onec.do(f"orders/{guid}/close")
    await poller.documents(timedelta(days=3))
    touched_orders(published)
    state = (await onec.order(guid))["state"]["Состояние"]

    await onec.do(f"orders/{guid}/pay")
    await poller.open()
    paid = touched_orders(published)
    await onec.do(f"orders/{guid}/unpay")
    await poller.open()

    assert (state, paid) == ("Закрыт", [guid])
    assert touched_orders(published) == []  # nothing is expected any more of what was paid


async def test_a_debt_that_an_earlier_release_took_for_the_end_is_expected_after_the_look_of_the_night(
    connector, onec, company, database_of
):
    poller, published = poller_of(connector, database_of)
    guid = await accountants_order(onec, company)
    await poller.documents(timedelta(days=3))
    await database_of.seen_onec.update_one({"_id": guid}, {"$set": {"final": True}})
    touched_orders(published)

    await poller.whole(timedelta(days=3))
    unmoved = touched_orders(published)
    await onec.do(f"orders/{guid}/pay", percent=50)
    await poller.open()

    assert (unmoved, touched_orders(published)) == ([], [guid])


@pytest.mark.parametrize("paid", [0, 100])
async def test_figures_that_1c_does_not_recalculate_are_told_again_after_five_minutes(
    connector, onec, company, database_of, paid
):
    await onec.do("switches", provisional_state=True)
    on_credit = next(one for one in company.clients if one.agreement and one.agreement.payment == "deferred")
    outcome, _ = await connector.upsert(command(deal(company, client=on_credit)))
    guid = outcome.ref.id
    if paid:
        await onec.do(f"orders/{guid}/pay", percent=paid)
    await onec.do(f"orders/{guid}/ship")
    (fact,) = await connector.touch(guid)
    poller, published = poller_of(connector, database_of)
    await poller.hot()
    touched_orders(published)
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=6)
    await connector.flow.store.set_fields("deal:1", {"provisional_since": long_ago})

    await poller.hot()
    await poller.hot()

    assert (fact.order.state.name, fact.order.state.paid_percent) == ("ГотовКЗакрытию", paid)
    assert fact.order.state.provisional_since is not None
    assert [(message.ref.id, message.force) for message in published] == [(guid, True)]


@pytest.mark.parametrize("told_by", ["a touch", "a command"])
async def test_a_payment_told_between_two_looks_and_undone_before_the_second_is_noticed(
    connector, onec, company, database_of, told_by
):
    guid = await created(connector, company)
    poller, published = poller_of(connector, database_of)
    await poller.hot()
    touched_orders(published)
    await onec.do(f"orders/{guid}/pay", percent=100)
    facts = await (connector.touch(guid) if told_by == "a touch" else connector.upsert(command(deal(company))))
    await onec.do(f"orders/{guid}/unpay")

    await poller.hot()

    assert [fact.order.state.paid_percent for fact in facts if isinstance(fact, OrderStatus)] == [100]
    assert touched_orders(published) == [guid]


@pytest.mark.parametrize("days", [0, 30])
async def test_a_draft_that_is_deleted_is_touched_once_and_again_when_it_comes_back(
    connector, onec, company, database_of, days
):
    poller, published = poller_of(connector, database_of)
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/unpost")
    dated = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"Date": dated})
    await poller.documents(timedelta(days=60))
    document = (await onec.order(guid))["document"]
    touched_orders(published)
    await onec.do(f"orders/{guid}/delete")

    await poller.hot()
    gone = touched_orders(published)
    await poller.hot()
    again = touched_orders(published)
    async with onec.clerk() as clerk:
        await clerk.create("Document_ЗаказКлиента", {**document, "Posted": False})
    await poller.hot()

    assert (gone, again, touched_orders(published)) == ([guid], [], [guid])


@pytest.mark.parametrize(("switch", "begins_anew"), [("approval", True), ("order_as_invoice", False)])
async def test_of_the_options_that_orders_are_written_by_alone_a_change_begins_the_work_anew(
    connector, onec, switch, begins_anew
):
    """Without extended orders 1C keeps no states: a base that is refused at start is not left in the middle of work."""
    await onec.do("switches", **{switch: True})

    await connector.flow.switches.look()

    assert connector.flow.switches._changed.is_set() is begins_anew
