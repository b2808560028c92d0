"""Products of an earlier release, which hold prices without VAT, come to hold them with it, or stay whole."""

from collections.abc import AsyncIterator

import pytest

from services.b24_connector.writer.weighing.prices import PriceScales
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.outcomes import PriceRefused, PriceUpserted
from tests.integration.b24_connector.catalogue_shop import guid
from tests.integration.b24_connector.price_shop import Prices, opened_prices, price

RETAIL = {"value": "99.99", "base": True}
"""81.96 without VAT."""


@pytest.fixture
async def prices() -> AsyncIterator[Prices]:
    async with opened_prices() as prices:
        yield prices


def without_vat(prices, outcome) -> dict:
    """The product as the earlier release has left it."""
    product = prices.shop.product(outcome)
    product["vatIncluded"] = "N"
    for row in prices.shop.simulated.table("price"):
        row["price"] = round(float(row["price"]) / 1.22, 2)
    return product


async def of_earlier(prices) -> dict:
    return without_vat(prices, await prices.say(1, price(1, **RETAIL), price(2, 5)))


def amounts(prices, product) -> list[float]:
    return [float(row["price"]) for row in prices.shop.simulated.table("price") if row["productId"] == product["id"]]


@pytest.mark.parametrize("within", ["", guid(101)], ids=["product", "variation"])
async def test_a_product_of_an_earlier_release_whose_prices_are_all_1cs_holds_them_with_vat_again(
    prices, within
) -> None:
    await prices.shop.parent(2)
    await prices.shop.variation(1, of=2)
    number = 2 if within else 1
    outcome = await prices.say(number, price(1, "99.99", base=True), price(2, 5), within=within)
    product = without_vat(prices, outcome)

    await prices.say(number, price(1, "99.99", base=True), price(2, 5), within=within)

    assert product["vatIncluded"] == "Y"
    assert list(prices.of(outcome).values()) == [(99.99, "RUB"), (5.0, "RUB")]


async def test_where_the_portal_does_not_take_it_the_prices_are_told_without_vat(prices) -> None:
    outcome = await prices.say(1, price(1, 122))
    prices.shop.product(outcome)["vatIncluded"] = "N"
    prices.shop.refuses("catalog.product.update")

    await prices.say(1, price(1, 244))

    assert list(prices.of(outcome).values()) == [(200.0, "RUB")]


@pytest.mark.parametrize(
    ("refusals", "outcome", "stands"), [(1, PriceUpserted, [81.96, 8.2]), (3, PriceRefused, [81.96, 4.1])]
)
async def test_a_price_that_the_portal_refuses_leaves_all_without_vat_until_the_next_word(
    prices, refusals, outcome, stands
) -> None:
    product = await of_earlier(prices)
    for _ in range(refusals):
        prices.shop.refuses("catalog.price.update")

    said = await prices.say(1, price(1, **RETAIL), price(2, 10))
    left = (product["vatIncluded"], amounts(prices, product))
    await prices.say(1, price(1, **RETAIL), price(2, 10))

    assert (type(said), left) == (outcome, ("N", stands))
    assert (product["vatIncluded"], amounts(prices, product)) == ("Y", [99.99, 10.0])


@pytest.mark.parametrize("currency", ["", "XTS"])
async def test_a_price_that_cannot_be_written_leaves_all_without_vat(prices, currency) -> None:
    product = await of_earlier(prices)

    await prices.say(1, price(1, **RETAIL), price(2, 10, currency=currency))

    assert (product["vatIncluded"], amounts(prices, product)) == ("N", [81.96, 4.1])
    assert not prices.shop.wire.asked["catalog.product.update"]


async def test_a_price_of_a_kind_that_has_none_yet_keeps_no_product_without_vat(prices) -> None:
    product = await of_earlier(prices)

    await prices.say(1, price(1, **RETAIL), price(2, 5), price(3, 7, currency="XTS"))

    assert (product["vatIncluded"], amounts(prices, product)) == ("Y", [99.99, 5.0])


@pytest.mark.parametrize("dies_at", ["catalog.price.update", "catalog.product.update"])
async def test_a_product_whose_change_was_cut_short_is_changed_by_the_next_run_and_never_too_cheap(
    prices, dies_at
) -> None:
    product = await of_earlier(prices)
    prices.shop.wire.dies_at = dies_at

    with pytest.raises(DoubtfulWrite):
        await prices.say(1, price(1, **RETAIL), price(2, 5))
    asked = amounts(prices, product)[0] * (1.22 if product["vatIncluded"] == "N" else 1)
    await prices.say(1, price(1, **RETAIL), price(2, 5), again=True)

    assert asked >= 99.99
    assert (product["vatIncluded"], amounts(prices, product)) == ("Y", [99.99, 5.0])


async def test_the_price_of_before_is_remembered_as_one_without_vat(prices) -> None:
    product = await of_earlier(prices)
    await prices.store.set_fields(
        f"price:{guid(1)}", {"former": {"product": str(product["id"]), "prices": ["70.00 RUB"]}}
    )

    await prices.say(1, price(1, **RETAIL), price(2, 5))
    await prices.say(1, price(1, 110, base=True), price(2, 5))

    (kept,) = [one.fields["former"] async for one in prices.store.listing({})]
    assert [one.split() for one in kept["prices"]] == [
        ["70.00", "RUB", "N"],
        ["81.96", "RUB", "N"],
        ["99.99", "RUB", "Y"],
    ]


async def test_prices_that_are_left_without_vat_are_no_difference(prices) -> None:
    await of_earlier(prices)
    scales = PriceScales(prices.shop.portal, prices.store, prices.claims, "http://portal.test")
    kept = prices.command(1, price(1, **RETAIL), price(2, 5, currency="XTS"))
    whole = prices.command(1, price(1, **RETAIL), price(2, 5))

    left, changed = await scales.weigh(kept), await scales.weigh(whole)

    assert [(one.what, one.of) for one in left] == [("standing", "Вид 2")]
    assert [one.in_b24.endswith("без НДС") for one in changed] == [True, True]
