"""Items with characteristics in the catalogue: a parent, and a variation for each, made once (R18)."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from tenacity import wait_fixed

from sandbox.portal.control import directory
from sandbox.portal.engine.offers import OFFER_ARTICLE, OFFER_BARCODE, OFFERS
from services.b24_connector.reference.products import ProductCatalogue
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted
from shared.process import retrying
from tests.integration.b24_connector.catalogue_shop import Shop, guid, opened_shop

ARTICLE, BARCODE = f"property{OFFER_ARTICLE}", f"property{OFFER_BARCODE}"
KEY = f"{guid(1)}#{guid(101)}"


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


async def test_an_item_and_its_characteristic_become_a_parent_and_a_variation_of_a_portal_that_had_none(shop) -> None:
    parent = await shop.parent(article="F-1")
    made = await shop.variation(article="F-1", barcode="4600000000101", unit="006", vat_rate=Decimal(10))

    row, above = shop.product(made), shop.product(parent)
    assert isinstance(made, ProductUpserted)
    assert (row["type"], row["iblockId"], row["name"], row["xmlId"]) == (4, OFFERS, "Футболка (L1)", KEY)
    assert (row["measure"], row["vatId"], row["parentId"]["value"]) == (1, 5, parent.ref.id)
    assert (row[ARTICLE]["value"], row[BARCODE]["value"]) == ("F-1", "4600000000101")
    assert (above["type"], above["xmlId"], above["active"]) == (3, guid(1), "Y")


async def test_what_is_as_wanted_is_not_written_again(shop) -> None:
    await shop.parent()
    await shop.variation(barcode="4600000000101")
    before = shop.writes()

    await shop.parent()
    await shop.variation(barcode="4600000000101", again=True)
    await shop.variation(barcode="4600000000101")

    assert (shop.writes(), len(shop.shelf)) == (before, 2)


async def test_every_field_of_a_variation_that_1c_changes_is_changed(shop) -> None:
    await shop.parent()
    made = await shop.variation(barcode="4600000000101")

    await shop.variation(name="Футболка (XL)", unit="166", vat_rate=Decimal(10), barcode="46000009", active=False)

    row = shop.product(made)
    assert (row["name"], row["measure"], row["vatId"], row["active"]) == ("Футболка (XL)", 4, 5, "N")
    assert row[BARCODE]["value"] == "46000009"


async def test_a_simple_product_becomes_the_parent_once_its_item_has_characteristics(shop) -> None:
    await shop.parent(2, name="Куртка")
    simple = await shop.item(name="Футболка", article="F-1")

    parent = await shop.parent(name="Футболка летняя", article="F-1")
    made = await shop.variation()

    assert parent.ref == simple.ref
    row = shop.product(parent)
    assert (row["type"], row["name"], len(shop.shelf)) == (3, "Футболка летняя", 3)
    assert shop.product(made)["parentId"]["value"] == simple.ref.id


async def test_a_typed_product_with_the_article_alone_becomes_no_parent(shop) -> None:
    shop.typed(name="Футболка", article="F-1")

    refused = await shop.parent(article="F-1")

    assert isinstance(refused, ProductRefused)


async def test_a_variation_waits_for_its_parent_and_is_read_again_as_soon_as_that_is_there(shop) -> None:
    (asked,) = await shop.varied()

    _, again = await shop.made(1, has_variations=True, name="Футболка")
    made = await shop.variation()
    later = await shop.made(1, has_variations=True, name="Футболка летняя")

    assert (asked.ref.id, again.ref.id, again.force) == (guid(1), KEY, True)
    assert (shop.product(made)["xmlId"], len(later)) == (KEY, 1)


async def test_a_variation_that_overtakes_its_parent_is_not_put_off(shop, monkeypatch) -> None:
    monkeypatch.setattr(retrying, "pauses", wait_fixed(0.1))

    made, parent = await asyncio.gather(shop.variation(), shop.parent())

    assert shop.product(made)["parentId"]["value"] == parent.ref.id


async def test_a_variation_of_an_earlier_exchange_is_taken(shop) -> None:
    parent = await shop.parent()
    there = shop.typed(name="Футболка красная", xmlId=KEY, parent=parent.ref.id)

    made = await shop.variation()

    assert (made.ref.id, len(shop.shelf)) == (str(there), 2)


async def test_a_typed_variation_is_known_by_its_barcode_and_never_by_the_article_they_share(shop) -> None:
    parent = await shop.parent(article="F-1")
    there = shop.typed(name="Красная", article="F-1", barcode="4600000000101", parent=parent.ref.id)

    first = await shop.variation(1, article="F-1", barcode="4600000000101")
    second = await shop.variation(2, article="F-1", barcode="4600000000102")

    assert first.ref.id == str(there)
    assert shop.product(first)["xmlId"] == KEY
    assert (second.ref != first.ref, len(shop.shelf)) == (True, 3)


async def test_a_variation_that_lost_its_parent_is_hung_on_the_new_one(shop) -> None:
    parent, made = await shop.parent(), await shop.variation()
    del shop.simulated.table("product").rows[int(parent.ref.id)]
    again = await shop.parent(name="Футболка новая")

    await shop.variation()

    assert again.ref != parent.ref
    assert shop.product(made)["parentId"]["value"] == again.ref.id


async def test_a_variation_whose_making_nobody_heard_of_is_not_made_again(shop) -> None:
    await shop.parent()
    shop.wire.dies_at = "catalog.product.offer.add"
    with pytest.raises(DoubtfulWrite):
        await shop.variation()

    made = await shop.variation(again=True)

    assert (isinstance(made, ProductUpserted), len(shop.shelf)) == (True, 2)


async def test_a_simple_product_is_no_parent_in_a_portal_without_variations_and_that_is_told(shop) -> None:
    await shop.item(name="Футболка")

    outcome = await shop.parent()

    assert isinstance(outcome, ProductRefused)
    assert "другого вида" in outcome.told[0].text


async def test_a_marked_characteristic_that_was_never_offered_makes_no_variation(shop) -> None:
    await shop.parent()

    outcome = await shop.variation(active=False)

    assert (outcome.ref, len(shop.shelf)) == (None, 1)


async def test_a_deals_variation_is_known_though_it_is_the_portals_first_one_of_just_now(shop) -> None:
    products = ProductCatalogue(shop.portal)
    await products.refresh()
    parent = shop.typed(name="Футболка")
    made = directory.create_product(shop.simulated, {"name": "Красная", "xmlId": KEY, "parent": parent})

    by_id, by_code = await products.product(str(made["id"])), await products.by_code(KEY)

    assert (by_id, by_code) == (by_code, by_id)
    assert (by_id.id, by_id.external_code) == (str(made["id"]), KEY)
