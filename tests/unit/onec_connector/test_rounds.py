"""When a pass over 1C begins, however long it takes."""

import asyncio
from datetime import timedelta

import pytest

from services.onec_connector.intake.rounds import Looks, Rounds
from shared.bus.errors import Retryable
from tests.integration.b24_connector.virtual_time import VirtualLoop


class SlowPass:
    """Stands in for all that looks and for the cursors; a pass takes its time."""

    def __init__(self, takes_s: float, *, fails: bool = False) -> None:
        self.takes_s, self.fails = takes_s, fails
        self.began: list[float] = []

    async def rest(self, *_) -> None:
        await asyncio.sleep(1e6)

    hot = open = whole = get = set = rest

    async def look(self) -> None:
        self.began.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.takes_s)
        if self.fails:
            raise Retryable("1C is away")


class Still(SlowPass):
    """Never looks a second time."""

    look = SlowPass.rest


async def _run(items: SlowPass, seconds: float) -> None:
    still = Still(0)
    rounds = Rounds(Looks(still, still, still, still, items=items), still, hot_s=15, window=timedelta(days=90))
    running = asyncio.create_task(rounds.run())
    await asyncio.sleep(seconds)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def beginnings(items: SlowPass, seconds: float) -> list[int]:
    """Let a pass over items run, and return when each began."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(_run(items, seconds))
    return [round(one) for one in items.began]


@pytest.mark.parametrize(("takes_s", "began"), [(1, [0, 280, 560]), (120, [0, 280, 560]), (279, [0, 307, 614])])
def test_a_pass_begins_in_time_for_five_minutes_however_long_it_takes_but_leaves_1c_a_while_for_itself(takes_s, began):
    assert beginnings(SlowPass(takes_s), 700) == began


def test_after_a_pass_that_failed_1c_is_left_alone_for_as_long_as_between_two():
    assert beginnings(SlowPass(100, fails=True), 700) == [0, 380]
