"""Orders from before the exchange: what their deals are known by, and that an order which was linked is no news."""

from datetime import UTC, datetime

from services.onec_connector.reader.old_orders import OldOrders, deals_in
from shared.messages.old import OldPair
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import OrderChanged, OrderStatus
from tests.integration.onec_connector.connector import RULES, command, deal, known_client, known_item

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
OLD = "2025-06-02T12:00:00"


def old_orders(connector) -> OldOrders:
    flow = connector.flow
    return OldOrders(flow.snapshots, flow.store, flow.seen, RULES)


async def typed(onec, company, **changes) -> str:
    rows = [{"item": known_item(company).guid, "quantity": 2, "price": "100"}]
    words = {"client": known_client(company).guid, "rows": rows, "date": OLD, **changes}
    return (await onec.do("orders", **words))["guid"]


async def test_an_old_order_says_what_its_deal_is_known_by(connector, onec, company):
    guid = await typed(onec, company, note="Сделка Битрикс24 № 41", header={"НомерПоДаннымКлиента": "B24-41"})
    await typed(onec, company, date="2024-06-02T12:00:00")

    found = {one.ref.id: one async for one in old_orders(connector).since(SINCE)}

    order = found[guid]
    assert (order.marks, order.named) == (("41",), ("41",))
    assert (order.client.id, order.inn) == (known_client(company).guid, known_client(company).requisites[0].inn)
    assert (order.dated, order.total > 0, order.number != "") == (datetime(2025, 6, 2, 9, tzinfo=UTC), True, True)
    assert not [one for one in found.values() if not SINCE <= one.dated < RULES.cutoff]


def test_deals_are_found_in_comments_as_earlier_exchanges_and_people_write_them():
    assert deals_in("Сделка Битрикс24 № 41, https://x.bitrix24.ru/crm/deal/details/42/") == ("41", "42")
    assert deals_in("сделка 1042") == ("1042",)
    assert deals_in("Сделка в Б24: 7; deal #8") == ("7", "8")
    assert deals_in("Позвонить 89161234567, скидка 5") == ()


async def test_an_order_that_was_linked_publishes_nothing_until_a_person_edits_it(connector, onec, company):
    guid = await typed(onec, company)

    kept = await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))
    silent = await connector.touch(guid)
    await onec.do(f"orders/{guid}/edit", rows=[{"item": known_item(company).guid, "quantity": 5, "price": "100"}])
    (fact,) = await connector.touch(guid)

    assert (kept.why, silent) == ("", [])
    assert isinstance(fact, OrderChanged)
    stamps = fact.order.groups
    assert {group for group, stamp in stamps.items() if stamp.edited > 0} >= {OrderGroup.ROWS}
    assert OrderGroup.PARTIES not in {group for group, stamp in stamps.items() if stamp.edited > 0}
    assert stamps[OrderGroup.ROWS].known == 100


async def test_an_order_that_was_told_before_it_was_linked_goes_by_its_deal_from_then_on(connector, onec, company):
    guid = await typed(onec, company)
    await connector.touch(guid)

    await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))

    assert (await connector.flow.store.find(guid)).key == "deal:41"
    assert await connector.touch(guid) == []


async def test_what_the_deal_told_before_is_not_written_into_the_order_and_what_it_tells_later_is(
    connector, onec, company
):
    guid = await typed(onec, company)
    await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))
    ref = (await connector.flow.snapshots.tell(await connector.flow.snapshots.see(guid))).ref
    wanted = deal(company, number=41, ref=ref)
    before = (await onec.order(guid))["document"]

    await connector.upsert(command(wanted, edited=100, may_create=False))
    same = (await onec.order(guid))["document"]
    later = wanted.with_(ship_on="2026-12-01")
    await connector.upsert(command(later, edited=101, groups=(OrderGroup.HEADER,), may_create=False))
    after = (await onec.order(guid))["document"]

    assert same == before
    assert after["ДатаОтгрузки"].startswith("2026-12-01")


async def test_polling_watches_an_order_once_it_is_linked(connector, onec, company):
    guid = await typed(onec, company)

    await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))
    ring = [one.order for one in await connector.flow.seen.open()]
    await onec.do(f"orders/{guid}/pay", percent=100)
    (fact,) = await connector.touch(guid)

    assert guid in ring
    assert isinstance(fact, OrderStatus)


async def test_an_order_of_another_deal_is_not_linked(connector, onec, company):
    guid = await typed(onec, company)
    orders = old_orders(connector)
    await orders.keep(OldPair(deal="41", order=guid, known=100))

    kept = await orders.keep(OldPair(deal="42", order=guid, known=100))

    assert "№ 42 не связан" in kept.why
    assert (await connector.flow.store.find(guid)).key == "deal:41"


async def test_an_edit_between_keeping_and_linking_is_told_once_more(connector, onec, company):
    guid, orders = await typed(onec, company), old_orders(connector)
    kept = await orders.keep(OldPair(deal="41", order=guid, known=100))
    quiet = await orders.heed(kept)
    await onec.do(f"orders/{guid}/pay", percent=100)
    await connector.touch(guid)

    edited = await orders.heed(kept)

    assert (quiet.again, edited.again) == ((), (f"order:{guid}",))


async def test_an_order_that_is_being_written_is_not_kept(connector, onec, company, monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    guid = await typed(onec, company)
    await connector.flow.store.begin_write("deal:41")

    kept = await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))

    assert kept.why


async def test_an_order_that_is_kept_again_is_kept_under_a_higher_number(connector, onec, company):
    guid = await typed(onec, company)

    first, second = [await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100)) for _ in range(2)]

    assert second.kept > first.kept


async def test_keeping_an_order_again_goes_above_every_number_that_was_told_since(connector, onec, company):
    guid, orders = await typed(onec, company), old_orders(connector)
    await orders.keep(OldPair(deal="41", order=guid, known=100))
    await onec.do(f"orders/{guid}/edit", rows=[{"item": known_item(company).guid, "quantity": 5, "price": "100"}])
    (fact,) = await connector.touch(guid)

    kept = await orders.keep(OldPair(deal="41", order=guid, known=100))

    assert kept.kept > fact.order.groups[OrderGroup.ROWS].edited


async def test_an_old_order_that_stands_unposted_is_posted_by_no_edit_of_its_deal(connector, onec, company):
    guid = await typed(onec, company)
    await onec.do(f"orders/{guid}/unpost")
    await old_orders(connector).keep(OldPair(deal="41", order=guid, known=100))
    ref = (await connector.flow.snapshots.tell(await connector.flow.snapshots.see(guid))).ref
    later = deal(company, number=41, ref=ref, ship_on="2026-12-01")

    await connector.upsert(command(later, edited=101, groups=(OrderGroup.HEADER,), may_create=False))

    document = (await onec.order(guid))["document"]
    assert document["ДатаОтгрузки"].startswith("2026-12-01")
    assert document["Posted"] is False
