"""Of the products of a catalogue with one outer key the oldest one stands for 1C's item; the others were copied."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal import seed
from sandbox.portal.control import directory
from services.b24_connector.reference.products import ProductCatalogue
from services.b24_connector.vocabulary.rows import read_line
from tests.integration.b24_connector.catalogue_shop import Shop, guid, opened_shop

SECOND = 27


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


async def sold(shop: Shop, *products: int) -> list[tuple[str, tuple[str, ...]]]:
    """The outer key that rows of a deal with some products tell, and which item each is not."""
    catalogue = ProductCatalogue(shop.portal)
    await catalogue.refresh()
    rows = [{"productId": one, "price": 1, "quantity": 1} for one in products]
    items = [read_line(row, await catalogue.product(str(row["productId"]))).item for row in rows]
    return [(item.external_code, item.not_these) for item in items if item]


async def test_a_copy_tells_that_it_is_not_its_originals_item_and_the_original_that_it_is(shop) -> None:
    original, copy = [shop.typed(name=name, xmlId=guid(1)) for name in ("Болт М8", "Болт М8 (копия)")]

    assert await sold(shop, copy, original) == [(guid(1), (guid(1),)), (guid(1), ())]


async def test_a_copied_variation_is_not_its_originals_either(shop) -> None:
    key = f"{guid(1)}#{guid(2)}"
    parent = shop.typed(name="Футболка", xmlId=guid(1))
    original, copy = [shop.typed(name=name, xmlId=key, parent=parent) for name in ("красная", "красная (копия)")]

    assert await sold(shop, copy, original) == [(key, (guid(1),)), (key, ())]


async def test_what_is_left_of_a_deleted_original_is_believed(shop) -> None:
    original, copy = [shop.typed(name="Болт М8", xmlId=guid(1)) for _ in range(2)]
    del shop.simulated.table("product").rows[original]

    assert await sold(shop, copy) == [(guid(1), ())]


async def test_an_item_in_two_catalogues_of_the_portal_is_copied_in_neither(shop) -> None:
    seed.add_catalogue(shop.simulated, SECOND, "Каталог товаров 1С", (301, 303))
    first = shop.typed(name="Болт М8", xmlId=guid(1))
    second = shop.typed(name="Болт М8", xmlId=guid(1), fields={"iblockId": SECOND})

    assert await sold(shop, first, second) == [(guid(1), ()), (guid(1), ())]


async def test_a_copy_in_the_second_catalogue_is_one_of_its_original_there(shop) -> None:
    seed.add_catalogue(shop.simulated, SECOND, "Каталог товаров 1С", (301, 303))
    shop.typed(name="Болт М8", xmlId=guid(1))
    original, copy = [shop.typed(name="Болт М8", xmlId=guid(1), fields={"iblockId": SECOND}) for _ in range(2)]

    assert await sold(shop, original, copy) == [(guid(1), ()), (guid(1), (guid(1),))]


async def test_of_a_catalogue_imported_twice_the_product_in_use_is_the_items(shop) -> None:
    retired, used, copy = [shop.typed(name="Болт М8", xmlId=guid(1)) for _ in range(3)]
    directory.edit_product(shop.simulated, retired, {"fields": {"active": "N"}})
    catalogue = ProductCatalogue(shop.portal)
    await catalogue.refresh()

    found = await catalogue.by_code(guid(1))

    assert await sold(shop, used, copy) == [(guid(1), ()), (guid(1), (guid(1),))]
    assert found is not None
    assert found.id == str(used)


async def test_a_product_names_the_older_ones_that_are_no_longer_offered(shop) -> None:
    retired, used = [shop.typed(name="Болт М8", xmlId=guid(1)) for _ in range(2)]
    directory.edit_product(shop.simulated, retired, {"fields": {"active": "N"}})
    catalogue = ProductCatalogue(shop.portal)
    await catalogue.refresh()

    item = read_line({"productId": used, "price": 1, "quantity": 1}, await catalogue.product(str(used))).item

    assert item is not None
    assert [one.ref.key for one in item.retired if one.ref] == [f"product:{retired}"]


async def test_products_are_judged_once_for_a_day(shop) -> None:
    bolts = [shop.typed(name=f"Болт М{size}", xmlId=guid(size)) for size in range(1, 5)]
    catalogue = ProductCatalogue(shop.portal)
    await catalogue.refresh()
    for one in bolts:
        await catalogue.product(str(one))
    before = shop.wire.asked["catalog.product.list"]

    for one in bolts:
        await catalogue.product_anew(str(one))

    assert shop.wire.asked["catalog.product.list"] - before == len(bolts)
