"""An order is moved in 1C to an organisation of ours that the deal's field does not offer (R17)."""

import pytest

from services.b24_connector.vocabulary.names import DealFields, ListField, Option
from shared.messages.groups import Stamp
from shared.messages.order import SalesOrder
from shared.messages.ring.commands import DealUpsert
from shared.messages.things import Organisation
from tests.integration.b24_connector.commands import order_ref
from tests.unit.b24_connector.stand_ins import deal_ref
from tests.unit.b24_connector.test_unnamed_organisations import (
    KOVALEV,
    NAMES,
    ORGANISATION,
    ROMASHKA,
    WITHOUT_FIELD,
    World,
)

THIRD = Organisation(inn="7701310010", name="ООО Третья")
SOURCE = order_ref("5b1d6e0a-0000-5000-8000-00000000b042")
SHOPS = DealFields(
    NAMES,
    {"organisation": ListField("7", (Option("3", "", "Розница"), Option("6", "", "Опт"), Option("7", "", "Филиал")))},
)
BY_VALUE = {"Розница": KOVALEV, "Опт": KOVALEV, "Филиал": ROMASHKA}


async def moved_to(world, organisation, *, edited):
    """The order's organisation in 1C, as the deal is to show it."""
    stamps = {ORGANISATION: Stamp(edited=edited, known=edited - 1)}
    order = SalesOrder(ref=deal_ref(), origin=SOURCE, number="7", groups=stamps, organisation=organisation)
    command = DealUpsert(key="deal:41", source=SOURCE, order=order)
    done = await world._writer.upserted(None, command)
    if done.then is not None:
        await done.then()
    (outcome,) = done.publish
    return [one.text for one in outcome.told]


async def begun(fields=None):
    world = World(by_value=BY_VALUE) if fields else World()
    world.directory.fields = fields or world.directory.fields
    (first,) = await world.read()
    await world.gets_order()
    return world, first.groups[ORGANISATION].edited + 1


async def test_the_manager_is_told_that_the_deal_goes_on_showing_the_former_organisation():
    world, edit = await begun()

    told = await moved_to(world, THIRD, edited=edit)

    assert len(told) == 1
    assert "ООО Третья" in told[0]
    assert "7701310010" in told[0]
    assert "«ИП»" in told[0]
    assert world.portal.deals["41"]["ufOrg"] == "3"


async def test_it_is_told_once_for_each_move_of_the_order():
    world, edit = await begun()
    await moved_to(world, THIRD, edited=edit)

    assert await moved_to(world, THIRD, edited=edit) == []


async def test_the_order_stays_with_its_new_organisation():
    world, edit = await begun()
    await moved_to(world, THIRD, edited=edit)

    assert await world.read() == []


async def test_an_organisation_that_is_offered_is_shown_and_not_told():
    world, edit = await begun()

    assert await moved_to(world, Organisation(inn=ROMASHKA), edited=edit) == []
    assert world.portal.deals["41"]["ufOrg"] == "4"


@pytest.mark.parametrize(
    "fields",
    [WITHOUT_FIELD, DealFields(NAMES, {}), DealFields(NAMES, {"organisation": ListField("7")})],
    ids=["no field", "no list", "an empty list"],
)
async def test_a_portal_that_offers_no_organisations_is_not_told_of_one(fields):
    world, edit = await begun()
    world.directory.fields = fields

    assert await moved_to(world, THIRD, edited=edit) == []


@pytest.mark.parametrize(("held", "inn", "shown"), [("3", KOVALEV, "3"), ("6", KOVALEV, "6"), ("3", ROMASHKA, "7")])
async def test_a_value_that_the_rules_give_an_inn_is_the_organisations(held, inn, shown):
    world, edit = await begun(SHOPS)
    world.portal.deals["41"]["ufOrg"] = held
    await world.read()

    told = await moved_to(world, Organisation(inn=inn), edited=edit + 5)

    assert (told, world.portal.deals["41"]["ufOrg"]) == ([], shown)


async def test_an_organisation_without_a_value_in_the_rules_is_told():
    world, edit = await begun(SHOPS)

    told = await moved_to(world, THIRD, edited=edit)

    assert ["«Розница»" in one for one in told] == [True]
