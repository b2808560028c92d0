"""The AMQP client cancels whoever waits on a connection that is found stuck; a lane must not end with it."""

import asyncio
from typing import Any

import pytest

from shared.bus.connection import Link
from shared.bus.errors import BrokerAwayError


class Stuck:
    """A connection whose reader is cancelled while a channel is being opened."""

    async def channel(self, **_: Any) -> None:
        raise asyncio.CancelledError

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_connection_that_ends_while_a_channel_opens_is_a_broker_that_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def connected(_: Link) -> Stuck:
        return Stuck()

    monkeypatch.setattr(Link, "_connected", connected)

    with pytest.raises(BrokerAwayError):
        await Link("amqp://127.0.0.1:1/", "test").channel(confirms=False)


async def test_a_task_that_is_told_to_stop_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connected(_: Link) -> Stuck:
        await asyncio.Event().wait()
        return Stuck()

    monkeypatch.setattr(Link, "_connected", connected)
    opening = asyncio.create_task(Link("amqp://127.0.0.1:1/", "test").channel(confirms=False))
    await asyncio.sleep(0)
    opening.cancel()

    with pytest.raises(asyncio.CancelledError):
        await opening
