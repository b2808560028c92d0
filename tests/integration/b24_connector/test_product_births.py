"""A product whose birth the portal did not answer: made once, and nobody's edit until a person edits it."""

import pytest

from shared.bus.errors import DoubtfulWrite, Retryable
from tests.integration.b24_connector.test_edited_products import edit, looked, shop

__all__ = ["shop"]


async def born_unanswered(shop, **words) -> str:
    """The id of the product of item 1, which the connector does not know."""
    shop.wire.dies_at = "catalog.product.add"
    with pytest.raises(DoubtfulWrite):
        await shop.item(1, **words)
    return str(shop.shelf[0]["id"])


async def test_an_item_renamed_before_its_product_is_known_renames_the_product(shop):
    product = await born_unanswered(shop, name="Болт М8")

    await shop.item(1, name="Болт М10")

    assert shop.shelf[0]["name"] == "Болт М10"
    assert await looked(shop, product) == []


async def test_a_product_renamed_before_it_is_known_is_told_and_not_overwritten(shop):
    product = await born_unanswered(shop, name="Болт М8")
    edit(shop, product, name="Болт М8 оцинкованный")
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")

    (told,) = await looked(shop, product)
    await shop.item(1, name="Болт М10")

    assert told.product.name == "Болт М8 оцинкованный"
    assert shop.shelf[0]["name"] == "Болт М8 оцинкованный"
    assert await looked(shop, product) == []
