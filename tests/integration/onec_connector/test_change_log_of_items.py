"""Items, folders and characteristics that 1C names as saved are compared alone, before any pass over the catalogue."""

import pytest

from services.onec_connector.intake.change_log import ChangeLog
from shared.messages.ring.facts import ItemChanged
from tests.integration.onec_connector.test_items import add_group, add_item, directory, products, sections, shop

__all__ = ["directory", "shop"]

ITEMS, CHARACTERISTICS = "Catalog_Номенклатура", "Catalog_ХарактеристикиНоменклатуры"


@pytest.fixture
async def log(directory, onec, shop) -> ChangeLog:
    """A register that is looked at before anything is sold."""
    await onec.do("switches", versioning=True)
    log = ChangeLog(directory.flow.aside, directory.orders.snapshots.place, [directory.flow.look])
    await directory.passed()
    await log.look()
    return log


async def told(directory, log: ChangeLog) -> list:
    """Facts that a look at the register leads to."""
    directory.hints.clear()
    await log.look()
    return [fact for hint in list(directory.hints) for fact in await directory.touch(hint)]


async def edit(onec, name: str, guid: str, **values) -> None:
    async with onec.clerk() as base:
        await base.change(name, guid, values)


async def test_a_new_item_and_its_edit_are_told_without_a_pass(directory, onec, shop, log):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    made = products(await told(directory, log))
    await edit(onec, ITEMS, bolt, Description="Болт М99 оцинкованный")
    edited = products(await told(directory, log))

    assert list(made) == ["Болт М99"]
    assert list(edited) == ["Болт М99 оцинкованный"]
    assert await told(directory, log) == []
    assert products(await directory.passed()) == {}


async def test_a_folder_that_is_named_is_told_before_the_item_in_it(directory, onec, shop, log):
    inner = await add_group(onec, name="Болты", parent=shop)
    await add_item(onec, name="Болт М99", group=inner)

    facts = await told(directory, log)

    assert [one.name for one in sections(facts)] == ["Болты"]
    assert isinstance(facts[-1], ItemChanged)
    assert facts[-1].product.section.ref.id == inner


async def test_an_item_that_leaves_the_groups_of_the_rules_becomes_inactive_at_once(directory, onec, shop, log):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await told(directory, log)

    await edit(onec, ITEMS, bolt, Parent_Key="00000000-0000-0000-0000-000000000000")

    assert [one.active for one in products(await told(directory, log)).values()] == [False]


async def test_a_characteristic_that_is_renamed_is_told_with_its_item(directory, onec, shop, log):
    shirt = await add_item(onec, name="Футболка", group=shop, characteristics=True)
    red = (await onec.do("characteristics", item=shirt, name="красная", barcode="4600000000101"))["characteristic"]
    await directory.passed()
    await log.look()

    await edit(onec, CHARACTERISTICS, red, Description="алая")

    assert "Футболка (алая)" in products(await told(directory, log))
    assert products(await directory.passed()) == {}


async def test_many_items_at_once_are_looked_at_as_one_catalogue(directory, onec, shop, log, monkeypatch):
    monkeypatch.setattr("services.onec_connector.intake.catalog_versions.MANY", 2)
    for size in range(4):
        await add_item(onec, name=f"Болт М{size}", group=shop)

    assert len(products(await told(directory, log))) == 4
