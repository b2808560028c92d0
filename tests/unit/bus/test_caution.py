"""How long a lane takes one message at a time after its process has died with many in hand, on a virtual clock."""

import asyncio

import pytest

from shared.bus.caution import RETURNED_OFTEN, Caution, ProcessCaution
from tests.integration.b24_connector.virtual_time import VirtualLoop

IN_HAND = 100


async def alone_s(each_s: float) -> float:
    """Return for how long messages are handled alone that come back together and take so long each."""
    caution, loop = Caution(ProcessCaution()), asyncio.get_running_loop()
    await caution.begin()
    caution.begun(IN_HAND)
    over, began = asyncio.create_task(caution.over()), loop.time()
    for number in range(IN_HAND):
        caution.takes(str(number), RETURNED_OFTEN)
        await asyncio.wait({over}, timeout=each_s)
        if over.done():
            break
        caution.settled()
    await over
    return loop.time() - began


@pytest.mark.parametrize(("each_s", "longest_s"), [(0.1, 12), (20, 11), (60, 11)])
def test_messages_that_wait_for_a_slow_peer_are_not_handled_one_by_one_for_half_an_hour(each_s, longest_s):
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert runner.run(alone_s(each_s)) <= longest_s
