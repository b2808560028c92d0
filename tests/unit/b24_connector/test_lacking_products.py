"""A row of free text that stands for an item without a product gives way to the product."""

import pytest

from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.things import Item, Ref, Thing
from tests.integration.b24_connector.commands import line, upsert
from tests.unit.b24_connector.deal_world import World

NUT = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")
PRODUCT = Ref(system="b24", kind="product", id="501")


@pytest.fixture(name="world")
def _world():
    return World()


def of_nut(product=None, *, total=50, edited=1, guid=None):
    row = line(total, 5).with_(item=Item(ref=product, origin=NUT, name="Гайка М10", external_code=NUT.id))
    return upsert([line(100, product=7), row], edited=edited, guid=guid)


def rows(world):
    return [row.get("productId") or row["productName"] for row in world.sets()[-1]["productRows"]]


async def test_a_deal_whose_order_has_an_item_without_a_product_says_which(world):
    outcome = await world.run(of_nut())

    assert (rows(world), outcome.lacking) == (["7", "Гайка М10"], (NUT,))


async def test_the_same_rows_come_again_once_the_item_has_its_product(world):
    first = of_nut()
    await world.run(first)

    outcome = await world.run(of_nut(PRODUCT, guid=first.source.id))

    assert (rows(world), outcome.lacking) == (["7", "501"], ())


async def test_rows_without_gaps_are_not_written_anew(world):
    first = of_nut(PRODUCT)
    await world.run(first)

    await world.run(first)

    assert len(world.sets()) == 1


async def test_a_product_that_is_still_unknown_leaves_the_row_and_is_named_again(world):
    first = of_nut()
    await world.run(first)

    outcome = await world.run(first)

    assert (len(world.sets()), outcome.lacking) == (1, (NUT,))


async def test_rows_that_a_person_has_edited_since_are_left_alone(world):
    first = of_nut()
    await world.run(first)
    await world.read()
    world.portal.rows["crm.item.productrow.list", "41"][0]["quantity"] = "2"
    await world.read()

    outcome = await world.run(of_nut(PRODUCT, guid=first.source.id))

    assert (len(world.sets()), outcome.lacking) == (1, (NUT,))


async def with_an_edit(world):
    """A deal with a gap in which a person has edited the other row, and the order's stamp once 1C has heard of it."""
    first = of_nut()
    await world.run(first)
    await world.read()
    world.portal.rows["crm.item.productrow.list", "41"][0]["quantity"] = "2"
    (fact,) = await world.read()
    again = of_nut(PRODUCT, guid=first.source.id)
    heard = Stamp(edited=1, known=fact.order.groups[OrderGroup.ROWS].edited)
    groups = {**again.order.groups, OrderGroup.ROWS: heard}
    return again.with_(order=again.order.with_(groups=groups))


async def test_the_product_comes_once_the_order_has_that_edit(world):
    command = await with_an_edit(world)
    bolts, nuts = command.order.lines
    has_edit = command.with_(order=command.order.with_(lines=(bolts.with_(quantity=2, total=200), nuts), total=250))

    outcome = await world.run(has_edit)

    assert (rows(world), outcome.lacking) == (["7", "501"], ())


async def test_the_product_does_not_take_back_an_edit_that_1c_has_turned_down(world):
    command = await with_an_edit(world)

    outcome = await world.run(command)

    assert (len(world.sets()), outcome.lacking) == (1, (NUT,))


async def test_the_product_comes_for_a_row_whose_text_names_a_characteristic(world):
    def red(command):
        bolts, nuts = command.order.lines
        return command.with_(order=command.order.with_(lines=(bolts, nuts.with_(characteristic=Thing(name="красная")))))

    first = of_nut()
    await world.run(red(first))
    text = rows(world)

    outcome = await world.run(red(of_nut(PRODUCT, guid=first.source.id)))

    assert (text, rows(world), outcome.lacking) == (["7", "Гайка М10, красная"], ["7", "501"], ())
