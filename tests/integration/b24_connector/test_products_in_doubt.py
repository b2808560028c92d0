"""A product whose change the portal did not answer: what it has taken is nobody's edit, whatever 1C says next."""

import pytest

from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.outcomes import ProductRefused
from tests.integration.b24_connector.test_edited_products import bolt, edit, looked, shop

__all__ = ["bolt", "shop"]

NO_SUCH_UNIT = "998"


async def renamed_without_an_answer(shop) -> None:
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(DoubtfulWrite):
        await shop.item(1, name="Болт М10")


async def test_a_refusal_after_it_leaves_nothing_that_a_person_is_said_to_have_edited(shop, bolt):
    await renamed_without_an_answer(shop)

    refused = await shop.item(1, name="Болт М10", unit=NO_SUCH_UNIT)

    assert (type(refused), shop.shelf[0]["name"]) == (ProductRefused, "Болт М10")
    assert await looked(shop, bolt) == []


async def test_an_edit_that_follows_it_is_told_though_1cs_word_is_refused(shop, bolt):
    await renamed_without_an_answer(shop)
    edit(shop, bolt, name="Болт М10 оцинкованный")

    await shop.item(1, name="Болт М10", unit=NO_SUCH_UNIT)

    (told,) = await looked(shop, bolt)
    assert told.product.name == "Болт М10 оцинкованный"


async def test_a_newer_word_replaces_what_it_has_written(shop, bolt):
    await renamed_without_an_answer(shop)

    await shop.item(1, name="Болт М12")

    assert (shop.heard, shop.shelf[0]["name"]) == ([], "Болт М12")
    assert await looked(shop, bolt) == []


async def test_a_change_that_the_portal_refuses_after_it_keeps_what_it_has_written(shop, bolt):
    await renamed_without_an_answer(shop)
    shop.refuses("catalog.product.update")

    refused = await shop.item(1, name="Болт М12")

    assert (type(refused), shop.shelf[0]["name"]) == (ProductRefused, "Болт М10")
    assert await looked(shop, bolt) == []
