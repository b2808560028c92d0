"""The wide look at 1C is taken once a night, whatever this machine's clock was."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.onec_connector.intake.rounds import Looks, Rounds


class Looking:
    """Stands in for all that looks, and for the cursors."""

    def __init__(self, last: str | None) -> None:
        self.last, self.wide, self.asked = last, 0, asyncio.Event()

    async def look(self):
        pass

    hot = open = look

    async def whole(self, _window):
        self.wide += 1

    async def get(self, _name):
        self.asked.set()
        return self.last

    async def set(self, _name, value):
        self.last = value


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


@pytest.mark.parametrize(
    ("last", "wide"),
    [(None, 1), (ago(24), 1), (ago(1), 0), ("9999-12-31T23:59:59+00:00", 1), (ago(-1), 1)],
    ids=["never", "yesterday", "an hour ago", "in the year 9999", "in an hour"],
)
async def test_a_wide_look_is_due_a_night_after_the_last_one_and_after_one_in_the_future(last, wide):
    looks = Looking(last)
    rounds = Rounds(Looks(looks, looks, looks, looks), looks, hot_s=60, window=timedelta(days=90))

    running = asyncio.create_task(rounds.run())
    await looks.asked.wait()
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert looks.wide == wide
