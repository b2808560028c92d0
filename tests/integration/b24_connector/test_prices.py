"""Prices of 1C in the catalogue: of each kind in its type, and what was never ours stays (R20)."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal.control import directory
from services.b24_connector.vocabulary.prices import latin_name
from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.facts import PriceTouched
from shared.messages.ring.outcomes import PriceUpserted, ProductUpserted
from shared.messages.things import Ref
from tests.integration.b24_connector.catalogue_shop import guid, onec
from tests.integration.b24_connector.price_shop import BASE, WHOLESALE, Prices, opened_prices, price


@pytest.fixture
async def prices() -> AsyncIterator[Prices]:
    async with opened_prices() as prices:
        yield prices


async def test_each_kind_has_a_type_of_its_own_with_a_name_people_read(prices) -> None:
    outcome = await prices.say(1, price(1, "12.5", name="Дилерская"), price(2, 10, currency="USD"))

    made = prices.types[guid(1)]
    assert isinstance(outcome, PriceUpserted)
    assert (made["name"], made["base"]) == (latin_name(guid(1)), "N")
    assert prices.of(outcome) == {made["id"]: (12.5, "RUB"), prices.types[guid(2)]["id"]: (10.0, "USD")}
    captions = [
        (row["catalogGroupId"], row["lang"], row["name"]) for row in prices.shop.simulated.table("price_type_lang")
    ]
    assert captions == [(made["id"], "ru", "Дилерская"), (prices.types[guid(2)]["id"], "ru", "Вид 2")]
    assert prices.claims.taken == [f"b24:price-type:{guid(1)}", f"b24:price-type:{guid(2)}"]


async def test_a_second_item_uses_the_types_that_are_there_and_after_a_restart_too(prices) -> None:
    await prices.shop.item(2)
    await prices.say(1, price(1, 12))
    prices.restart()

    await prices.say(2, price(1, 13))

    assert len(prices.types) == 3


async def test_a_renamed_kind_has_its_type_renamed_with_the_next_price(prices) -> None:
    await prices.say(1, price(1, 12, name="Дилерская"))

    await prices.say(1, price(1, 13, name="Дилерам"))

    assert [row["name"] for row in prices.shop.simulated.table("price_type_lang")] == ["Дилерам"]


async def test_the_base_kind_has_the_portals_own_base_type_and_the_flag_is_never_sent(prices) -> None:
    outcome = await prices.say(1, price(1, 12, base=True))

    row = prices.shop.simulated.table("price_type").rows[BASE]
    assert (row["xmlId"], row["base"], row["name"], len(prices.types)) == (guid(1), "Y", "Розничная", 2)
    assert prices.of(outcome) == {BASE: (12.0, "RUB")}


async def test_another_base_of_the_rules_takes_the_type_over_and_the_former_one_gets_its_own(prices) -> None:
    await prices.say(1, price(1, 12, base=True), price(2, 10))

    outcome = await prices.say(1, price(1, 12), price(2, 10, base=True))

    types = {row["xmlId"] + row["base"]: row["id"] for row in prices.shop.simulated.table("price_type")}
    assert prices.of(outcome) == {types[guid(1) + "N"]: (12.0, "RUB"), types[guid(2) + "Y"]: (10.0, "RUB")}


async def test_what_is_equal_is_not_written_and_a_change_keeps_the_id_of_the_price(prices) -> None:
    await prices.say(1, price(1, 12), price(2, 10))
    ids = {row["catalogGroupId"]: row["id"] for row in prices.shop.simulated.table("price")}
    before = prices.shop.writes()

    await prices.say(1, price(1, 12), price(2, 10), again=True)
    await prices.say(1, price(1, 12), price(2, 10))
    equal = prices.shop.writes()
    await prices.say(1, price(1, 12), price(2, 11))

    assert (equal, prices.shop.writes()) == (before, before + 1)
    assert {row["catalogGroupId"]: row["id"] for row in prices.shop.simulated.table("price")} == ids


async def test_a_price_that_vanishes_is_taken_away_and_those_of_others_stay(prices) -> None:
    product = prices.shop.shelf[0]["id"]
    directory.edit_product(prices.shop.simulated, product, {"prices": {BASE: 99, WHOLESALE: 88}})
    await prices.say(1, price(1, 12), price(2, 10))

    outcome = await prices.say(1, price(2, 10))

    assert prices.of(outcome) == {
        BASE: (99.0, "RUB"),
        WHOLESALE: (88.0, "RUB"),
        prices.types[guid(2)]["id"]: (10.0, "RUB"),
    }


async def test_the_base_prices_of_before_are_remembered_for_the_rows_of_deals_and_no_others(prices) -> None:
    for base, other in ((12, 5), (15, 6), (15, 7), (12, 7), (20, 7)):
        await prices.say(1, price(1, base, base=True), price(2, other))

    (kept,) = [one.fields["former"] async for one in prices.store.listing({})]
    assert [one.partition(".")[0] for one in kept["prices"]] == ["15", "12"]


async def test_a_base_price_that_1c_never_named_stays(prices) -> None:
    await prices.shop.item(2)
    await prices.say(1, price(1, 12, base=True))
    second = prices.shop.shelf[1]["id"]
    directory.edit_product(prices.shop.simulated, second, {"prices": {BASE: 99}})

    outcome = await prices.say(2, price(2, 5))

    assert prices.of(outcome)[BASE] == (99.0, "RUB")


async def test_an_older_word_changes_nothing_over_a_newer_one(prices) -> None:
    newer = await prices.say(1, price(1, 12))
    prices.version = -1

    older = await prices.say(1, price(1, 11))

    assert isinstance(older, PriceUpserted)
    assert list(prices.of(newer).values()) == [(12.0, "RUB")]


async def test_a_price_with_vat_stands_to_the_kopeck_in_a_product_of_ours(prices) -> None:
    outcome = await prices.say(1, price(1, "99.99"))

    assert list(prices.of(outcome).values()) == [(99.99, "RUB")]


async def test_a_kind_without_vat_is_told_as_the_product_keeps_its_prices(prices) -> None:
    outcome = await prices.say(1, price(1, 100, included=False))
    product = prices.shop.product(outcome)
    product["vatIncluded"] = "N"
    directory.edit_product(prices.shop.simulated, product["id"], {"prices": {BASE: 99}})  # a person prices it too

    net = await prices.say(1, price(1, 100, included=False), price(2, 122))

    assert list(prices.of(net).values()) == [(100.0, "RUB"), (99.0, "RUB"), (100.0, "RUB")]


async def test_a_new_rate_moves_the_price_of_a_kind_without_vat(prices) -> None:
    await prices.say(1, price(1, 100, included=False), rate="20")

    outcome = await prices.say(1, price(1, 100, included=False), rate="22")

    assert list(prices.of(outcome).values()) == [(122.0, "RUB")]


async def test_prices_that_come_before_their_product_are_read_again_when_it_is_made(prices) -> None:
    early = await prices.say(5, price(1, 12))

    made = await prices.shop.made(5)

    assert early.ref is None
    assert [(one.ref, one.force) for one in made if isinstance(one, PriceTouched)] == [(onec("price", 5), True)]


async def test_prices_that_are_written_are_not_read_again_with_the_next_edit_of_their_product(prices) -> None:
    await prices.say(5, price(1, 12))
    await prices.shop.made(5)
    await prices.say(5, price(1, 12), again=True)

    edited = await prices.shop.made(5, name="Болт М10")

    assert [type(one) for one in edited] == [ProductUpserted]


async def test_a_product_that_is_made_while_its_prices_are_asked_for_has_them(prices, monkeypatch) -> None:
    noted = prices.store.set_fields

    async def note(key, fields):
        monkeypatch.undo()
        await prices.shop.item(5)
        await noted(key, fields)

    monkeypatch.setattr(prices.store, "set_fields", note)

    outcome = await prices.say(5, price(1, 12))

    assert list(prices.of(outcome).values()) == [(12.0, "RUB")]


async def test_a_price_finds_its_product_by_its_outer_key_or_its_pair(prices) -> None:
    there = prices.shop.typed(name="Болт старый", xmlId=f"{guid(5)}#{guid(5)}")
    by_key = await prices.say(5, price(1, 12))
    by_pair = await prices.say(6, price(1, 12), ref=Ref(system="b24", kind="product", id=str(there)))

    assert (by_key.ref.id, by_pair.ref.id) == (str(there), str(there))


async def test_a_price_whose_making_nobody_heard_of_is_not_made_twice(prices) -> None:
    prices.shop.wire.dies_at = "catalog.price.add"
    with pytest.raises(DoubtfulWrite):
        await prices.say(1, price(1, 12))

    outcome = await prices.say(1, price(1, 12), again=True)

    assert list(prices.of(outcome).values()) == [(12.0, "RUB")]


async def test_a_price_of_ours_is_taken_away_though_nobody_heard_that_it_was_made(prices) -> None:
    prices.shop.wire.dies_at = "catalog.price.add"
    with pytest.raises(DoubtfulWrite):
        await prices.say(1, price(1, 12))

    outcome = await prices.say(1)

    assert prices.of(outcome) == {}


async def test_a_type_whose_making_nobody_heard_of_is_left_in_doubt_and_then_found(prices) -> None:
    prices.shop.wire.dies_at = "catalog.priceType.add"
    with pytest.raises(DoubtfulWrite):
        await prices.say(1, price(1, 12))
    assert prices.claims.in_doubt

    await prices.say(1, price(1, 12), again=True)

    assert len(prices.types) == 3


async def test_many_kinds_are_written_a_few_at_once(prices) -> None:
    outcome = await prices.say(1, *(price(number, number) for number in range(1, 14)))

    assert sorted(value for value, _ in prices.of(outcome).values()) == [float(one) for one in range(1, 14)]


async def test_no_call_of_the_exchange_is_one_that_loses_prices(prices) -> None:
    await prices.say(1, price(1, 12), price(2, 10, base=True))
    await prices.say(1, price(1, 13))

    assert not prices.shop.wire.asked["catalog.price.modify"]


async def test_a_variation_has_prices_and_its_parent_has_none_and_keeps_nobody_waiting(prices) -> None:
    parent = await prices.shop.parent(7)
    made = await prices.shop.variation(1, of=7)

    of_parent = await prices.say(7, price(1, 900))
    by_key = await prices.say(7, price(1, 950), within=guid(101))

    assert (by_key.ref.id, prices.of(by_key)) == (made.ref.id, {prices.types[guid(1)]["id"]: (950.0, "RUB")})
    assert (of_parent.ref.id, prices.of(of_parent)) == (parent.ref.id, {})
