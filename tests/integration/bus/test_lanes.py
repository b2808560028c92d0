"""Several lanes of one service: one peer watched once, one set of keys; they pause and end together."""

import asyncio
from itertools import pairwise

import pytest

from shared.bus import peer
from shared.bus.bus import Bus
from shared.bus.lane import Lane, on
from shared.bus.peer import Peer
from shared.messages.ring.facts import PeerStatus
from shared.messages.ring.message import Message
from tests.figures import figure
from tests.integration.bus.letters import GROUP, MAPPER, WRITERS, Heard, also, depth, lane, order_command, touched
from tests.integration.bus.test_pause import System
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"_RETRY_S": 0.05, "_CLOSED_FIRST_S": 0.1, "_CLOSED_LONGEST_S": 0.3, "SPACING_S": 0.2}.items():
        monkeypatch.setattr(peer, name, seconds)


def paused() -> tuple[float | None, float | None]:
    return figure("bus_paused_lanes", group=GROUP), figure("bus_paused_lanes", group=WRITERS)


@also(WRITERS, MAPPER)
async def test_lanes_wait_for_their_peer_together_and_say_so_once(bus: Bus, channel) -> None:
    system, told = System(is_up=False), Heard()
    one, two = Heard(system.handle), Heard(system.handle)
    mapper = Lane(group=MAPPER, handlers=[on(PeerStatus, told)])
    behind = Peer(probe=system.probe, on_change=system.on_peer)
    await bus.publish(touched(41), order_command(42))

    async with bus.serve(mapper), bus.serve(lane(one), lane(two, WRITERS), peer=behind) as served:
        await wait_until(lambda: system.probes > 2)
        before = served.paused, served.ready, paused(), await depth(channel, GROUP), await depth(channel, WRITERS)
        system.is_up = True
        await wait_until(lambda: one.messages and two.messages and served.ready)
        opened = served.paused, served.ready, paused()
        await wait_until(lambda: len(told.messages) == 2)
        system.is_up = False
        await bus.publish(touched(43))  # the failure in one lane closes both
        await wait_until(lambda: served.paused)
        closed = paused()
        await wait_until(lambda: served.in_flight == 0 and len(told.messages) == 3)
        await bus.publish(order_command(44))
        system.is_up = True
        await wait_until(lambda: two.messages[-1] == order_command(44))
        await wait_until(lambda: len(told.messages) == 4)

    assert before == (True, True, (1, 1), 1, 1)
    assert opened == (False, True, (0, 0))
    assert closed == (1, 1)
    assert [message.open for message in told.messages] == [False, True, False, True]
    assert paused() == (0, 0)


@also(WRITERS)
async def test_one_timer_asks_the_peer_for_all_lanes(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "PROBE_EVERY_S", 0.3)
    monkeypatch.setattr(peer, "SPACING_S", 0)
    asked: list[float] = []

    async def probe() -> None:
        asked.append(asyncio.get_running_loop().time())

    async with bus.serve(lane(Heard()), lane(Heard(), WRITERS), peer=Peer(probe=probe)):
        await wait_until(lambda: len(asked) > 8)

    between = [later - earlier for earlier, later in pairwise(asked)]
    assert min(between) > 0.2  # 0.3 s, a fifth less at the most


@also(WRITERS)
async def test_messages_of_one_key_are_handled_one_after_another_whichever_lanes_they_come_from(bus: Bus) -> None:
    inside = most = 0

    async def handle(_: Message) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        inside -= 1

    one, two = Heard(handle), Heard(handle)
    await bus.publish(*(message for _ in range(10) for message in (touched(41), order_command(41))))

    async with bus.serve(lane(one), lane(two, WRITERS)):
        await wait_until(lambda: len(one.messages) + len(two.messages) == 20)

    assert (len(one.messages), len(two.messages), most) == (10, 10, 1)


@also(WRITERS)
async def test_leaving_ends_every_lane_when_what_it_has_in_hand_is_done(bus: Bus, channel) -> None:
    may_end = asyncio.Event()

    async def hang(_: Message) -> None:
        await may_end.wait()

    one, two = Heard(hang), Heard(hang)
    await bus.publish(touched(41), order_command(42))

    async with bus.serve(lane(one), lane(two, WRITERS)) as served:
        await wait_until(lambda: one.messages and two.messages)
        served.leave()
        in_hand, ready = served.in_flight, served.ready
        may_end.set()
    await bus.publish(touched(43), order_command(44))
    left = await depth(channel, GROUP), await depth(channel, WRITERS)

    assert (in_hand, ready) == (2, False)
    assert left == (1, 1)
    assert (one.numbers, two.numbers) == (["41"], ["42"])
