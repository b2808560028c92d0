"""What people do in the portal becomes facts on the bus."""

from decimal import Decimal

from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealChanged


def facts(messages):
    return [one for one in messages if isinstance(one, DealChanged)]


async def test_a_deal_moved_to_work_is_published_with_its_client_and_rows(world):
    await world.start()
    deal = await world.new_deal()
    await world.calm()

    await world.does(f"deals/{deal}", stage="PREPARATION")
    order = facts(await world.calm())[-1].order

    assert order.stage.id == "PREPARATION"
    assert order.title == "Поставка болтов"
    assert order.total == Decimal(240)
    assert order.customer.legal_entity.inn
    assert order.lines[0].item.name
    assert set(order.groups) >= {OrderGroup.ROWS, OrderGroup.STAGE, OrderGroup.PARTIES}


async def test_only_the_edited_group_gets_a_new_number(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    first = facts(await world.calm())[-1].order

    await world.does(f"deals/{deal}", title="Другое название")
    second = facts(await world.calm())[-1].order

    edited = {group for group in first.groups if first.groups[group].edited != second.groups[group].edited}
    assert edited == {OrderGroup.HEADER}


async def test_a_touch_without_a_difference_publishes_nothing_and_a_forced_one_repeats_the_numbers(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()

    await world.touch(deal)
    untouched = facts(await world.calm())
    await world.touch(deal, force=True)
    forced = facts(await world.calm())

    assert len(untouched) == 1
    assert len(forced) == 2
    assert forced[1].order.groups == forced[0].order.groups


async def test_a_deleted_deal_is_published_as_cancelled(world):
    await world.start()
    deal = await world.new_deal(stage="PREPARATION")
    await world.calm()

    await world.control.delete(f"deals/{deal}")
    order = facts(await world.calm())[-1].order

    assert order.phase == "cancelled"
    assert order.stage.pipeline == "0"


async def test_a_change_without_an_event_is_found_by_the_sweep(world):
    await world.start(listens=False, DEALBUS_B24_SWEEP_S="0.5")

    deal = await world.new_deal(stage="PREPARATION")
    (fact, *_) = await world.received(DealChanged)

    assert fact.order.ref.id == str(deal)


async def test_a_deal_found_late_brings_its_stage_history(world):
    await world.start(listens=False, DEALBUS_B24_SWEEP_S="3600")
    deal = await world.new_deal()
    await world.does(f"deals/{deal}", stage="PREPARATION")
    await world.does(f"deals/{deal}", stage="PREPAYMENT_INVOICE")

    await world.touch(deal)
    (fact, *_) = await world.received(DealChanged)

    assert [entry.stage for entry in fact.order.history] == ["NEW", "PREPARATION", "PREPAYMENT_INVOICE"]
