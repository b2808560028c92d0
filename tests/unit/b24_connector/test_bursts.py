"""What many events ask for is looked at the more seldom, the longer they go on and the more deals it touches."""

import asyncio
from itertools import pairwise

import pytest

from services.b24_connector.intake.bursts import LONGEST_S, WINDOW_S, Bursts

WAITING = 30


class Hour:
    """A clock whose sleepers are woken in turn; `second` is what happens in each second."""

    def __init__(self):
        self.now = 0.0
        self._sleepers = []

    async def sleep(self, pause_s):
        woken = asyncio.Event()
        self._sleepers.append((self.now + pause_s, woken))
        await woken.wait()

    async def until(self, end_s):
        while self.now < end_s:
            for _ in range(5):
                await asyncio.sleep(0)
            self.now += 1
            for due, woken in self._sleepers:
                if due <= self.now:
                    woken.set()
            self._sleepers = [one for one in self._sleepers if one[0] > self.now]
            for _ in range(5):
                await asyncio.sleep(0)
            yield self.now


async def looks_of(seconds, *, touched, asked_at=lambda _: True):
    """Return when was looked at what an event of every second asks for."""
    hour, looks = Hour(), []

    async def look():
        looks.append(hour.now)
        return touched

    bursts = Bursts(lambda: None, sleep=hour.sleep)
    async for second in hour.until(seconds):
        if asked_at(second):
            await bursts.ask("waiting", look)
    await bursts.end()
    return looks


async def test_a_steady_stream_of_events_looks_ever_more_seldom():
    assert len(await looks_of(60, touched=1)) <= 6


async def test_a_stream_that_goes_on_for_hours_is_looked_at_once_a_minute():
    looks = await looks_of(1200, touched=1)

    assert max(after - before for before, after in pairwise(looks)) <= LONGEST_S + 1
    assert len(looks) <= 5 + 1200 / LONGEST_S


@pytest.mark.parametrize("touched", [WAITING, 1000])
async def test_what_touches_many_deals_reads_no_more_of_them_than_the_portal_bears(touched):
    looks = await looks_of(600, touched=touched)

    assert touched * (len(looks) - 2) <= 5 * 600  # the first look, and the one at the end, wait for nothing


async def test_events_that_come_one_by_one_are_looked_at_at_once():
    assert await looks_of(60, touched=1, asked_at=lambda second: second % 5 == 0) == list(range(5, 61, 5))


async def test_after_a_burst_the_next_event_is_looked_at_at_once_and_opens_a_short_window():
    looks = await looks_of(300, touched=1, asked_at=lambda second: second <= 60 or second in {250, 251})

    assert looks[-2:] == [250, 250 + WINDOW_S]
