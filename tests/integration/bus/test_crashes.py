"""Crashes of a consumer and of the broker, and a consumer timeout: 0 lost."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from sandbox.stack import Command, Program, local_broker
from sandbox.stack.rabbitmq import private_node
from shared.bus import consumer as bus_consumer
from shared.bus import peer
from shared.bus.bus import Bus
from shared.bus.caution import ENDS_PROCESSES, RETURNED_OFTEN
from shared.bus.errors import BrokerAwayError, Retryable
from shared.bus.peer import Peer
from shared.bus.replay import dead_letters
from shared.messages.ring.facts import CompanyTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from tests.integration.bus.letters import GROUP, ROUTER, Heard, also, depth, lane, touched
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

DIRECTORY = "b24-connector.directory"
CONSUMER_TIMEOUT_S = 2


class Node:
    """A broker that may be killed, and that closes channels which hold a message for 2 s."""

    def __init__(self, program: Program, url: str) -> None:
        self.program = program
        self.url = url


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    prepared = private_node(tmp_path)
    with (tmp_path / "broker" / "rabbitmq.conf").open("a") as settings:
        settings.write(f"consumer_timeout = {CONSUMER_TIMEOUT_S * 1000}\n")
    server = prepared.programs[-1]
    server.command = looking_every_half_second(server.command)
    async with local_broker(tmp_path, prepared) as broker:
        await apply_groups(broker.url, (GROUP,))
        yield Node(server, broker.url)


def looking_every_half_second(command: Command) -> Command:
    """Let the broker look for late acknowledgements more often than once a minute."""
    name = "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"
    arguments = f"{command.environment[name]} -rabbit channel_tick_interval 500"
    return replace(command, environment={**command.environment, name: arguments})


def victim(url: str, folder: Path, mode: str = "") -> Program:
    command = (sys.executable, str(Path(__file__).with_name("victim.py")), url, str(folder / "handled"))
    return Program(
        Command(
            name="victim",
            argv=(*command, mode) if mode else command,
            environment={"PYTHONPATH": str(Path(__file__).parents[3])},
            log=folder / "victim.log",
        )
    )


def journal(folder: Path) -> list[str]:
    path = folder / "handled"
    return path.read_text().splitlines() if path.exists() else []


def handled(folder: Path) -> list[str]:
    return [line for line in journal(folder) if line != "begins"]


@also(ROUTER)
async def test_a_killed_consumer_loses_nothing(bus: Bus, url: str, tmp_path: Path) -> None:
    router = Heard()
    await bus.publish(*(touched(number) for number in range(1000)))
    consumer = victim(url, tmp_path)

    async with bus.serve(lane(router, ROUTER)):
        for handled in (100, 400):
            consumer.spawn()
            await wait_until(lambda at_least=handled: len(journal(tmp_path)) > at_least, timeout=30)
            consumer.kill()
        consumer.spawn()
        try:
            await wait_until(lambda: len(set(router.numbers)) == 1000, timeout=30)
        finally:
            await consumer.stop()

    assert set(journal(tmp_path)) == set(router.numbers) == set(map(str, range(1000)))


@also(ROUTER)
async def test_a_message_that_kills_its_consumer_is_given_up_alone_after_ten_deaths(
    bus: Bus, url: str, tmp_path: Path, channel: AbstractChannel
) -> None:
    await bus.publish(*(touched(number) for number in range(30, 50)))
    consumer = victim(url, tmp_path, "die")

    consumer.spawn()
    try:
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"), timeout=120)
        await wait_until(lambda: len(set(handled(tmp_path))) == 19)
    finally:
        consumer.kill()
    [delivery] = await dead_letters(url, GROUP)

    assert (delivery.subject, delivery.reason) == ("deal:41", "crash")
    assert "в журнале сервиса" in delivery.sentence
    assert journal(tmp_path).count("begins") == ENDS_PROCESSES + 1
    assert max(Counter(handled(tmp_path)).values()) <= RETURNED_OFTEN + 1


@also(ROUTER, DIRECTORY)
async def test_neighbours_on_other_lanes_of_a_process_that_is_killed_are_handled(
    bus: Bus, url: str, tmp_path: Path, channel: AbstractChannel
) -> None:
    companies = [Ref(system="b24", kind="company", id=str(number)) for number in range(41, 46)]
    await bus.publish(*(touched(number) for number in range(8)), *(CompanyTouched(ref=ref) for ref in companies))
    consumer = victim(url, tmp_path, "poisoned")

    consumer.spawn()
    try:
        await wait_until(lambda: depth(channel, f"{DIRECTORY}.dead"), timeout=120)
        await wait_until(lambda: len(set(handled(tmp_path))) == 12, timeout=60)
    finally:
        consumer.kill()
    [delivery] = await dead_letters(url, DIRECTORY)

    assert (delivery.subject, delivery.reason) == ("company:41", "crash")
    assert await depth(channel, f"{GROUP}.dead") == await depth(channel, GROUP) == 0
    assert journal(tmp_path).count("begins") == ENDS_PROCESSES + 1


@also(ROUTER)
async def test_a_message_that_a_process_has_outlived_is_handled_however_often_it_came_back(
    bus: Bus, channel: AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_consumer, "_FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(bus_consumer, "_LONGEST_WAIT_S", 0.1)
    runs: list[asyncio.Event] = []
    times = ENDS_PROCESSES + 2

    async def handle(_: Message) -> None:
        runs.append(asyncio.Event())
        await runs[-1].wait()

    await bus.publish(touched(41))
    async with bus.serve(lane(Heard(handle))) as served:
        [consumer] = served._consumers
        for time in range(times):
            # Both: a message may arrive while its session still begins.
            await wait_until(lambda so_far=time: len(runs) > so_far and consumer._session is not None, timeout=40)
            await consumer._session._channel.close()
            runs[-1].set()
        await wait_until(lambda: len(runs) > times, timeout=40)
        runs[-1].set()
        await wait_until(lambda: served.in_flight == 0)

    assert await depth(channel, GROUP) == await depth(channel, f"{GROUP}.dead") == 0


async def test_a_pause_longer_than_the_consumer_timeout_loses_nothing_and_spends_nothing(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in {"_CLOSED_FIRST_S": 0.5, "_CLOSED_LONGEST_S": 0.5, "_RETRY_S": 0.1}.items():
        monkeypatch.setattr(peer, name, seconds)
    is_up = True
    handled: set[str] = set()

    async def probe() -> None:
        if not is_up:
            raise Retryable("connection refused")

    async def handle(message: Message) -> None:
        await probe()
        handled.add(message.subject)

    async with (
        Bus.connect(node.url, service=TESTER) as bus,
        await aio_pika.connect(node.url) as connection,
        bus.serve(lane(Heard(handle)), peer=Peer(probe=probe)) as consumer,
    ):
        channel = await connection.channel()
        await wait_until(lambda: consumer.ready)
        is_up = False
        await bus.publish(*(touched(number) for number in range(300)))
        await wait_until(lambda: consumer.paused)
        await asyncio.sleep(3 * CONSUMER_TIMEOUT_S)  # the very thing under test: time passes while we are paused
        held = consumer.in_flight
        is_up = True
        parked = await channel.get_queue(f"{GROUP}.retry.1m", ensure=False)
        put_aside: list[AbstractIncomingMessage] = []

        async def nobody_waits() -> bool:
            while delivery := await parked.get(no_ack=True, fail=False):
                put_aside.append(delivery)
            # One may be both: put aside as the pause began, and delivered once more as its session ended unsettled.
            reached = handled | {str(one.headers["subject"]) for one in put_aside}
            return reached == {touched(number).subject for number in range(300)}

        await wait_until(nobody_waits, timeout=20)

        assert held == 0
        assert {delivery.headers.get("dealbus-attempts", 0) for delivery in put_aside} <= {0}
        assert await depth(channel, f"{GROUP}.dead") == 0


async def test_a_broker_that_is_killed_twice_under_load_loses_no_confirmed_message(node: Node) -> None:
    confirmed: list[int] = []
    heard = Heard()
    stop = asyncio.Event()

    async def publish(bus: Bus) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                await bus.publish(touched(number))
            except BrokerAwayError:
                await asyncio.sleep(0.1)
            else:
                confirmed.append(number)

    async with Bus.connect(node.url, service=TESTER) as bus, bus.serve(lane(heard)):
        await asyncio.sleep(2.5)  # a queue younger than 2 s loses confirmed messages when its only node dies
        publishing = asyncio.create_task(publish(bus))
        for _ in range(2):
            enough = len(confirmed) + 500
            await wait_until(lambda enough=enough: len(confirmed) > enough, timeout=30)
            node.program.kill()
            await node.program.start()
        enough = len(confirmed) + 100
        await wait_until(lambda: len(confirmed) > enough, timeout=30)
        stop.set()
        await publishing
        await wait_until(lambda: set(map(str, confirmed)) <= set(heard.numbers), timeout=30)
