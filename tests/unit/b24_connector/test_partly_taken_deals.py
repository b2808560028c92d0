"""A deal of which the portal has taken a part beside a refusal: said so each time, and nobody's edit."""

from dataclasses import replace

import pytest

from services.b24_connector.portal.errors import PortalFault, PortalRestsError
from services.b24_connector.reader.snapshots import DealSnapshots
from shared.bus.errors import Retryable
from shared.canon import group_digests
from shared.messages.order import OrderGroup
from tests.integration.b24_connector.commands import line
from tests.unit.b24_connector.deal_world import World
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, refused
from tests.unit.b24_connector.test_half_written_rows import USERS, half_written, second_order, whole

RESTS = PortalRestsError(PortalFault("crm.item.get", "OPERATION_TIME_LIMIT", "", write=False), 10)


async def known_world():
    world = World(users=USERS)
    first = whole([line(100)], manager=0, title="Заказ 1")
    await world.run(first)
    return world, first.source.id


async def test_a_repeated_refusal_says_again_that_a_part_stands_in_the_deal():
    world, order = await known_world()
    world.portal.answers["crm.item.update"] = [refused("Заполните склад"), refused("Заполните склад"), None]
    second = second_order(order)

    said = [(await world.run(second)).told[0].text for _ in range(2)]

    assert "попали в сделку не полностью" in said[0]
    assert said[0] == said[1]


async def test_a_repeated_refusal_of_all_says_again_that_nothing_stands_in_the_deal():
    world, order = await known_world()
    world.portal.answers["crm.item.update"] = [refused("Заполните склад"), refused("Заполните склад")]
    world.portal.answers["crm.item.productrow.set"] = [refused("Нельзя"), refused("Нельзя")]
    second = second_order(order)

    said = [(await world.run(second)).told[0].text for _ in range(2)]

    assert "не попали в сделку" in said[0]
    assert said[0] == said[1]


async def test_a_currency_that_is_taken_beside_refused_rows_is_nobodys_edit_of_them():
    world, order = await known_world()
    world.portal.answers["crm.item.productrow.set"] = [refused("Нельзя"), None]
    second = whole([line(100), line(50)], manager=1, title="Заказ 2", guid=order, edited=2)
    second = second.with_(order=second.order.with_(currency="USD"))

    await world.run(second)

    deals = DealSnapshots(world.portal, DirectoryInMemory(USERS))
    item = await deals.header("41")
    stands = group_digests(await deals.snapshot(item), set(OrderGroup))
    assert item["currencyId"] == "USD"
    assert world.store.entities[second.key].groups[OrderGroup.ROWS].digest == stands[OrderGroup.ROWS]


async def test_half_of_the_rows_that_an_earlier_version_noted_outlives_a_run_that_must_wait():
    world = World()
    both = await half_written(world)
    known = world.store.entities[both.key]
    world.store.entities[both.key] = replace(known, writing=replace(known.writing, memo=None))
    world.portal.answers["crm.item.productrow.set"] = [RESTS, None]

    with pytest.raises(Retryable):
        await world.run(both)

    assert world.store.entities[both.key].writing is not None
