"""Prices that pricing 2.5 keeps under no item: those of a characteristic, whichever item it is of (R20)."""

from decimal import Decimal
from uuid import UUID

import pytest

from services.onec_connector.reference import price_keys
from tests.integration.onec_connector.test_characteristic_prices import by_code, characteristic
from tests.integration.onec_connector.test_items_together import reads_so_far
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told, wholesale

__all__ = ["pricing", "retail", "shop", "wholesale"]

NO_ITEM = str(UUID(int=0))
RED = str(UUID(int=77))


@pytest.fixture
async def itemless(pricing) -> str:
    """A kind of items whose prices are kept by the characteristic alone."""
    await pricing.onec.do("switches", pricing_25=True)
    settings = {
        "НастройкиКлючаЦенПоНоменклатуре": "НеИспользовать",
        "НастройкиКлючаЦенПоХарактеристике": "Использовать",
    }
    return (await pricing.onec.do("item_kinds", name="Одежда", set=settings))["kind"]


async def shirt(pricing, shop: str, kind: str, name: str = "Футболка") -> str:
    item = (await pricing.onec.do("items", name=name, group=shop, characteristics=True))["item"]
    async with pricing.onec.clerk() as clerk:
        await clerk.change("Catalog_Номенклатура", item, {"ВидНоменклатуры_Key": kind})
    return item


async def test_items_of_a_kind_priced_by_characteristic_alone_have_the_price_of_it(pricing, shop, retail, itemless):
    sold = [await shirt(pricing, shop, itemless, name) for name in ("Футболка", "Майка")]
    red = [await characteristic(pricing, item, "красная", priced_as=RED) for item in sold]
    blue = await characteristic(pricing, sold[0], "синяя")
    codes = [f"{item}#{one}" for item, one in zip(sold, red, strict=True)]
    await pricing.priced(NO_ITEM, retail, "950", characteristic=RED)
    await pricing.priced(sold[0], retail, "100", characteristic=RED)  # the kind's key has no item: nobody's price

    first = by_code(await pricing.passed())
    again = await pricing.passed()
    await pricing.priced(NO_ITEM, retail, "990", characteristic=RED)
    later = by_code(await pricing.passed())
    whole = {fact.ref.id: told(fact.prices) async for fact in pricing.prices.reader.would_tell()}

    assert {code: told["Витрина"] for code, (_, told) in first.items()} == dict.fromkeys(codes, Decimal(950))
    assert again == []
    assert {code: told["Витрина"] for code, (_, told) in later.items()} == dict.fromkeys(codes, Decimal(990))
    assert whole == {code: {"Витрина": Decimal(990)} for code in codes}
    assert f"{sold[0]}#{blue}" not in whole


async def test_a_price_that_is_taken_away_under_no_item_is_taken_away_everywhere(pricing, shop, retail, itemless):
    item = await shirt(pricing, shop, itemless)
    red = await characteristic(pricing, item, "красная", priced_as=RED)
    document = await pricing.priced(NO_ITEM, retail, "950", characteristic=RED)
    await pricing.passed()

    await pricing.priced(NO_ITEM, retail, "950", characteristic=RED, guid=document, posted=False)

    assert by_code(await pricing.passed()) == {f"{item}#{red}": ("Футболка (красная)", {})}


async def test_an_item_is_offered_in_its_own_characteristics_that_are_priced_under_no_item(
    pricing, shop, retail, itemless
):
    item = await shirt(pricing, shop, itemless)
    one = (await pricing.onec.do("characteristics", item=item, name="красная", priced_as=RED))["characteristic"]
    await pricing.priced(NO_ITEM, retail, "950", characteristic=RED)
    variations = pricing.items.reader._snapshots._registers.variations

    assert await variations.of(item) == {one}
    assert set((await variations.all()).get(item, {})) == {one}
    assert NO_ITEM not in await variations.all()


async def test_an_item_of_many_characteristics_is_asked_for_in_addresses_that_1c_takes(pricing, shop, retail, itemless):
    item, keys = await shirt(pricing, shop, itemless), [str(UUID(int=100 + number)) for number in range(20)]
    made = [
        (await pricing.onec.do("characteristics", item=item, name=f"№ {key[-2:]}", priced_as=key))["characteristic"]
        for key in keys
    ]
    for key in keys:
        await pricing.priced(NO_ITEM, retail, "950", characteristic=key)

    assert await pricing.items.reader._snapshots._registers.variations.of(item) == {*made}


async def test_an_item_whose_kind_keeps_its_prices_is_not_asked_for_under_none(pricing, shop):
    await pricing.onec.do("switches", pricing_25=True)
    shirts = [{"name": f"Рубашка {number}", "group": shop, "characteristics": True} for number in range(3)]
    sold = [(await pricing.onec.do("items", **one))["item"] for one in shirts]
    variations = pricing.items.reader._snapshots._registers.variations
    for item in sold:
        await pricing.onec.do("characteristics", item=item, name="красная", priced_as=RED)
    await variations.of(sold[0])
    before = reads_so_far()

    for item in sold:
        await variations.of(item)

    # Barcodes and the two registers of prices.
    assert reads_so_far() - before <= 3 * len(sold)


async def test_a_changed_pass_reads_the_items_of_such_kinds_alone(pricing, monkeypatch, shop, retail, itemless):
    monkeypatch.setattr(price_keys, "_PAGE", 5)
    item = await shirt(pricing, shop, itemless)
    red = await characteristic(pricing, item, "красная", priced_as=RED)
    await pricing.priced(NO_ITEM, retail, "950", characteristic=RED)
    await pricing.passed()
    await pricing.priced(NO_ITEM, retail, "990", characteristic=RED)
    before = reads_so_far()

    pricing.hints.clear()
    await pricing.prices.look.look()

    assert [hint.ref.id for hint in pricing.hints] == [f"{item}#{red}"]
    assert reads_so_far() - before <= 20
