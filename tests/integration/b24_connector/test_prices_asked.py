"""What would become of prices, said before anything is written: the same decisions as the writer's, and no write."""

from collections.abc import AsyncIterator

import pytest

from services.b24_connector.writer.prices.trial import PriceTrial
from tests.integration.b24_connector.catalogue_shop import guid
from tests.integration.b24_connector.price_shop import Prices, opened_prices, price


@pytest.fixture
async def prices() -> AsyncIterator[Prices]:
    async with opened_prices() as prices:
        yield prices


async def weighed(prices: Prices, *commands) -> list:
    trial = PriceTrial(prices.shop.portal, prices.store, prices.claims)
    return [await trial.prices(one) for one in commands]


async def test_new_prices_would_be_made_with_their_types_and_nothing_is(prices):
    writes, types = prices.shop.writes(), dict(prices.types)

    verdicts = await weighed(
        prices,
        prices.command(1, price(1, "12.5"), price(2, 10, base=True)),
        prices.command(7, price(1, "12.5")),
        prices.command(1, price(1, 12, currency="XXX")),
    )

    assert [one.would for one in verdicts] == ["create", "refused", "refused"]
    assert verdicts[0].key == f"price:{guid(1)}"
    assert "dealbus load products" in verdicts[1].why
    assert "XXX" in verdicts[2].why
    assert (prices.shop.writes(), prices.types, prices.claims.taken) == (writes, types, [])


async def test_prices_that_are_there_are_compared_as_the_writer_compares_them(prices):
    await prices.say(1, price(1, 12), price(2, 10))
    same = prices.command(1, price(1, 12), price(2, 10))
    dearer = prices.command(1, price(1, 13), price(2, 10))
    fewer = prices.command(1, price(1, 12))

    assert [one.would for one in await weighed(prices, same, dearer, fewer)] == ["same", "change", "change"]


async def test_a_command_that_was_carried_out_is_done_whatever_people_typed_since(prices):
    await prices.say(1, price(1, 12))

    assert [one.would for one in await weighed(prices, prices.command(1, price(1, 99), again=True))] == ["same"]


async def test_a_thousand_items_are_weighed_in_a_few_requests(prices):
    for number in range(2, 60):
        await prices.shop.item(number)
    before = prices.shop.portal.requests

    verdicts = await weighed(prices, *(prices.command(number, price(1, 12)) for number in range(1, 1001)))

    assert [one.would for one in verdicts] == ["create"] * 59 + ["refused"] * 941
    assert prices.shop.portal.requests - before <= 12
