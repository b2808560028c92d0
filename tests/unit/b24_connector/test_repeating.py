"""A sweep is repeated for ever: after its pause, at once when woken, and soon when it has failed."""

import asyncio

import pytest

from services.b24_connector.intake.repeating import pause_after, sweep_again
from shared.bus.errors import Permanent, Retryable


@pytest.mark.parametrize(
    ("error", "pause_s"),
    [
        (Retryable("away"), 5),
        (Retryable("rests", after_s=40), 40),
        (Retryable("no right", after_s=600), 60),
        (Permanent("refused", reason="refused"), 60),
    ],
)
def test_a_failed_sweep_is_soon_repeated_unless_the_portal_must_not_be_asked(error, pause_s):
    assert pause_after(error, 60) == pause_s


async def test_a_failed_sweep_is_repeated_without_waiting_for_the_whole_pause(monkeypatch):
    monkeypatch.setattr("services.b24_connector.intake.repeating._RETRY_S", 0)
    succeeded, done = asyncio.Event(), []

    async def sweep():
        done.append(len(done))
        if len(done) == 1:
            raise Retryable("away")
        succeeded.set()

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        running = group.create_task(sweep_again(sweep, "deals", every_s=3600))
        await succeeded.wait()
        running.cancel()

    assert done == [0, 1]


async def test_a_sweep_that_is_woken_begins_at_once_and_once():
    swept, wake, done = asyncio.Queue(), asyncio.Event(), []

    async def sweep():
        done.append(len(done))
        await swept.put(None)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        running = group.create_task(sweep_again(sweep, "deals", 3600, wake))
        await swept.get()
        wake.set()
        await swept.get()
        running.cancel()

    assert done == [0, 1]
    assert not wake.is_set()
