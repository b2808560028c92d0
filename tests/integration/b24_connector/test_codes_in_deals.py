"""By which key, article and barcode the products of a deal's rows are known, in whichever catalogue they stand."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal import seed
from sandbox.portal.methods import catalog
from services.b24_connector.reference.products import ProductCatalogue
from shared.rules.directory import ProductRules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, guid, opened_shop

SECOND, ARTICLE_THERE, BARCODE_THERE = 27, 301, 303
NAMED = ProductRules(article_property=ARTICLE, barcode_property=BARCODE)
CODES = ("AB-17", "4600000000017")


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


async def opened(shop: Shop, rules: ProductRules | None = None) -> ProductCatalogue:
    """What deals ask for their products."""
    catalogue = ProductCatalogue(shop.portal, rules)
    await catalogue.refresh()
    return catalogue


async def codes(shop: Shop, product: int, rules: ProductRules | None = None) -> tuple[str, str]:
    """Article and barcode of a product as a deal's row tells them."""
    found = await (await opened(shop, rules)).product(str(product))
    assert found is not None
    return found.article, found.barcode


def marked(shop: Shop, *marks: tuple[int, str]) -> None:
    """An administrator has given properties of the catalogue other symbolic codes."""
    for number, mark in marks:
        row = shop.simulated.table(seed.PROPERTIES.table).get(number)
        assert row is not None
        row["code"] = mark


async def test_a_row_tells_the_codes_of_the_properties_that_the_rules_name_whatever_they_are_called(shop) -> None:
    marked(shop, (catalog.ARTICLE, "ARTIKUL"), (catalog.BARCODE, ""))
    bolt = shop.typed(name="Болт М8", article=CODES[0], barcode=CODES[1])

    assert await codes(shop, bolt, NAMED) == CODES


async def test_where_the_rules_name_no_property_the_usual_symbolic_codes_are_read(shop) -> None:
    bolt = shop.typed(name="Болт М8", article=CODES[0], barcode=CODES[1])

    assert await codes(shop, bolt) == CODES


async def test_a_property_that_the_rules_name_goes_before_one_with_a_usual_code(shop) -> None:
    marked(shop, (catalog.ARTICLE, "ARTIKUL"))
    supplier = {"iblockId": 23, "name": "Артикул поставщика", "code": "ARTNUMBER", "propertyType": "S"}
    shop.simulated.table(seed.PROPERTIES.table).put(109, supplier)
    bolt = shop.typed(name="Болт М8", article=CODES[0], fields={"property109": "S-1"})

    assert await codes(shop, bolt, NAMED) == (CODES[0], "")
    assert await codes(shop, bolt) == ("S-1", "")


@pytest.mark.parametrize("mark", ["ARTIKUL", "CML2_ARTICLE"])
async def test_another_catalogue_has_its_own_property_of_that_code_or_a_usual_one(shop, mark) -> None:
    seed.add_catalogue(shop.simulated, SECOND, "Каталог товаров 1С", (ARTICLE_THERE, BARCODE_THERE))
    marked(shop, (catalog.ARTICLE, "ARTIKUL"), (ARTICLE_THERE, mark))
    words = {f"property{ARTICLE_THERE}": CODES[0], f"property{BARCODE_THERE}": CODES[1]}
    bolt = shop.typed(name="Болт М8", fields={"iblockId": SECOND, **words})

    assert await codes(shop, bolt, NAMED) == CODES


async def test_a_key_of_two_equal_halves_is_that_of_an_item_without_characteristic(shop) -> None:
    bolt = shop.typed(name="Болт М8", xmlId=f"{guid(1)}#{guid(1)}")
    products = await opened(shop)

    by_id, by_code = await products.product(str(bolt)), await products.by_code(guid(1))

    assert by_id is not None
    assert (by_id, by_id.external_code) == (by_code, guid(1))


async def test_a_variation_with_a_key_of_two_equal_halves_is_sold_and_not_its_parent(shop) -> None:
    parent = shop.typed(name="Болт М8", xmlId=guid(1))
    made = shop.typed(name="Болт М8", xmlId=f"{guid(1)}#{guid(1)}", parent=parent)
    products = await opened(shop)

    by_id, by_code = await products.product(str(made)), await products.by_code(guid(1))

    assert by_id is not None
    assert (by_id, by_id.external_code) == (by_code, guid(1))


async def test_a_copy_of_a_product_with_a_key_of_two_equal_halves_is_not_its_originals_item(shop) -> None:
    original, copy = [shop.typed(name="Болт М8", xmlId=f"{guid(1)}#{guid(1)}") for _ in range(2)]
    products = await opened(shop)

    found = [await products.product(str(one)) for one in (original, copy)]

    assert [one.is_copy for one in found if one] == [False, True]
