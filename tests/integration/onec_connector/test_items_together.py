"""Items that are touched at about the same time: one look at 1C for many, and each told as if it were alone."""

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import REGISTRY

from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref
from tests.integration.onec_connector import test_items
from tests.integration.onec_connector.test_items import SHOP, Directory, add_group, add_item, products, sections

directory, shop = test_items.directory, test_items.shop
MISSING = "00000000-1111-2222-3333-444444444444"


def reads_so_far() -> float:
    return REGISTRY.get_sample_value("bus_onec_call_seconds_count", {"kind": "read", "outcome": "ok"}) or 0


async def looked_at(directory: Directory, guids: Sequence[str], *groups: str) -> list:
    """All of them at once, as the handlers of the lane do."""
    hints = [ItemTouched(ref=Ref(system="onec", kind="group", id=one)) for one in groups]
    hints += [ItemTouched(ref=Ref(system="onec", kind="item", id=one)) for one in guids]
    told = await asyncio.gather(*map(directory.touch, hints), return_exceptions=True)
    return [fact for facts in told if not isinstance(facts, BaseException) for fact in facts]


@pytest.fixture
async def bolts(onec, shop) -> dict[str, str]:
    names = [f"Болт М{size}" for size in range(40)]
    return {name: await add_item(onec, name=name, barcode=f"46{name[6:]}", group=shop) for name in names}


async def test_forty_items_cost_less_than_one_request_each_and_not_three(directory, bolts):
    first, *others = bolts.values()
    facts = await directory.look_at(first)
    before = reads_so_far()

    facts += await looked_at(directory, others)

    told = {name: (product.ref.id, product.barcode) for name, product in products(facts).items()}
    assert told == {name: (guid, f"46{name[6:]}") for name, guid in bolts.items()}
    assert reads_so_far() - before <= len(others)  # 13 on an idle machine; how many come together, the machine says


async def test_each_is_told_as_if_it_were_alone(directory, onec, shop, bolts):
    inner = await add_group(onec, name="Болты", parent=shop)
    await onec.do("items", guid=bolts["Болт М1"], marked=True)

    facts = await looked_at(directory, [*bolts.values(), MISSING], shop, inner)

    assert {one.name for one in sections(facts)} == {SHOP, "Болты"}
    assert set(products(facts)) == set(bolts) - {"Болт М1"}


async def test_a_reference_that_is_none_keeps_no_other_item_from_being_told(directory, bolts):
    facts = await looked_at(directory, [*bolts.values(), "no reference"])

    assert set(products(facts)) == set(bolts)
