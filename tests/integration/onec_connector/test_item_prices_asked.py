"""What 1C would tell of prices: of all items that the portal knows, or of those that people name."""

import pytest

from services.onec_connector import ask
from tests.integration.onec_connector import test_prices
from tests.integration.onec_connector.test_prices import SHOP

pricing, shop, retail = test_prices.pricing, test_prices.shop, test_prices.retail


@pytest.fixture
async def items(pricing, onec, shop, retail) -> dict[str, str]:
    """Two items with a price that the portal knows, and one that it was not told of."""
    made = {
        "Болт": await pricing.item(name="Болт", article="B-1", group=shop),
        "Гайка": await pricing.item(name="Гайка", group=shop),
        "Шуруп": (await onec.do("items", name="Шуруп", group=shop))["item"],
    }
    for item in made.values():
        await pricing.priced(item, retail, "100")
    return made


async def asked(pricing, *only: str) -> set[str]:
    return {fact.ref.id async for fact in ask.item_prices(pricing.items, pricing.prices, only)}


async def test_without_words_the_prices_of_all_that_the_portal_knows_are_told(pricing, items):
    assert await asked(pricing) == {items["Болт"], items["Гайка"]}


@pytest.mark.parametrize(
    ("word", "named"), [("b-1", ["Болт"]), ("гайка", ["Гайка"]), (SHOP, ["Болт", "Гайка"]), ("Шуруп", []), ("?", [])]
)
async def test_words_choose_prices_as_they_choose_items(pricing, items, word, named):
    assert await asked(pricing, word) == {items[one] for one in named}
