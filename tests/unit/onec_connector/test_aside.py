"""Directories read one call at a time, so that a poll of orders waits for one of theirs at most."""

import asyncio
from types import SimpleNamespace

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query


async def test_a_poll_waits_for_one_call_of_a_directory_however_many_are_asked_for():
    polling, begun, order = asyncio.Lock(), asyncio.Event(), []

    async def listing(name: str, _query: Query, *, polling: bool) -> list:
        assert polling
        return await asked(name)

    async def asked(name: str) -> list:
        async with polling:
            order.append(name)
            begun.set()
            await asyncio.sleep(0)
            return []

    aside = BaseAside(SimpleNamespace(listing=listing))
    reading = [asyncio.create_task(aside.listing("items", Query())) for _ in range(5)]
    await begun.wait()
    poll = asyncio.create_task(asked("orders"))

    await asyncio.gather(poll, *reading)

    assert order.index("orders") <= 2
    assert order.count("items") == 5
