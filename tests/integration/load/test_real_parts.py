"""A first load on real parts is whole, whichever services are killed in the middle."""

import random
from collections import Counter
from collections.abc import Collection

import pytest

from tests.integration.load.warehouse import KINDS, Warehouse, offered, warehouse
from tests.waiting import wait_until

ITEMS = 400
KILLED = ("b24-connector", "onec-connector", "mapper")
KILLS = 5


async def prices_are_set(loading: Warehouse, items: Collection[str]) -> bool:
    """Tell whether each item's product has a price of every kind."""
    types = await loading.price_types()
    return all(len(types.get(one, ())) >= len(KINDS) for one in items)


async def killed_and_resumed(loading: Warehouse, count: int, rolls: random.Random) -> list[str]:
    """Kill services while so many products are made; return which."""
    killed = []
    for number in range(KILLS):
        await loading.until_paired(round(count * (number + rolls.random()) / KILLS), within_s=400)
        killed.append(rolls.choice(KILLED))
        loading.stack.kill(killed[-1])
        await loading.stack.start(killed[-1])
    await loading.until_paired(count, within_s=400)
    return killed


@pytest.mark.timeout(600)
async def test_a_load_whose_services_are_killed_makes_nothing_twice_misses_nothing_and_a_second_pass_has_nothing_to_do(
    peers, tmp_path
):
    items, seed = offered(ITEMS), random.randrange(10_000)

    async with warehouse(tmp_path, peers, items=ITEMS) as loading:
        killed = await killed_and_resumed(loading, len(items), random.Random(seed))
        await wait_until(lambda: prices_are_set(loading, items), 300)
        keys, prices = Counter(await loading.outer_keys()), await loading.price_types()
        before = (await loading.stats())["by_method"]
        left = [await loading.left_to_do(what) for what in ("products", "prices")]
        after, dead = (await loading.stats())["by_method"], await loading.dead()

    said = (seed, killed)
    assert [keys[one] for one in items] == [1] * len(items), said
    assert [one for one in items if len(set(prices[one])) < len(prices[one])] == [], said
    assert (left, dead) == ([{}, {}], 0), said
    written = [one for one in after if one.startswith("catalog.") and one.endswith((".add", ".update"))]
    assert {one: after[one] for one in written} == {one: before.get(one) for one in written}  # clients go on crossing
