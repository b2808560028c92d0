"""A linked order that 1C does not have any more: its deal is told once, and once more if it comes back."""

import pytest

from services.onec_connector.base import posting
from services.onec_connector.base.errors import UnpublishedError
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import OrderChanged, OrderStatus, OrderTouched
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item

ORDERS = "Document_ЗаказКлиента"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(posting, "_PAUSES_S", ())


async def typed(onec, company) -> str:
    row = {"item": known_item(company).guid, "quantity": 2}
    return (await onec.do("orders", client=known_client(company).guid, rows=[row]))["guid"]


async def restored(onec, document: dict) -> None:
    async with onec.clerk() as clerk:
        await clerk.create(ORDERS, {name: value for name, value in document.items() if name != "Posted"})
        await clerk.post(ORDERS, document["Ref_Key"])


async def read_by_one_who_dies(connector, guid) -> list:
    """Return what a reader told that died before it has remembered it."""
    message = OrderTouched(ref=Ref(system="onec", kind="order", id=guid))
    return list((await connector.flow.reader.touched(wrap(message, source="test"), message)).publish)


@pytest.mark.parametrize("born", ["deal", "order"])
async def test_an_order_deleted_in_1c_is_told_once_as_withdrawn_by_the_number_it_had(connector, onec, company, born):
    guid = await (created(connector, company) if born == "deal" else typed(onec, company))
    await connector.touch(guid)
    document = (await onec.order(guid))["document"]
    await onec.do(f"orders/{guid}/pay", percent=50)
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/delete")

    (fact,) = await connector.touch(guid)
    again = await connector.touch(guid)
    (forced,) = await connector.touch(guid, force=True)

    order = fact.order
    assert isinstance(fact, OrderStatus)
    assert (order.ref.id, order.number, order.posted, order.deleted) == (guid, document["Number"], False, True)
    assert order.state.paid_percent == 0
    assert set(order.groups) == {OrderGroup.STATE}
    assert again == []
    assert forced.order == order


async def test_an_order_that_was_marked_before_it_was_deleted_is_told_of_both(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/mark")
    (marked,) = await connector.touch(guid)
    await onec.do(f"orders/{guid}/delete")

    (gone,) = await connector.touch(guid)

    assert (marked.order.state.marked, marked.order.deleted, gone.order.deleted) == (True, False, True)


async def test_a_deleted_order_that_comes_back_as_it_was_is_told_by_its_state_alone(connector, onec, company):
    guid = await typed(onec, company)
    (first,) = await connector.touch(guid)
    document = (await onec.order(guid))["document"]
    await onec.do(f"orders/{guid}/delete")
    (gone,) = await connector.touch(guid)
    await restored(onec, document)

    (back,) = await connector.touch(guid)
    again = await connector.touch(guid)

    numbers = [fact.order.groups[OrderGroup.STATE].edited for fact in (first, gone, back)]
    assert isinstance(first, OrderChanged)
    assert isinstance(back, OrderStatus)
    assert (back.order.posted, back.order.deleted, back.order.number) == (True, False, document["Number"])
    assert numbers == sorted(set(numbers))
    assert again == []


async def test_an_order_of_which_1c_has_answered_nothing_yet_is_not_told_as_deleted(connector):
    guid = "5f0c1d52-0000-4000-8000-00000000beef"
    await connector.flow.store.take_version("deal:1", ref=guid)

    assert await connector.touch(guid) == []
    assert await connector.touch(guid, force=True) == []


async def test_an_order_that_1c_does_not_publish_for_a_while_is_not_told_as_deleted(
    connector, onec, company, monkeypatch
):
    guid = await created(connector, company)

    async def unpublished(*_, **__):
        raise UnpublishedError("1C answered 404 code 8")

    with monkeypatch.context() as broken:
        broken.setattr(connector.flow.snapshots.base, "_get", unpublished)
        with pytest.raises(UnpublishedError):
            await connector.touch(guid)

    assert await connector.touch(guid) == []


async def test_an_edit_of_a_deal_whose_order_is_deleted_is_refused_and_the_order_told_once(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/delete")
    (fact,) = await connector.touch(guid)

    refused, *_ = await connector.upsert(command(deal(company, title="Другое название"), edited=2))

    assert fact.order.deleted
    assert isinstance(refused, OrderRefused)
    assert refused.reason == "gone"
    assert await connector.touch(guid) == []


async def test_an_order_that_is_deleted_while_it_is_written_is_told_once_the_write_has_ended(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/delete")
    await connector.flow.store.begin_write("deal:1")

    with pytest.raises(Retryable):
        await connector.touch(guid)
    await connector.flow.store.release("deal:1")

    (fact,) = await connector.touch(guid)
    assert fact.order.deleted


async def test_a_deletion_that_the_broker_did_not_take_is_published_by_the_next_look(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/delete")

    lost = await read_by_one_who_dies(connector, guid)
    (fact,) = await connector.touch(guid)

    assert ([one.order.deleted for one in lost], fact.order.deleted) == ([True], True)


async def test_an_order_that_is_restored_before_its_deletion_was_remembered_is_told_again(connector, onec, company):
    guid = await typed(onec, company)
    await connector.touch(guid)
    document = (await onec.order(guid))["document"]
    await onec.do(f"orders/{guid}/delete")
    await read_by_one_who_dies(connector, guid)
    await restored(onec, document)

    (back,) = await connector.touch(guid)

    assert (back.order.posted, back.order.deleted) == (True, False)


@pytest.mark.parametrize(("left", "told"), [(0, 0), (1, 1)])
async def test_a_base_that_has_none_of_the_orders_seen_lately_is_another_one(connector, onec, company, left, told):
    """Somebody has named another base, or an empty one: no order of ours was deleted."""
    orders = [await typed(onec, company) for _ in range(6)]
    for guid in orders:
        await connector.touch(guid)
    await connector.flow.seen.note({guid: {"version": "1", "ignored": False, "final": False} for guid in orders})
    for guid in orders[left:]:
        await onec.do(f"orders/{guid}/delete")

    assert len(await connector.touch(orders[-1])) == told
