"""Nobody knows what 1C has taken of a record: it is nobody's edit, for as long as nobody has looked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector import person_directory as persons
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said

ORDERS = "Document_ЗаказКлиента"


async def test_a_contact_person_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(person_directory):
    partner = await person_directory.partner()
    guid = await persons.made(person_directory, partner)
    await person_directory.touch(guid)
    wanted = persons.contact(partner, person=guid, phones=("+79990000001",))
    await person_directory.onec.do("faults", kind="drop_after_commit", method="PATCH", path=persons.PERSONS)
    with pytest.raises(Retryable):
        await person_directory.upsert(wanted, edited=2)
    await person_directory.onec.do("faults", kind="drop_before", method="GET", path=persons.PERSONS, times=20)
    with pytest.raises(Retryable):
        await person_directory.upsert(wanted, edited=2)
    await person_directory.onec.control.post("faults", json={"faults": []})

    with pytest.raises(Retryable, match="being written"):
        await person_directory.touch(guid)


async def lost(connector, onec, company):
    """An unposted order that has the deal's new rows, whose answer was lost."""
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    await onec.do(f"orders/{guid}/unpost")
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    await onec.do("faults", kind="drop_after_commit", path=ORDERS, method="PATCH")
    with pytest.raises(Retryable):
        await connector.upsert(changed)
    return guid, changed


async def test_an_order_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(connector, onec, company):
    guid, changed = await lost(connector, onec, company)
    await onec.do("faults", kind="drop_before", method="GET", path=ORDERS, times=20)
    with pytest.raises(Retryable):
        await connector.upsert(changed)
    await onec.control.post("faults", json={"faults": []})

    with pytest.raises(Retryable, match="being written"):
        await connector.touch(guid)


async def test_an_order_whose_answer_was_lost_is_nobodys_edit_where_the_deal_is_parked(connector, onec, company):
    guid, changed = await lost(connector, onec, company)

    await connector.upsert(changed.with_(wanted="hold"))

    with pytest.raises(Retryable, match="being written"):
        await connector.touch(guid)


async def posted_and_lost(connector, onec, company, *, edited=2, **words):
    """A posted order that has five pieces of the deal's, whose answer was lost, and how to say what the deal wants."""
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    await connector.touch(guid)

    def wanted(quantity, number):
        return command(deal(company, lines=(line(item, quantity=quantity),)), edited=number, **words)

    await onec.do("faults", kind="drop_after_commit", path="/Post", method="POST")
    with pytest.raises(Retryable):
        await connector.upsert(wanted("5", edited))
    return guid, wanted


async def rows_of(onec, guid):
    return [Decimal(row["Количество"]) for row in (await onec.order(guid))["document"]["Товары"]]


async def test_a_newer_command_goes_over_what_a_lost_write_has_left(connector, onec, company):
    policy = OrderPolicy(owners={OrderGroup.ROWS: Owner(before_shipment="onec")})
    guid, wanted = await posted_and_lost(connector, onec, company, policy=policy)

    outcome, *_ = await connector.upsert(wanted("6", 3))

    assert await rows_of(onec, guid) == [6]
    assert "одновременно изменили" not in said(outcome)


async def test_a_newer_command_goes_over_it_also_after_two_lost_writes(connector, onec, company):
    guid, wanted = await posted_and_lost(connector, onec, company)
    await onec.do("faults", kind="drop_before", path=ORDERS, method="PATCH")
    with pytest.raises(Retryable):
        await connector.upsert(wanted("6", 3))

    await connector.upsert(wanted("7", 4))

    assert await rows_of(onec, guid) == [7]
    assert connector.published == []


async def test_what_an_accountant_makes_of_a_lost_write_is_told_before_a_newer_command(connector, onec, company):
    guid, wanted = await posted_and_lost(connector, onec, company)
    async with onec.clerk() as clerk:
        rows = (await onec.order(guid))["document"]["Товары"]
        await clerk.change(ORDERS, guid, {"Товары": [{**rows[0], "Количество": 9}]})

    with pytest.raises(Retryable, match="edited"):
        await connector.upsert(wanted("6", 3))
    (fact,) = await connector.touch(guid)

    assert await rows_of(onec, guid) == [9]
    assert fact.order.lines[0].quantity == 9


async def test_a_lost_write_is_nobodys_edit_where_an_accountant_edited_something_else(connector, onec, company):
    guid, wanted = await posted_and_lost(connector, onec, company)
    before = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited
    document = (await onec.order(guid))["document"]
    other = next(one.guid for one in company.managers if one.guid != document["Менеджер_Key"])
    async with onec.clerk() as clerk:
        await clerk.change(ORDERS, guid, {"Менеджер_Key": other})

    with pytest.raises(Retryable, match="edited"):
        await connector.upsert(wanted("5", 2))
    (fact,) = await connector.touch(guid)

    assert fact.order.groups[OrderGroup.ROWS].edited == before
    assert fact.order.groups[OrderGroup.MANAGER].edited > before


async def test_a_lost_write_is_nobodys_edit_where_the_next_command_is_refused(connector, onec, company):
    guid, changed = await lost(connector, onec, company)
    before = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS]
    await onec.do(f"orders/{guid}/mark")

    outcome, *_ = await connector.upsert(changed)
    await connector.touch(guid)

    after = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS]
    assert isinstance(outcome, OrderRefused)
    assert after.digest != before.digest
    assert (after.edited, after.known) == (before.edited, before.known)


async def test_a_command_is_refused_although_what_a_lost_write_has_left_cannot_be_read(connector, onec, company):
    guid, changed = await lost(connector, onec, company)
    async with onec.clerk() as clerk:
        await clerk.change(ORDERS, guid, {"Date": "9999-12-31T12:00:00"})  # no message has a moment of that year
    await onec.do(f"orders/{guid}/mark")

    outcome, *_ = await connector.upsert(changed)

    assert (type(outcome), outcome.reason) == (OrderRefused, "marked")
    assert "изменён по сделке" in said(outcome)


async def test_a_lost_write_is_nobodys_edit_however_long_it_stands(connector, onec, company):
    guid, _ = await posted_and_lost(connector, onec, company)
    store = connector.flow.store
    since = datetime.now(UTC) - timedelta(minutes=11)
    await store._documents.update_one({"_id": "deal:1"}, {"$set": {"writing.since": since}})

    told = await connector.touch(guid)

    assert [one for one in told if OrderGroup.ROWS in one.order.groups] == []
    assert await rows_of(onec, guid) == [5]


async def test_a_lost_write_is_nobodys_edit_where_the_deal_is_lost_next(connector, onec, company):
    guid, wanted = await posted_and_lost(connector, onec, company)
    before = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited

    await connector.upsert(wanted("5", 2).with_(wanted="cancelled"))
    await connector.touch(guid)

    assert (await onec.order(guid))["document"]["Posted"] is False
    assert (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited == before
