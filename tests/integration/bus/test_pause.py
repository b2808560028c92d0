"""The peer is down: the lane pauses, loses nothing, spends nothing, and says so once."""

import json
from asyncio import sleep
from datetime import datetime

import pytest

from shared.bus import peer, session
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane, on
from shared.bus.peer import Peer
from shared.bus.publisher import Publisher
from shared.messages.ring.facts import PeerStatus
from shared.messages.ring.message import Message
from tests.figures import figure
from tests.integration.bus.letters import GROUP, MAPPER, Heard, also, depth, failing, first, lane, post, touched
from tests.waiting import wait_until


class System:
    """A peer that can be switched off."""

    def __init__(self, *, is_up: bool = True) -> None:
        self.is_up = is_up
        self.probes = 0
        self.told: list[tuple[bool, datetime]] = []

    async def probe(self) -> None:
        self.probes += 1
        self.call()

    def call(self) -> None:
        if not self.is_up:
            raise Retryable("connection refused")

    async def on_peer(self, is_open: bool, since: datetime) -> list[Message]:
        self.told.append((is_open, since))
        return [PeerStatus(peer="b24", open=is_open, since=since)]

    async def handle(self, _: Message) -> None:
        self.call()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"_RETRY_S": 0.05, "_CLOSED_FIRST_S": 0.1, "_CLOSED_LONGEST_S": 0.3, "SPACING_S": 0.2}.items():
        monkeypatch.setattr(peer, name, seconds)


async def test_nothing_is_taken_from_the_queue_before_the_peer_has_answered(bus: Bus, channel) -> None:
    system = System(is_up=False)
    heard = Heard(system.handle)

    await bus.publish(touched(41))
    async with bus.serve(lane(heard), peer=Peer(probe=system.probe)) as consumer:
        await wait_until(lambda: system.probes > 2)
        taken, waiting, paused, ready = (
            len(heard.messages),
            await depth(channel, GROUP),
            consumer.paused,
            consumer.ready,
        )
        system.is_up = True
        await wait_until(lambda: heard.messages)

    assert (taken, waiting, paused, ready) == (0, 1, True, True)


async def test_a_process_that_serves_the_lane_no_more_does_not_say_that_it_is_paused(bus: Bus) -> None:
    """A connector that loses its lease during an outage stands by; alerts take the highest word of all processes."""
    system = System(is_up=False)

    async with bus.serve(lane(Heard()), peer=Peer(probe=system.probe)) as consumer:
        await wait_until(lambda: consumer.paused and system.probes > 1)
        during = figure("bus_paused_lanes", group=GROUP)

    assert (during, figure("bus_paused_lanes", group=GROUP)) == (1, 0)


async def test_an_outage_spends_no_attempt_and_kills_no_message(bus: Bus, channel) -> None:
    system = System()
    handled: list[Message] = []

    async def handle(message: Message) -> None:
        system.call()
        handled.append(message)

    async def is_all_there() -> bool:
        return len(handled) + await depth(channel, f"{GROUP}.retry.1m") == 120

    async with bus.serve(lane(Heard(handle)), peer=Peer(probe=system.probe)) as consumer:
        await wait_until(lambda: consumer.ready)
        system.is_up = False
        await bus.publish(*(touched(number) for number in range(120)))
        await wait_until(lambda: consumer.paused)
        await wait_until(lambda: consumer.in_flight == 0)
        waiting = await depth(channel, GROUP)
        system.is_up = True
        await wait_until(is_all_there, 30)  # an empty queue would not do: its messages may be on their way to us

    assert waiting > 0
    assert {name: await depth(channel, f"{GROUP}.{name}") for name in ("retry.5s", "retry.10m", "dead")} == {
        "retry.5s": 0,
        "retry.10m": 0,
        "dead": 0,
    }
    parked = await _parked(channel)
    assert {delivery.headers.get("dealbus-attempts", 0) for delivery in parked} == {0}
    assert sorted([*map(_subject, parked), *(message.subject for message in handled)]) == _subjects(120)


