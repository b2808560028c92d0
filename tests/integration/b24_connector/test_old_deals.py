"""Deals from before the exchange: what their orders are known by, and that a deal which was linked is no news."""

from datetime import UTC, datetime
from uuid import uuid4

from services.b24_connector.reader import DealSnapshots
from services.b24_connector.reader.old_deals import OldDeals
from shared.messages.groups import Stamp
from shared.messages.old import OldPair
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told
from shared.rules import Rules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import deal_ref, upsert
from tests.integration.b24_connector.in_process import Office, office
from tests.integration.b24_connector.test_notes import comments
from tests.integration.b24_connector.test_notes import told as tell

__all__ = ["office"]

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
OLD = "2025-06-02T12:00:00+03:00"


def old_deals(office: Office, rules: Rules | None = None) -> OldDeals:
    deals, number = DealSnapshots(office.portal, office.directory), office.directory.fields.names["number"]
    return OldDeals(office.portal, deals, office.store, rules or delivered_rules(), number)


async def told(office: Office, rules: Rules | None = None) -> dict:
    await office.directory.refresh()
    return {one.ref.id: one async for one in old_deals(office, rules).since(SINCE)}


async def linked(office: Office, guid: str) -> int:
    """An old deal that was swept once and dropped by all, and then linked with an order."""
    deal = office.new_deal(createdTime=OLD)
    office.pass_by(10)
    await office.handle()
    office.pass_by(10)
    kept = await old_deals(office).keep(OldPair(deal=str(deal), order=guid))
    assert (kept.why, kept.known > 0) == ("", True)
    office.facts.clear()
    return deal


async def test_an_old_deal_says_what_its_order_is_known_by(office):
    await office.directory.refresh()
    guid, number = str(uuid4()), office.directory.fields.names["number"]
    deal = office.new_deal(createdTime=OLD, fields={number: "ТД00-000017", "originId": f"{guid.upper()}#{guid}"})
    office.new_deal()
    office.new_deal(createdTime=OLD, stage="LOSE")

    (record,) = (await told(office)).values()

    assert (record.ref.id, record.number, record.marks) == (str(deal), "ТД00-000017", (guid,))
    assert (record.total, record.dated) == (240, datetime(2025, 6, 2, 9, tzinfo=UTC))
    assert (record.client.kind, len(record.inn)) == ("company", 10)


async def test_an_old_deal_that_the_rules_alone_call_lost_is_nobodys(office):
    office.new_deal(createdTime=OLD, stage="EXECUTING")
    roles = delivered_rules().pipelines["0"].model_copy(update={"shipped": "FINAL_INVOICE", "lost": ("EXECUTING",)})

    assert await told(office, delivered_rules().model_copy(update={"pipelines": {"0": roles}})) == {}


async def test_a_deal_that_nobody_can_read_keeps_back_none_of_the_others(office):
    odd, other = (office.new_deal(createdTime=OLD) for _ in range(2))
    office.deal(odd)["opportunity"] = "1" + "0" * 30

    assert list(await told(office)) == [str(other)]


async def test_a_deal_that_was_linked_publishes_nothing_until_a_person_edits_it(office):
    deal = await linked(office, str(uuid4()))

    await office.look(deal)
    await office.sweep()
    silent = list(office.facts)
    office.edit(deal, title="Болты и гайки", by=1)
    office.pass_by(10)
    await office.handle()

    groups = office.heard(deal).groups
    known = (await office.store.find(str(deal))).groups[OrderGroup.ROWS].known
    assert silent == []
    assert {group for group, stamp in groups.items() if stamp.edited > known} == {OrderGroup.HEADER}


async def test_a_deal_that_the_bus_had_never_seen_is_linked_as_well(office):
    office.listening = False
    deal = office.new_deal(createdTime=OLD)

    await old_deals(office).keep(OldPair(deal=str(deal), order=str(uuid4())))
    await office.look(deal)

    assert office.facts == []


async def test_what_the_order_told_before_is_not_written_and_what_it_tells_later_is(office):
    guid = str(uuid4())
    deal = await linked(office, guid)
    known = (await office.store.find(str(deal))).groups[OrderGroup.ROWS].known
    lines, _ = await office.reader._deals._rows(str(deal), "RUB")
    line = lines[0].with_(quantity=7, total=840)

    for edited in (1, 10_000):
        command = upsert([line], guid=guid, groups=())
        stamps = {OrderGroup.ROWS: Stamp(edited=edited, known=known)}
        order = command.order.with_(ref=deal_ref(deal), groups=stamps)
        await office.upsert(command.with_(key=f"deal:{deal}", order=order))
        office.pass_by(5)
        assert [quantity for _, quantity in office.rows(deal)] == [2 if edited == 1 else 7]


async def test_a_deal_that_is_gone_is_not_linked(office):
    deal = office.new_deal(createdTime=OLD)
    office.delete(deal)

    kept = await old_deals(office).keep(OldPair(deal=str(deal), order=str(uuid4())))

    assert f"№ {deal} не связана" in kept.why


async def test_keeping_a_deal_again_hides_no_edit_that_was_told_since(office):
    deal = await linked(office, "g-1")
    office.edit(deal, title="Болты и гайки", by=1)
    office.pass_by(10)
    await office.handle()
    told = office.heard(deal).groups[OrderGroup.HEADER].edited

    kept = await old_deals(office).keep(OldPair(deal=str(deal), order="g-1"))

    assert kept.known > told


async def test_an_edit_between_keeping_and_linking_is_told_once_more(office):
    await office.directory.refresh()
    quiet, edited = (office.new_deal(createdTime=OLD) for _ in range(2))
    kept = [await old_deals(office).keep(OldPair(deal=str(deal), order=f"g-{deal}")) for deal in (quiet, edited)]
    office.pass_by(10)
    office.edit(edited, title="Болты и гайки", by=1)
    await office.handle()

    found = [await old_deals(office).heed(one) for one in kept]

    assert [one.again for one in found] == [(), (f"deal:{edited}",)]


async def test_nobody_reads_that_an_old_order_was_made_now(office):
    deal = await linked(office, "g-1")
    made = Told(topic="created", text="Заказ клиента ТД00-000017 создан в 1С.", once=True, clears=("refusal",))
    changed = Told(topic="changed", text="Заказ изменён по сделке.")

    await tell(office, deal, made, changed)

    assert comments(office, deal) == ["Заказ изменён по сделке."]


async def test_a_deal_that_is_being_written_is_not_kept(office, monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    deal = office.new_deal(createdTime=OLD)
    await office.store.begin_write(f"deal:{deal}")

    kept = await old_deals(office).keep(OldPair(deal=str(deal), order=str(uuid4())))

    assert kept.why
