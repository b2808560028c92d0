"""What prices cost in requests: a pass that finds nothing changed, and many that are touched together."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from sandbox.base.seed.goods import unit_guid
from tests.integration.onec_connector.connector import Onec
from tests.integration.onec_connector.test_characteristic_prices import characteristic
from tests.integration.onec_connector.test_items_together import reads_so_far
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told, wholesale

__all__ = ["pricing", "retail", "shop", "wholesale"]


async def weighed(pricing, shop, kind, many: int, **more) -> list[str]:
    """Items kept in pieces of 2.5 kg each, priced by the kilogram."""
    kilogram = unit_guid("166")
    said = {"Использовать": True, "ЕдиницаИзмерения_Key": kilogram, "Числитель": 2.5, "Знаменатель": 1}
    items = [await pricing.item(name=f"Слиток {number}", group=shop) for number in range(many)]
    for one in items:
        weighs = {f"Вес{part}": value for part, value in said.items()}
        await pricing.onec.do("objects", of="Catalog_Номенклатура", guid=one, set=weighs)
        await pricing.priced(one, kind, "100", pack=kilogram, **more)
    return items


async def test_prices_by_weight_touched_together_cost_less_than_a_call_each(pricing, shop, retail):
    many = 50
    await weighed(pricing, shop, retail, many)
    await pricing.prices.look.look()
    hints, before = list(pricing.hints), await pricing.onec.asked()

    facts = await asyncio.gather(*map(pricing.touch, hints))

    assert [told(one) for (one,) in facts] == [{"Витрина": Decimal(250)}] * many
    assert await pricing.onec.asked() - before < many  # 20 to 30 on an idle machine; how many come together, it says


@pytest.mark.parametrize("many", [10, 50])
async def test_prices_by_weight_of_a_whole_catalogue_cost_a_few_calls_of_1c(pricing, shop, retail, many):
    await weighed(pricing, shop, retail, many)
    before = await pricing.onec.asked()

    found = [fact async for fact in pricing.prices.reader.would_tell()]

    assert [told(one.prices) for one in found] == [{"Витрина": Decimal(250)}] * many
    assert await pricing.onec.asked() - before <= 14 + many // 20


async def test_prices_of_characteristics_touched_together_cost_less_than_a_call_each(pricing, shop, retail):
    many = 50
    await pricing.onec.do("switches", pricing_25=True)
    item = (await pricing.onec.do("items", name="Труба", group=shop, characteristics=True))["item"]
    async with pricing.onec.clerk() as clerk:
        kind = (await clerk.read("Catalog_Номенклатура", item))["ВидНоменклатуры_Key"]
        await clerk.change("Catalog_ВидыНоменклатуры", kind, {"НастройкиКлючаЦенПоХарактеристике": "Использовать"})
    for number in range(many):
        await characteristic(pricing, item, "м" * (number + 1), priced_as=str(UUID(int=number + 1)))
        await pricing.priced(item, retail, "100", characteristic=str(UUID(int=number + 1)))
    await pricing.prices.look.look()
    hints, before = list(pricing.hints), await pricing.onec.asked()

    facts = await asyncio.gather(*map(pricing.touch, hints))

    assert [told(one) for found in facts for one in found] == [{"Витрина": Decimal(100)}] * many
    assert await pricing.onec.asked() - before < many  # 20 to 30 on an idle machine; how many come together, it says


async def test_many_prices_touched_together_cost_less_than_a_request_each(pricing, shop, retail):
    bolts = [await pricing.item(name=f"Болт М{size}", group=shop) for size in range(40)]
    for bolt in bolts:
        await pricing.priced(bolt, retail, "12.50")
    await pricing.prices.look.look()
    hints, before = list(pricing.hints), reads_so_far()

    facts = await asyncio.gather(*map(pricing.touch, hints))

    assert [told(one) for (one,) in facts] == [{"Витрина": Decimal("12.5")}] * len(bolts)
    assert reads_so_far() - before < len(bolts)  # how many come together, the machine says


async def test_a_pass_reads_no_prices_while_no_document_has_changed(pricing, shop, retail, wholesale):
    bolt = await pricing.item(name="Болт М99", group=shop)
    await pricing.priced(bolt, retail, "12.50")
    await pricing.passed()
    before = reads_so_far()

    await pricing.passed()

    # The kinds, the engine, and two pages of documents, the second one empty.
    assert reads_so_far() - before <= 5


@pytest.fixture
async def without_documents(onec: Onec) -> None:
    await onec.do("switches", unpublished_sets=["Document_УстановкаЦенНоменклатуры"])


async def test_a_base_that_publishes_no_documents_is_compared_whole(
    without_documents, pricing, onec, shop, retail, wholesale
):
    bolt = await pricing.item(name="Болт М99", vat_rate="10", group=shop)
    await pricing.priced(bolt, wholesale, "10")
    first = await pricing.passed()

    await onec.do("items", guid=bolt, vat_rate="22")

    assert [one.vat_rate for one in (*first, *await pricing.passed())] == [Decimal(10), Decimal(22)]
