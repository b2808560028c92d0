"""A portal with two catalogues of products: 1C's items are found in either, and made in the one that the rules name."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal import seed
from services.b24_connector.reader.product_census import ProductCensusReader
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.catalogue_findings import check_catalogue
from services.b24_connector.writer.products.trial import Trial
from shared.messages.envelope import wrap
from shared.messages.ring.directory_census import ProductCensus, RecordsCounted
from shared.messages.ring.outcomes import ProductUpserted
from shared.messages.things import Ref
from shared.rules.directory import ProductRules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, Shop, group_of, guid, opened_shop

SECOND, ARTICLE_THERE, BARCODE_THERE = 27, 301, 303


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        seed.add_catalogue(shop.simulated, SECOND, "Каталог товаров 1С", (ARTICLE_THERE, BARCODE_THERE))
        yield shop


def sold(shop: Shop, **words) -> int:
    """A product of the second catalogue, from which deals sell."""
    return shop.typed(name="Болт М8", fields={"iblockId": SECOND, **words})


async def test_a_product_with_the_items_key_in_the_second_catalogue_is_the_items(shop) -> None:
    there = sold(shop, xmlId=guid(1))

    made = await shop.item(name="Болт М10", article="B-8")

    assert isinstance(made, ProductUpserted), made
    assert [row["id"] for row in shop.shelf] == [there] == [int(made.ref.id)]
    row = shop.product(made)
    assert (row["name"], row[f"property{ARTICLE_THERE}"]["value"], row.get(ARTICLE)) == ("Болт М10", "B-8", None)


async def test_a_product_with_the_items_article_in_the_second_catalogue_is_the_items(shop) -> None:
    there = sold(shop, **{f"property{ARTICLE_THERE}": "B-8"})

    made = await shop.item(article="B-8")

    assert [row["id"] for row in shop.shelf] == [there] == [int(made.ref.id)]


async def test_a_pair_with_a_product_of_the_second_catalogue_stays(shop) -> None:
    there = sold(shop)

    made = await shop.item(ref=Ref(system="b24", kind="product", id=str(there)))

    assert [row["id"] for row in shop.shelf] == [there] == [int(made.ref.id)]


async def test_a_product_of_the_second_catalogue_stays_in_its_section_unless_that_has_the_groups(shop) -> None:
    for number, key in ((71, "own"), (72, guid(8))):
        place = {"iblockId": SECOND, "name": "Крепёж", "code": "", "xmlId": key, "active": "Y"}
        shop.simulated.table("section").put(number, place)
    there = sold(shop, xmlId=guid(1), iblockSectionId=71)
    await shop.group(8, "Крепёж")
    await shop.group(9, "Метизы")

    await shop.item(section=group_of(9))
    stayed = shop.simulated.table("product").rows[there]["iblockSectionId"]
    await shop.item(section=group_of(8))

    assert (stayed, shop.simulated.table("product").rows[there]["iblockSectionId"]) == (71, 72)


async def test_a_new_product_is_made_in_the_catalogue_of_the_properties_that_the_rules_name(shop) -> None:
    there = f"property{ARTICLE_THERE}"
    shop.be_ruled(article_property=there, barcode_property=None)

    section = await shop.group(9, "Крепёж")
    made = await shop.item(article="B-8", section=group_of(9))

    row = shop.product(made)
    assert (row["iblockId"], row[there]["value"], row["iblockSectionId"]) == (SECOND, "B-8", int(section.ref.id))
    assert shop.section(section)["iblockId"] == SECOND


async def test_the_load_foresees_a_product_of_the_second_catalogue(shop) -> None:
    sold(shop, xmlId=guid(1))

    verdict = await Trial(shop.portal, shop.products).product(shop.command_of(1))

    assert verdict.would == "link"


async def test_products_typed_into_either_catalogue_are_counted(shop) -> None:
    shop.be_ruled()
    there = sold(shop, **{f"property{ARTICLE_THERE}": "B-8"})
    here = shop.typed(name="Гайка")

    counted = await census(shop)

    assert {product.ref.id for page in counted for product in page.products} == {str(there), str(here)}


async def census(shop: Shop) -> list[RecordsCounted]:
    """Return the pages of typed products that a reconciliation is told."""
    reader, pages = ProductCensusReader(shop.portal, shop.products), []
    asked = [ProductCensus(run="1", look=1)]
    while asked:
        message = asked.pop()
        found = (await reader.census(wrap(message, source="test"), message)).publish
        pages += [one for one in found if isinstance(one, RecordsCounted)]
        asked += [one for one in found if isinstance(one, ProductCensus)]
    return pages


async def test_check_names_the_catalogues_and_asks_for_a_property_where_the_rules_name_none(shop) -> None:
    unnamed = await check_catalogue(shop.portal, ProductRules(direction="1c→b24"))
    named = await check_catalogue(
        shop.portal, ProductRules(direction="1c→b24", article_property=f"property{ARTICLE_THERE}")
    )

    assert [one.ok for one in unnamed] == [True, False]
    for block in ("«Товарный каталог CRM» (23)", "«Каталог товаров 1С» (27)"):
        assert block in unnamed[-1].text
    assert named[-1].ok
    assert "создаёт в каталоге «Каталог товаров 1С» (27)" in named[-1].text


async def test_variations_are_made_beside_the_products_they_belong_to(shop) -> None:
    for block, products in ((24, 23), (28, SECOND)):
        offers = {"iblockId": block, "name": "Предложения", "productIblockId": products}
        shop.simulated.table("catalog").put(block, offers)
    catalogue = Catalogue(shop.portal)

    found = [await catalogue.block(variations=True, of=of) for of in ("", "23", str(SECOND))]

    assert found == ["24", "24", "28"]
