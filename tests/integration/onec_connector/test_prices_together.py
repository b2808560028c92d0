"""What prices cost in requests: a pass that finds nothing changed, and many that are touched together."""

import asyncio
from decimal import Decimal

import pytest

from tests.integration.onec_connector.connector import Onec
from tests.integration.onec_connector.test_items_together import reads_so_far
from tests.integration.onec_connector.test_prices import pricing, retail, shop, told, wholesale

__all__ = ["pricing", "retail", "shop", "wholesale"]


async def test_many_prices_cost_a_look_at_a_slice_each_and_a_few_requests_for_all(pricing, shop, retail):
    bolts = [await pricing.item(name=f"Болт М{size}", group=shop) for size in range(20)]
    for bolt in bolts:
        await pricing.priced(bolt, retail, "12.50")
    await pricing.prices.look.look()
    hints, before = list(pricing.hints), reads_so_far()

    facts = await asyncio.gather(*map(pricing.touch, hints))

    assert [told(one) for (one,) in facts] == [{"Витрина": Decimal("12.5")}] * len(bolts)
    assert reads_so_far() - before < 2 * len(bolts)


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
