"""The service starts while something it needs is away."""

import asyncio
from contextlib import suppress
from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect

from services.onec_connector import __main__ as program
from services.onec_connector.base.errors import BaseAwayError
from shared.bus.errors import BrokerAwayError
from shared.messages.ring import PeerStatus
from shared.process import active
from tests.waiting import wait_until


class Bus:
    """Remembers what was published; the broker is away for the first `away` publications."""

    def __init__(self, away: int = 0) -> None:
        self.published: list[PeerStatus] = []
        self._away = away

    async def publish(self, *messages: PeerStatus) -> None:
        if self._away:
            self._away -= 1
            raise BrokerAwayError("the broker is away")
        self.published.extend(messages)


class NeverRefused:
    """A login that 1C refused at no start before this one."""

    async def held_until(self) -> None:
        return None


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(program, "AGAIN_S", 0)


async def _run_until(condition, coroutine) -> None:
    task = asyncio.create_task(coroutine)
    try:
        await wait_until(lambda: task.done() or condition())
        if task.done():
            task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("away", [0, 2])
async def test_managers_hear_once_that_1c_is_closed_when_it_is_closed_from_the_start(monkeypatch, away):
    asked: list[object] = []

    async def closed(base: object) -> None:
        asked.append(base)
        raise BaseAwayError("1C is closed")

    monkeypatch.setattr(program, "read_profile", closed)
    bus = Bus(away)
    parts = SimpleNamespace(
        base=None,
        bus=bus,
        active=SimpleNamespace(trouble=""),
        place=None,
        rules=SimpleNamespace(portal_id="p"),
        login=NeverRefused(),
    )

    await _run_until(lambda: len(asked) > 5, program._answering(parts))

    assert [(status.peer, status.open) for status in bus.published] == [("onec", False)]


async def test_a_database_that_is_away_for_a_moment_ends_no_process(monkeypatch):
    takes: list[str] = []

    class Lease:
        def __init__(self, *_: object) -> None:
            pass

        async def acquire(self) -> bool:
            takes.append("taken")
            raise AutoReconnect("no primary")

    monkeypatch.setattr(active, "Lease", Lease)
    monkeypatch.setattr(active, "DATABASE_PAUSE_S", 0)
    process = active.Active(None, "onec-connector")

    await _run_until(lambda: len(takes) > 2, process.run(asyncio.Event().wait))

    assert "MongoDB" in process.trouble
