"""One process of a connector works, the others stand by."""

import asyncio

from shared.process.active import Active
from tests.waiting import wait_until


async def test_of_two_processes_one_works_until_it_ends(db):
    working: list[str] = []
    most_at_once = 0

    async def run(name: str) -> None:
        async def work() -> None:
            nonlocal most_at_once
            working.append(name)
            most_at_once = max(most_at_once, len(working))
            try:
                await asyncio.sleep(3600)
            finally:
                working.remove(name)

        await Active(db, "b24-connector").run(work)

    first = asyncio.create_task(run("first"))
    await wait_until(lambda: working == ["first"])
    second = asyncio.create_task(run("second"))
    await asyncio.wait([second], timeout=1)
    first.cancel()
    await asyncio.wait([first])
    await wait_until(lambda: working == ["second"])
    second.cancel()
    await asyncio.wait([second])

    assert most_at_once == 1