async def test_a_letter_that_is_being_parked_when_consuming_ends_is_there_once(
    bus: Bus, channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy broker: letters still come while it ends the consumer, and are on their way to the rung when it has."""
    put, cancel = Publisher.put, session.Session._cancel_consumer

    async def put_slowly(*arguments) -> None:
        await put(*arguments)
        await sleep(0.3)

    async def cancel_slowly(consuming: session.Session) -> None:
        await sleep(0.45)
        await cancel(consuming)

    system = System()
    await bus.publish(*(touched(number) for number in range(150)))
    monkeypatch.setattr(Publisher, "put", put_slowly)
    monkeypatch.setattr(session.Session, "_cancel_consumer", cancel_slowly)
    async with bus.serve(lane(Heard(lambda _: _goes_down(system))), peer=Peer(probe=system.probe)) as consumer:
        await wait_until(lambda: system.probes > 2 and consumer.paused)
        await wait_until(lambda: consumer.in_flight == 0)
        parked, waiting = await _parked(channel), await depth(channel, GROUP)

    assert len(parked) > 50
    assert len(set(map(_subject, parked))) == len(parked)
    assert len(parked) + waiting == 150


async def _goes_down(system: System) -> None:
    system.is_up = False
    system.call()


async def _parked(channel) -> list:
    rung = f"{GROUP}.retry.1m"
    return [await first(channel, rung) for _ in range(await depth(channel, rung))]


def _subject(delivery) -> str:
    return json.loads(delivery.body)["subject"]


def _subjects(count: int) -> list[str]:
    return sorted(touched(number).subject for number in range(count))


async def test_a_pause_cancels_what_hangs_and_parks_it_with_its_attempts_unchanged(
    bus: Bus, channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_PAUSE_GRACE_S", 0.1)
    monkeypatch.setattr(peer, "PROBE_EVERY_S", 0.1)
    system = System()
    heard = Heard(lambda _: sleep(60))
    await post(channel, touched(41), headers={"dealbus-attempts": 3})

    async with bus.serve(lane(heard), peer=Peer(probe=system.probe)) as consumer:
        await wait_until(lambda: heard.messages)
        system.is_up = False
        await wait_until(lambda: consumer.paused)
        parked = await first(channel, f"{GROUP}.retry.1m")

    assert parked.headers["dealbus-attempts"] == 3


async def test_a_failure_counts_while_the_peer_answers(bus: Bus, channel) -> None:
    system = System()

    await bus.publish(touched(41))
    async with bus.serve(lane(failing(Retryable("503"))), peer=Peer(probe=system.probe)) as consumer:
        retried = await first(channel, f"{GROUP}.retry.5s")
        paused = consumer.paused

    assert retried.headers["dealbus-attempts"] == 1
    assert not paused


async def test_refusals_ask_no_probe(bus: Bus, channel) -> None:
    system = System()

    await bus.publish(*(touched(number) for number in range(20)))
    async with bus.serve(lane(failing(Permanent("no", reason="x"))), peer=Peer(probe=system.probe)):

        async def refused() -> bool:
            return await depth(channel, f"{GROUP}.dead") == 20

        await wait_until(refused)

    assert system.probes == 1


@also(MAPPER)
async def test_closing_and_opening_is_told_once_each(bus: Bus, url: str) -> None:
    system = System(is_up=False)
    told = Heard()
    mapper = Lane(group=MAPPER, handlers=[on(PeerStatus, told)])

    async with (
        bus.serve(mapper),
        bus.serve(lane(Heard()), peer=Peer(probe=system.probe, on_change=system.on_peer)) as consumer,
    ):
        await wait_until(lambda: system.probes > 4)
        system.is_up = True
        await wait_until(lambda: not consumer.paused)
        await wait_until(lambda: len(told.messages) == 2)

    assert [message.open for message in told.messages] == [False, True]
    assert [is_open for is_open, _ in system.told] == [False, True]
