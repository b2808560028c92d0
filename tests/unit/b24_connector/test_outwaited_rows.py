"""Half of a deal's rows that stand for longer than readers step aside: nobody's edit all the same."""

import pytest

from shared.bus.errors import DoubtfulWrite
from shared.messages.order import OrderGroup
from tests.integration.b24_connector.commands import line, upsert
from tests.unit.b24_connector.deal_world import World

ROWS = OrderGroup.ROWS
KEPT = ("crm.item.productrow.list", "41")


async def half_written():
    """A deal of which the portal has kept one row of two, and readers have waited long enough for the other."""
    world = World()
    first = upsert([line(100)], groups=(ROWS,))
    await world.run(first)
    await world.read()

    def keeps_one(params):
        world.portal.rows[KEPT] = [{**params["productRows"][1], "id": 1, "ownerId": "41"}]
        return {"productRows": world.portal.rows[KEPT]}

    world.portal.answers["crm.item.productrow.set"] = [keeps_one, None]
    second = upsert([line(100), line(50)], groups=(ROWS,), guid=first.source.id, edited=2)
    with pytest.raises(DoubtfulWrite):
        await world.run(second)
    world.store.outwaited = True
    return world, second


async def test_half_of_the_rows_is_not_read_as_an_edit_however_long_it_stands():
    world, second = await half_written()

    assert await world.read() == []
    await world.run(second)

    assert len(world.portal.rows[KEPT]) == 2


async def test_what_a_person_types_into_half_of_the_rows_is_told():
    world, _ = await half_written()
    world.portal.rows[KEPT] = [{**world.portal.rows[KEPT][0], "price": "70"}]

    (fact,) = await world.read()

    latest = max(stamp.edited for stamp in fact.order.groups.values())
    assert {group for group, stamp in fact.order.groups.items() if stamp.edited == latest} == {ROWS}
