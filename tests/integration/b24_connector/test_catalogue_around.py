"""Sections, the portal's first product, and what `check` says of the catalogue (R18)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from tenacity import wait_fixed

from sandbox.portal.engine import offers
from services.b24_connector.check import check
from services.b24_connector.reference.directory import Directory
from services.b24_connector.settings import Settings
from shared.bus.errors import DoubtfulWrite, Permanent
from shared.messages.product import ProductGroup
from shared.messages.ring.facts import ItemTouched
from shared.messages.ring.outcomes import ProductUpserted, SectionUpserted
from shared.process import retrying
from shared.rules.directory import DirectoryRules, ProductRules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, group_of, guid, onec, opened_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


def keys(hints) -> list[str]:
    """Name what is to be looked at again."""
    return [one.ref.key for one in hints if isinstance(one, ItemTouched) and one.force]


async def test_a_product_and_a_group_wait_for_the_section_they_stand_in_and_are_read_again_as_soon_as_it_is_there(
    shop,
) -> None:
    early = [*await shop.made(1, section=group_of(9)), *await shop.grouped(8, "Болты", parent=9)]
    again = await shop.made(2, section=group_of(9))

    made = await shop.grouped(9, "Крепёж")

    assert (keys(early), again) == ([onec("group", 9).key], [])  # asked for once, whoever waits
    assert sorted(keys(made)) == sorted([onec("item", 1).key, onec("item", 2).key, onec("group", 8).key])
    assert shop.product(await shop.item(1, section=group_of(9)))["iblockSectionId"] == int(made[0].ref.id)
    await shop.item(2, section=group_of(9))
    await shop.group(8, "Болты", parent=9)
    assert keys(await shop.grouped(9, "Крепёж и метизы")) == []


async def test_a_section_that_people_deleted_is_asked_for_by_what_is_to_stand_in_it(shop) -> None:
    made = await shop.group(9, "Крепёж")
    del shop.simulated.table("section").rows[int(made.ref.id)]

    asked = await shop.made(1, section=group_of(9))
    again = await shop.grouped(9, "Крепёж")

    assert (keys(asked), keys(again)) == ([onec("group", 9).key], [onec("item", 1).key])


async def test_an_item_that_was_deleted_while_its_product_waited_for_a_section_is_never_offered(shop) -> None:
    await shop.made(1, section=group_of(9))
    gone = await shop.item(name="", groups=[ProductGroup.ACTIVITY], active=False)
    await shop.group(9, "Крепёж")
    shop.version = 0

    late = await shop.item(section=group_of(9))

    assert (gone.ref, late.ref, shop.shelf) == (None, None, [])
    shop.version = 9
    assert shop.product(await shop.item(section=group_of(9)))["active"] == "Y"  # typed anew


async def test_what_stands_in_a_section_that_may_just_be_being_made_comes_with_it(shop, monkeypatch) -> None:
    monkeypatch.setattr(retrying, "pauses", wait_fixed(0))
    shop.wire.dies_at = "catalog.section.add"
    shop.wire.after["catalog.section.add"] = shop.simulated.table("section").rows.clear  # it is still at work
    with pytest.raises(DoubtfulWrite):
        await shop.group(9, "Крепёж")
    await shop.grouped(8, "Болты", parent=9)
    await shop.made(1, section=group_of(8))
    await shop.made(2, section=group_of(9))

    made = await shop.grouped(9, "Крепёж")
    below = await shop.grouped(8, "Болты", parent=9)

    assert sorted(keys(made)) == sorted([onec("group", 8).key, onec("item", 2).key])
    assert keys(below) == [onec("item", 1).key]


async def test_an_item_and_a_group_that_overtake_the_groups_above_them_are_not_put_off(shop, monkeypatch) -> None:
    monkeypatch.setattr(retrying, "pauses", wait_fixed(0.1))

    item, below, above = await asyncio.gather(
        shop.item(section=group_of(9)), shop.group(9, "Крепёж", parent=8), shop.group(8, "Метизы")
    )

    assert shop.section(below)["iblockSectionId"] == int(above.ref.id)
    assert shop.product(item)["iblockSectionId"] == int(below.ref.id)


async def test_a_group_becomes_a_section_is_renamed_and_moved(shop) -> None:
    above, made = await shop.group(8, "Метизы"), await shop.group(9, "Крепёж")

    await shop.group(9, "Крепёж и метизы", parent=8)
    inside = dict(shop.section(made))
    await shop.group(9, "Крепёж и метизы")

    assert isinstance(made, SectionUpserted)
    assert (inside["name"], inside["iblockSectionId"], inside["xmlId"]) == (
        "Крепёж и метизы",
        int(above.ref.id),
        guid(9),
    )
    assert shop.section(made)["iblockSectionId"] is None


async def test_a_section_of_an_earlier_exchange_is_taken(shop) -> None:
    there = shop.simulated.table("section").add(
        {"iblockId": offers.PRODUCTS, "name": "Старый", "xmlId": guid(9), "iblockSectionId": None}
    )

    assert (await shop.group(9, "Крепёж")).ref.id == str(there)


async def test_two_sections_of_one_group_are_a_persons_matter(shop) -> None:
    for _ in range(2):
        shop.simulated.table("section").add({"iblockId": offers.PRODUCTS, "name": "Крепёж", "xmlId": guid(9)})

    with pytest.raises(Permanent):
        await shop.group(9, "Крепёж")


async def findings(shop: Shop, **products) -> list[tuple[bool, str]]:
    """What `check` says of the catalogue."""
    shop.simulated.clock.freeze(datetime.now(UTC))
    rules = delivered_rules().model_copy(update={"directory": DirectoryRules(products=ProductRules(**products))})
    settings = Settings.model_construct(b24_application_token=SecretStr("t"), b24_sweep_s=60)
    said = await check(shop.portal, Directory(shop.portal), settings, rules)
    return [(one.ok, one.text) for one in said if "каталог" in one.text]


async def test_check_says_nothing_of_the_catalogue_while_it_is_off(shop) -> None:
    assert await findings(shop, article_property="property1") == []


async def test_check_names_a_property_that_the_catalogue_lacks_and_those_it_has(shop) -> None:
    words = {"direction": "1c→b24", "article_property": ARTICLE, "barcode_property": f"property{offers.OFFER_BARCODE}"}

    (finding,) = await findings(shop, **words)
    (fine,) = await findings(shop, **words | {"barcode_property": BARCODE})

    assert (finding[0], fine[0]) == (False, True)
    assert finding[1] == (
        "В каталоге портала нет свойства property104; есть property101 «Артикул», property103 «Штрихкод». "
        "Исправьте directory.products.barcode_property в файле правил."
    )


async def test_an_item_waits_for_the_portals_first_product(shop) -> None:
    block = dict(shop.simulated.table("catalog").rows)
    shop.simulated.table("catalog").rows.clear()
    refused = await shop.item(article="B-8")
    shop.simulated.table("catalog").rows.update(block)

    made = await shop.item(article="B-8", again=True)

    assert "нет товарного каталога" in refused.told[0].text
    assert isinstance(made, ProductUpserted)


async def test_check_says_that_there_is_no_catalogue_yet(shop) -> None:
    shop.simulated.table("catalog").rows.clear()

    (finding,) = await findings(shop, direction="1c→b24")

    assert finding == (
        False,
        "В портале нет товарного каталога. Создайте в портале первый товар.",
    )
