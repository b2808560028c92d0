"""The lane `directory` goes on at a portal that orders keep busy: sweeps every few seconds, after a refused request."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from services.b24_connector.portal.aside import DIRECTORY, LATE_S, SHARE_S
from tests.integration.b24_connector.catalogue_load import Loading, in_virtual_time, opened

SWEEP_S = 5.0
AFTER_S = 2.1
"""A refused request is repeated after that, at first."""
STEPS = 6
"""Calls that a product takes one after another."""
OF_DEALS, OF_GOODS = "crm.item.list", "catalog.product.list"


@dataclass
class Asked:
    """When deals were asked for and answered, and when goods were answered; seconds."""

    deals: list[tuple[float, float]] = field(default_factory=list)
    goods: list[float] = field(default_factory=list)
    log: Sequence[tuple[float, Sequence[str]]] = ()

    @property
    def steps_s(self) -> list[float]:
        """What each of a product's calls took."""
        return [later - sooner for sooner, later in pairwise(self.goods)]

    @property
    def overtaken(self) -> int:
        """The most batches of goods that left while a call for deals waited."""
        left = [at for at, methods in self.log if OF_GOODS in methods]
        return max(sum(asked < at < answered for at in left) for asked, answered in self.deals)


async def _sweep(loading: Loading, requests: int, asked: Asked) -> None:
    """Ask for deals as the sweeps do: so many calls one after another, every five seconds."""
    loop = asyncio.get_running_loop()
    while True:
        for _ in range(requests):
            began = loop.time()
            await loading.portal.call(OF_DEALS, {"entityTypeId": 2})
            asked.deals.append((began, loop.time()))
        await asyncio.sleep(SWEEP_S)


async def goods_beside_sweeps(requests: int, at_once: int = 1) -> Asked:
    """Let the portal refuse a request for its limit while so many ask for deals, and then make a product."""
    loop, asked = asyncio.get_running_loop(), Asked()
    async with opened() as loading:
        await asyncio.sleep(60)
        loading.simulated.switches.bucket = 0
        loop.call_later(1, setattr, loading.simulated.switches, "bucket", 50)
        sweeps = [asyncio.create_task(_sweep(loading, requests, asked)) for _ in range(at_once)]
        await asyncio.sleep(SWEEP_S)
        assert loading.wire.refused["QUERY_LIMIT_EXCEEDED"]
        asked.goods.append(loop.time())
        for _ in range(STEPS):
            await loading.portal.call(OF_GOODS, {"filter": {"iblockId": 1}}, lane=DIRECTORY)
            asked.goods.append(loop.time())
        for sweep in sweeps:
            sweep.cancel()
        await asyncio.gather(*sweeps, return_exceptions=True)
        asked.log = loading.wire.log
    return asked


@pytest.mark.parametrize("requests", [1, 8, 12])
def test_goods_do_not_wait_for_minutes_at_a_portal_whose_bucket_sweeps_keep_full(requests):
    asked = in_virtual_time(lambda: goods_beside_sweeps(requests))

    assert max(asked.steps_s) <= SHARE_S + 2


@pytest.mark.parametrize("at_once", [3, 8])
def test_goods_go_on_where_a_call_for_deals_always_waits(at_once):
    asked = in_virtual_time(lambda: goods_beside_sweeps(40, at_once))

    assert max(asked.steps_s) <= LATE_S + 2
    assert asked.overtaken <= 1


@pytest.mark.parametrize("requests", [8, 12])
def test_a_deal_waits_behind_one_batch_of_goods_at_most_also_then(requests):
    asked = in_virtual_time(lambda: goods_beside_sweeps(requests))

    assert asked.overtaken <= 1
    assert max(answered - began for began, answered in asked.deals) <= AFTER_S + 1
