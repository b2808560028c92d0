"""Prices that the portal cannot hold: named with a remedy, the others go on, and made good when the cause is gone."""

from collections.abc import AsyncIterator

import pytest

from services.b24_connector.reference.price_findings import check_prices
from shared.messages.ring.outcomes import PriceRefused, PriceUpserted
from shared.rules.directory import PriceRules
from tests.integration.b24_connector.catalogue_shop import guid
from tests.integration.b24_connector.price_shop import BASE, Prices, opened_prices, price


@pytest.fixture
async def prices() -> AsyncIterator[Prices]:
    async with opened_prices() as prices:
        yield prices


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"currency": ""}, "в 1С у неё не указана валюта. Укажите валюту в карточке вида цен."),
        ({"currency": "KZT"}, "в портале нет валюты KZT. Добавьте её в настройках CRM портала."),
    ],
)
async def test_a_price_in_no_currency_or_an_unknown_one_is_named_and_the_others_go_on(prices, bad, words) -> None:
    await prices.say(1, price(1, 12), price(2, 9))

    outcome = await prices.say(1, price(1, 13, name="Дилерская", **bad), price(2, 10))

    assert isinstance(outcome, PriceRefused)
    assert [told.text for told in outcome.told] == [f"Цена «Дилерская» товара «Болт М8» не перенесена: {words}"]
    assert sorted(prices.of(outcome).values()) == [(10.0, "RUB"), (12.0, "RUB")]


async def test_a_tariff_with_too_few_price_types_is_named_and_what_was_refused_comes_after_it_is_paid(prices) -> None:
    prices.shop.simulated.switches.most_price_types = 3

    outcome = await prices.say(1, price(1, 12), price(2, 10, name="Дилерская"))
    prices.shop.simulated.switches.most_price_types = 0
    prices.restart()
    later = await prices.say(1, price(1, 12), price(2, 10), again=True)

    (told,) = outcome.told
    assert "«Дилерская»" in told.text
    assert "максимальное количество типов цен" in told.text
    assert "directory → prices → kinds" in told.text
    assert next(iter(prices.of(outcome).values())) == (12.0, "RUB")
    assert isinstance(later, PriceUpserted)
    assert len(prices.of(later)) == 2


async def test_check_counts_the_types_and_misses_a_base_one(prices) -> None:
    await prices.say(1, price(1, 12))
    rules = PriceRules(direction="1c→b24", base="Розничная")

    (fine,) = await check_prices(prices.shop.portal, rules)
    prices.shop.simulated.table("price_type").rows[BASE]["base"] = "N"
    (bad,) = await check_prices(prices.shop.portal, rules)

    assert (fine.ok, fine.text) == (True, "Цены 1С переносятся в портал: типов цен в нём 3, из 1С 1.")
    assert (bad.ok, "нет базового типа цены" in bad.text) == (False, True)
    assert await check_prices(prices.shop.portal, PriceRules()) == []


async def test_what_keeps_many_prices_back_is_told_once_and_all_are_looked_at_again_when_it_is_gone(prices) -> None:
    for number in (2, 3):
        await prices.shop.item(number)
    prices.shop.simulated.switches.most_price_types = 2
    outcomes = [await prices.say(number, price(1, 12)) for number in (1, 2, 3)]

    prices.shop.simulated.switches.most_price_types = 0
    prices.restart()
    await prices.say(1, price(1, 12), again=True)
    first, prices.touched = prices.touched, []
    await prices.say(2, price(1, 12), again=True)

    assert [type(one) for one in outcomes] == [PriceRefused, PriceUpserted, PriceUpserted]
    assert first == [f"price:{guid(2)}", f"price:{guid(3)}"]
    assert prices.touched == []


async def test_prices_in_a_currency_of_tomorrow_are_looked_at_again_when_the_portal_has_it(prices) -> None:
    await prices.shop.item(2)
    outcome = await prices.say(1, price(1, 12, currency="EUR"), price(2, 9, currency="KZT"))

    await prices.say(2, price(1, 12, currency="EUR"))

    assert isinstance(outcome, PriceRefused)
    assert prices.touched == []
    assert prices.store.entities[f"price:{guid(1)}"].fields["owed"] == ["currency:KZT"]
