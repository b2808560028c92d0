"""A first load of the catalogue: as fast as the portal lets it, never in the orders' way, and whole after any kill."""

import asyncio
import random

from services.b24_connector.portal.aside import BATCH_S
from shared.messages.ring.outcomes import ProductUpserted
from tests.integration.b24_connector.catalogue_load import groups, in_virtual_time, items, least_s, opened
from tests.integration.b24_connector.deal_calls import deals_moved, deals_wait_no_longer_than_for_a_batch

LOADED = 2000


async def loaded_beside_deals(count: int):
    """Load, and pass once more.

    Returns:
        the load, its seconds, those of calls for deals before and during it, and what the second pass has written.
    """
    async with opened() as loading:
        loop = asyncio.get_running_loop()
        idle = await deals_moved(loading.portal)
        deals = asyncio.create_task(deals_moved(loading.portal))
        began = loop.time()
        await loading.run([*groups(), *items(count)])
        took, writes = loop.time() - began, loading.writes()
        await loading.run(items(count)[-500:])
        return loading, took, (idle, await deals), loading.writes() - writes


def test_two_thousand_items_take_what_the_portals_operating_time_allows_and_deals_do_not_wait_for_them():
    loading, took, deals, written_again = in_virtual_time(lambda: loaded_beside_deals(LOADED))

    assert (len(loading.shelf), _made(loading)) == (LOADED, LOADED)
    assert took <= 1.2 * least_s(LOADED)
    assert not loading.wire.refused
    assert loading.wire.longest_s <= BATCH_S
    assert loading.wire.requests <= 0.4 * LOADED
    assert deals_wait_no_longer_than_for_a_batch(*deals)
    assert max(deals[1].overtaken_by(loading.wire.log)) <= 1
    assert written_again == 0


def _made(loading) -> int:
    return sum(isinstance(one, ProductUpserted) for one in loading.outcomes.values())


async def killed_and_resumed(seed: int, count: int = 150, *, within_s: float = 12):
    rolls = random.Random(seed)
    async with opened() as loading:
        left = [*groups(), *items(count)]
        for _ in range(5):
            await loading.run(left, until=rolls.uniform(1, within_s))
            left = [one for one in left if one.key not in loading.outcomes]
        await loading.run(left)
        return loading


def test_a_load_that_is_killed_again_and_again_makes_nothing_twice_and_misses_nothing():
    loading = in_virtual_time(lambda: killed_and_resumed(seed=7))

    keys = [row["xmlId"] for row in loading.shelf]
    assert (len(keys), len(set(keys))) == (150, 150)
