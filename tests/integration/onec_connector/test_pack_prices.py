"""Prices of packs and of other units of measure, as the connector tells them (R20): for one base unit."""

from decimal import Decimal

import pytest

from sandbox.base.seed.goods import unit_guid
from services.onec_connector.intake import prices as intake
from services.onec_connector.reference import items
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told

__all__ = ["pricing", "retail", "shop"]


async def test_a_price_of_a_pack_is_told_for_the_base_unit(pricing, company, onec, shop, retail):
    sample = next(one for one in company.items if one.packs and one.known_to_onec and not one.characteristics)
    pack = sample.packs[0]
    item = await pricing.item(guid=sample.guid, group=shop)
    await pricing.priced(item, retail, str(12 * pack.ratio), pack=pack.guid)

    (prices,) = await pricing.passed()

    assert told(prices) == {"Витрина": Decimal(12)}


async def test_a_price_by_weight_is_told_for_the_base_unit(pricing, onec, shop, retail):
    """80 a kilogram of what is kept in tonnes is 80 000; of what is kept in pieces and weighs nothing it is nothing."""
    tonne = {"Code": "168", "ТипИзмеряемойВеличины": "Вес", "Числитель": 1000, "Знаменатель": 1}
    async with onec.clerk() as clerk:
        made = await clerk.create("Catalog_УпаковкиЕдиницыИзмерения", {"Description": "т", **tonne})
    sand, bolt = [await pricing.item(name=name, group=shop) for name in ("Песок", "Болт М99")]
    kept_in = {"ЕдиницаИзмерения_Key": made["Ref_Key"]}
    await onec.do("objects", of="Catalog_Номенклатура", guid=sand, set=kept_in)
    for one in (sand, bolt):
        await pricing.priced(one, retail, "80", pack=unit_guid("166"))

    found = {one.name: told(one) for one in await pricing.passed()}

    assert (found["Песок"], found.get("Болт М99", {})) == ({"Витрина": Decimal(80_000)}, {})


@pytest.mark.parametrize("few", [200, 0])
async def test_a_pack_that_holds_another_number_is_told_by_the_next_whole_look(
    pricing, company, monkeypatch, shop, retail, few
):
    monkeypatch.setattr(items, "_FEW", few)
    sample = next(one for one in company.items if one.packs and one.known_to_onec and not one.characteristics)
    pack = sample.packs[0]
    item = await pricing.item(guid=sample.guid, group=shop)
    await pricing.priced(item, retail, str(12 * pack.ratio), pack=pack.guid)
    (before,) = await pricing.passed()
    ratio = {"Числитель": int(4 * pack.ratio), "Знаменатель": 1}
    await pricing.onec.do("objects", of="Catalog_УпаковкиЕдиницыИзмерения", guid=pack.guid, set=ratio)
    monkeypatch.setattr(intake, "_WHOLE_S", 0.0)

    (after,) = await pricing.passed()

    assert (told(before), told(after)) == ({"Витрина": Decimal(12)}, {"Витрина": Decimal(3)})
    assert await pricing.passed() == []


def weighs(kilograms: int) -> dict:
    fields = {"ВесИспользовать": True, "ВесЕдиницаИзмерения_Key": unit_guid("166")}
    return fields | {"ВесЧислитель": kilograms, "ВесЗнаменатель": 1}


@pytest.mark.parametrize("few", [200, 0])
async def test_a_price_by_weight_follows_the_weight_of_the_card(pricing, monkeypatch, onec, shop, retail, few):
    """100 a kilogram of what weighs five is 500, of what weighs four 400; of what weighs nothing no price at all."""
    monkeypatch.setattr(items, "_FEW", few)
    ingot, other = [await pricing.item(name=name, group=shop) for name in ("Слиток", "Болванка")]
    for one in (ingot, other):
        await onec.do("objects", of="Catalog_Номенклатура", guid=one, set=weighs(5))
        await pricing.priced(one, retail, "100", pack=unit_guid("166"))
    first = {one.name: told(one) for one in await pricing.passed()}
    monkeypatch.setattr(intake, "_WHOLE_S", 0.0)
    seen = []
    for kilograms in ({}, weighs(4), {"ВесИспользовать": False}):
        if kilograms:
            await onec.do("objects", of="Catalog_Номенклатура", guid=ingot, set=kilograms)
        seen.append([(one.name, told(one)) for one in await pricing.passed()])

    assert first == {"Слиток": {"Витрина": Decimal(500)}, "Болванка": {"Витрина": Decimal(500)}}
    assert seen == [[], [("Слиток", {"Витрина": Decimal(400)})], [("Слиток", {})]]
